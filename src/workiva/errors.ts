/**
 * What went wrong with a call, in words that do not change. Callers decide on these, never on a message.
 *
 * - `bad_request`, `forbidden`, `not_found`, `conflict`: Workiva refused what was asked (400 and its like, 403, 404, 409)
 * - `unauthorized`: an access token was refused (401), and a new one too, unless no time was left for that
 * - `token_refused`: the token endpoint did not accept the client ID and secret (400, 401, 403)
 * - `rate_limited`: too many calls (429), see `retryAfterMs`
 * - `server_error`: Workiva's own fault (5xx)
 * - `unreachable`, `timeout`: no answer; whether the work took hold is not known
 * - `not_sent`: Grantdesk itself held the call back: its pace left no turn in time or could not be kept, or no token came
 * - `unexpected_answer`: an answer came, but not of the form that was published
 * - `operation_failed`: long work was accepted and later failed or was cancelled
 */
export type WorkivaErrorCode =
  | 'bad_request'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'rate_limited'
  | 'server_error'
  | 'unreachable'
  | 'timeout'
  | 'not_sent'
  | 'unexpected_answer'
  | 'operation_failed'
  | 'token_refused';

/** One part of a refusal, as Workiva words it. */
export type WorkivaErrorDetail = {
  code?: string | undefined;
  message?: string | undefined;
  target?: string | undefined;
};

/** What a `WorkivaError` is made of. */
export type WorkivaErrorFacts = {
  code: WorkivaErrorCode;
  /** The call without ids and query, e.g. `GET /organizations/{organization}/users`. */
  endpoint: string;
  /** One whole sentence for people. */
  sentence: string;
  status?: number | undefined;
  /** Workiva's own `code`, or the `error` of the token endpoint. */
  workivaCode?: string | undefined;
  /** What Workiva said, as it said it, without secrets. */
  workivaMessage?: string | undefined;
  target?: string | undefined;
  details?: readonly WorkivaErrorDetail[] | undefined;
  retryAfterMs?: number | undefined;
  /** What Workiva calls the request, or else what Grantdesk called it. */
  requestId?: string | undefined;
  /** The scopes of the token with which it was refused; none where Workiva did not say which the token has. */
  tokenScopes?: readonly string[] | undefined;
  cause?: Error | undefined;
};

const TRANSIENT: ReadonlySet<WorkivaErrorCode> = new Set([
  // Tokens may end early; another try gets another one.
  'unauthorized',
  'rate_limited',
  'server_error',
  'unreachable',
  'timeout',
  'not_sent',
]);

/**
 * The one error that the client throws. It carries plain values only: no request, response, header, token or secret,
 * so that it may be printed, logged and stored whole.
 */
export class WorkivaError extends Error {
  override readonly name = 'WorkivaError';
  readonly code: WorkivaErrorCode;
  readonly endpoint: string;
  /** For people: what happened, in one whole sentence. */
  readonly sentence: string;
  /** The HTTP status; absent when there was no answer. */
  readonly status: number | undefined;
  readonly workivaCode: string | undefined;
  /** What Workiva said, as it said it; the words for people are in `sentence`. */
  readonly workivaMessage: string | undefined;
  readonly target: string | undefined;
  readonly details: readonly WorkivaErrorDetail[];
  /** How long Workiva asks to wait before the next try, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** For Workiva's support: what Workiva calls the request, or else what Grantdesk called it when sending it. */
  readonly requestId: string | undefined;
  /** The scopes of the token with which it was refused; none where Workiva did not say which the token has. */
  readonly tokenScopes: readonly string[] | undefined;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly transient: boolean;

  constructor(facts: WorkivaErrorFacts) {
    super(`${facts.endpoint}: ${facts.sentence}`, facts.cause ? { cause: facts.cause } : undefined);
    this.code = facts.code;
    this.endpoint = facts.endpoint;
    this.sentence = facts.sentence;
    this.status = facts.status;
    this.workivaCode = facts.workivaCode;
    this.workivaMessage = facts.workivaMessage;
    this.target = facts.target;
    this.details = facts.details ?? [];
    this.retryAfterMs = facts.retryAfterMs;
    this.requestId = facts.requestId;
    this.tokenScopes = facts.tokenScopes;
    this.transient = TRANSIENT.has(facts.code);
  }
}

/** Whether an error is one of Workiva with one of these codes. */
export function hasCode(error: unknown, ...codes: readonly WorkivaErrorCode[]): error is WorkivaError {
  return error instanceof WorkivaError && codes.includes(error.code);
}
