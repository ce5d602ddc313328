/**
 * Which requests a fault or a hold is for; everything when empty. `path` is tested without the query, of which the
 * values are tested, and the body as its text.
 */
export type CallMatch = { method?: string; path?: RegExp; query?: RegExp; body?: RegExp };

/** What befalls a request. The body has Workiva's form unless `body` says otherwise. */
export type Fault = {
  status: number;
  /** How many matching requests it befalls. Default: 1. */
  times?: number;
  code?: string;
  message?: string;
  retryAfterSeconds?: number;
  /** Retry-After as an HTTP date instead of seconds. */
  retryAfterDate?: Date;
  headers?: Record<string, string>;
  /** A body of one's own instead of Workiva's form: text as it is, anything else as JSON. */
  body?: unknown;
  /** The request takes hold, but its answer is replaced by this one. */
  afterDoing?: boolean;
  /** The connection is cut instead of answered. */
  dropConnection?: boolean;
};

/** How the next operation ends instead of being completed; nothing of it takes hold. */
export type OperationFault = { status?: 'failed' | 'cancelled'; details?: string[] };

/**
 * One way in which a call fails: refused or cut off `before` its work or `after` it; asked to slow down; answered late,
 * by the page of a proxy, with fewer items than there are, or for a token that has ended before its time or has fewer
 * scopes than its client; accepted as work that comes to nothing.
 */
export type MisfortuneKind =
  | `${'error' | 'cut' | 'html'}_${'before' | 'after'}`
  | `slow_down_${'seconds' | 'date'}`
  | `operation_${'failed' | 'cancelled'}`
  | 'late'
  | 'thin_page'
  | 'token_ended'
  | 'scopes_narrowed';

/** Trouble at random, the same for the same seed: the same call goes well when it is made again often enough. */
export type Misfortune = {
  /** The share of calls that fail, from 0 to 1. */
  share: number;
  seed: number;
  /** The ways in which they fail. Default: all. */
  kinds?: readonly MisfortuneKind[];
  /** How long, in milliseconds of real time, a late answer takes. Default: 250. */
  lateMs?: number;
};

/** Trouble to order. */
export type Faults = {
  /** The next matching requests are answered with this fault. Faults are used up in the order they were set. */
  answer(match: CallMatch, fault: Fault): void;
  /** Keeps the next matching request unanswered until released; it takes hold only then, unless `afterDoing`. */
  hold(match: CallMatch & { afterDoing?: boolean }): { arrived: Promise<void>; release(): void };
  failOperation(fault?: OperationFault): void;
  /** The next matching request that can fail in this way does: with an empty page, or without its second scope. */
  befall(match: CallMatch, kind: MisfortuneKind): void;
  /** Lets calls fail at random from now on, or no longer. */
  misfortune(plan: Misfortune | undefined): void;
  /** Forgets every fault and lets go of whatever is held. */
  clear(): void;
};
