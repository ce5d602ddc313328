import type { Clock } from '../../domain/clock.ts';
import type { ReadRequest } from './requests.ts';
import type { CallMatch, Fault, Misfortune, MisfortuneKind, OperationFault } from './types.ts';

/** What becomes of a request that is carried out, though not as its sender hopes. */
export type Twist = {
  /** Its token ends now, before its time. */
  tokenEnds?: boolean;
  /** The token that it asks for lacks one of its scopes, counted from the first on, and lives for 2 s. */
  withoutScope?: number;
  /** The share of a whole page that its page holds, from 0 (nothing, though more follows) to 1. */
  pageShare?: number;
  /** How the work ends that it begins. */
  operation?: OperationFault;
  /** How long, in ms, its answer is kept back. */
  lateMs?: number;
};

/** What one kind of misfortune does to a request. */
export type Mishap = { kind?: MisfortuneKind; fault?: Fault; twist?: Twist };

const BAD_GATEWAY = '<!doctype html><html><head><title>502 Bad Gateway</title></head><body>Bad gateway</body></html>';
const LATE_MS = 250;

const EVERYWHERE: readonly MisfortuneKind[] = [
  'error_before',
  'error_after',
  'slow_down_seconds',
  'slow_down_date',
  'cut_before',
  'cut_after',
  'late',
  'html_before',
  'html_after',
];
const TOKEN = /\/oauth2\/token$/;
const WORK = /\/roles\/(assignment|revocation)$/;
const SINGLE = /\/(operations|organizations|users)\/[^/]+$/;

/** Every way in which calls can fail. */
export const MISFORTUNES: readonly MisfortuneKind[] = [
  ...EVERYWHERE,
  'scopes_narrowed',
  'token_ended',
  'thin_page',
  'operation_failed',
  'operation_cancelled',
];

/** The ways in which this call can fail. */
export function misfortunesOf(method: string, path: string): readonly MisfortuneKind[] {
  if (TOKEN.test(path)) return [...EVERYWHERE, 'scopes_narrowed'];
  if (method === 'GET')
    return SINGLE.test(path) ? [...EVERYWHERE, 'token_ended'] : [...EVERYWHERE, 'token_ended', 'thin_page'];
  const work: readonly MisfortuneKind[] = WORK.test(path) ? ['operation_failed', 'operation_cancelled'] : [];
  return [...EVERYWHERE, 'token_ended', ...work];
}

/** Misfortune at random, and misfortune that was ordered. */
export type Misfortunes = {
  set(plan: Misfortune | undefined): void;
  order(match: CallMatch, kind: MisfortuneKind): void;
  clear(): void;
  /** What befalls this request, whose order, if there is one, is used up. */
  take(request: Pick<ReadRequest, 'method' | 'url'>, fits: (match: CallMatch) => boolean): Mishap;
};

/** Makes misfortune that befalls nobody yet. */
export function createMisfortunes(clock: Clock): Misfortunes {
  let plan: Misfortune | undefined;
  let random = generator(0);
  let ordered: { match: CallMatch; kind: MisfortuneKind }[] = [];

  const drawn = (method: string, path: string): MisfortuneKind | undefined => {
    if (!plan || random() >= plan.share) return undefined;
    const wanted = plan.kinds ?? MISFORTUNES;
    const possible = misfortunesOf(method, path).filter((kind) => wanted.includes(kind));
    return possible[Math.floor(random() * possible.length)];
  };

  return {
    set(next) {
      plan = next;
      random = generator(next?.seed ?? 0);
    },
    order: (match, kind) => void ordered.push({ match, kind }),
    clear() {
      plan = undefined;
      ordered = [];
    },
    take({ method, url: { pathname: path } }, fits) {
      const order = ordered.find(({ match, kind }) => fits(match) && misfortunesOf(method, path).includes(kind));
      if (order) ordered = ordered.filter((other) => other !== order);
      if (order) return { kind: order.kind, ...mishapOf(order.kind, { random: () => 0, clock, lateMs: LATE_MS }) };
      const kind = drawn(method, path);
      return kind === undefined ? {} : { kind, ...mishapOf(kind, { random, clock, lateMs: plan?.lateMs ?? LATE_MS }) };
    },
  };
}

type Surroundings = { random: () => number; clock: Clock; lateMs: number };

function mishapOf(kind: MisfortuneKind, { random, clock, lateMs }: Surroundings): Mishap {
  switch (kind) {
    case 'error_before':
      return { fault: { status: 500 } };
    case 'error_after':
      return { fault: { status: 500, afterDoing: true } };
    case 'slow_down_seconds':
      return { fault: { status: 429, retryAfterSeconds: 1 } };
    case 'slow_down_date':
      return { fault: { status: 429, retryAfterDate: new Date(clock.now().getTime() + 1_000) } };
    case 'cut_before':
      return { fault: { status: 500, dropConnection: true } };
    case 'cut_after':
      return { fault: { status: 500, dropConnection: true, afterDoing: true } };
    case 'html_before':
      return { fault: { status: 502, body: BAD_GATEWAY } };
    case 'html_after':
      return { fault: { status: 502, body: BAD_GATEWAY, afterDoing: true } };
    case 'late':
      return { twist: { lateMs } };
    case 'token_ended':
      return { twist: { tokenEnds: true } };
    case 'scopes_narrowed':
      return { twist: { withoutScope: 1 + Math.floor(random() * 1_000) } };
    case 'thin_page':
      return { twist: { pageShare: Math.max(0, random() - 0.3) } };
    case 'operation_failed':
      return { twist: { operation: { status: 'failed', details: ['The work was interrupted.'] } } };
    case 'operation_cancelled':
      return { twist: { operation: { status: 'cancelled' } } };
  }
}

/** Numbers from 0 up to 1 that follow from the seed alone (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
