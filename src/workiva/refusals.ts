import type { WorkivaErrorCode, WorkivaErrorDetail, WorkivaErrorFacts } from './errors.ts';
import { ErrorBody, TokenRefusal } from './schemas.ts';

/** An answer that is not the one hoped for. */
export type Refusal = {
  endpoint: string;
  status: number;
  /** Parsed JSON, or undefined when the body was none. */
  body: unknown;
  retryAfterMs: number | undefined;
  requestId?: string | undefined;
};

/** Says what a refused API call means, for programs (`code`) and for people (`sentence`). */
export function readRefusal(refusal: Refusal): WorkivaErrorFacts {
  const { endpoint, status, retryAfterMs, requestId } = refusal;
  const body = ErrorBody.safeParse(refusal.body).data ?? {};
  const code = codeOf(status);
  const details = body.details ?? [];
  const said = wordsOf([body.message, ...details.map(wordsOfDetail)]);
  return {
    code,
    endpoint,
    status,
    workivaCode: body.code,
    workivaMessage: body.message,
    target: body.target,
    details,
    retryAfterMs,
    requestId,
    sentence: sentenceOf(code, said, numbers(status, body.code), retryAfterMs),
  };
}

/** Says what a refused token means. Only a refusal of the credentials themselves is `token_refused`. */
export function readTokenRefusal(refusal: Refusal): WorkivaErrorFacts {
  const { error, error_description: description } = TokenRefusal.safeParse(refusal.body).data ?? {};
  if (![400, 401, 403].includes(refusal.status)) {
    return readRefusal({ ...refusal, body: { code: error, message: description } });
  }
  const said = description ? `: ${phrase(description)}` : '';
  return {
    code: 'token_refused',
    endpoint: refusal.endpoint,
    status: refusal.status,
    workivaCode: error,
    workivaMessage: description,
    requestId: refusal.requestId,
    sentence: `Workiva does not accept the client ID and secret of Grantdesk${said} (${numbers(refusal.status, error)}).`,
  };
}

/** Puts one detail into words, without a full stop; empty when it says nothing. */
export function wordsOfDetail(detail: WorkivaErrorDetail | string): string {
  if (typeof detail === 'string') return phrase(detail);
  const words = phrase(detail.message ?? detail.code ?? '');
  return words && detail.target ? `${words} (${detail.target})` : words;
}

function codeOf(status: number): WorkivaErrorCode {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 408) return 'timeout';
  if (status === 409) return 'conflict';
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'server_error';
  if (status >= 400) return 'bad_request';
  return 'unexpected_answer';
}

function sentenceOf(code: WorkivaErrorCode, said: string, numbered: string, retryAfter: number | undefined): string {
  const because = said ? `: ${said}` : '';
  const later = retryAfter === undefined ? '' : ` and to try again in ${Math.ceil(retryAfter / 1000)} s`;
  if (code === 'unauthorized') return `Workiva did not accept the access token${because} (${numbered}).`;
  if (code === 'rate_limited') return `Workiva asks to slow down${later} (${numbered}).`;
  if (code === 'server_error') return `Workiva has trouble of its own${because} (${numbered}).`;
  if (code === 'timeout') return `Workiva gave up on the call${because} (${numbered}).`;
  if (code === 'unexpected_answer') return `Workiva answered in a way that was not expected${because} (${numbered}).`;
  return `Workiva refused${because} (${numbered}).`;
}

function numbers(status: number, workivaCode: string | undefined): string {
  return workivaCode ? `${status}, ${workivaCode}` : `${status}`;
}

function wordsOf(parts: readonly (string | undefined)[]): string {
  const phrases = parts.map((part) => phrase(part ?? '')).filter((part) => part !== '');
  return [...new Set(phrases)].join('; ');
}

/** The most characters that are kept of somebody else's sentence. */
const LONGEST_PHRASE = 300;

const OPENING_WORD = /^(The|This|That|These|A|An|No|Not|It|You|Your|User|Username|Role|Invalid|Missing|Unknown)\b/;

/** Fits somebody else's sentence into the middle of ours: no full stop, no capital unless it may belong to a name. */
function phrase(text: string): string {
  const bare = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.\s]+$/, '');
  const fitting = bare.length <= LONGEST_PHRASE ? bare : `${bare.slice(0, LONGEST_PHRASE - 1)}…`;
  return OPENING_WORD.test(fitting) ? fitting.charAt(0).toLowerCase() + fitting.slice(1) : fitting;
}
