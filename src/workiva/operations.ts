import type { Clock } from '../domain/clock.ts';
import { check, unexpected } from './answers.ts';
import type { Api } from './api.ts';
import { WorkivaError } from './errors.ts';
import type { HttpAnswer } from './http.ts';
import { wordsOfDetail } from './refusals.ts';
import { retryAfterMs } from './retry-after.ts';
import { Operation, type OperationState } from './schemas.ts';

const ENDPOINT = 'GET /operations/{operation}';
const SLOWEST_RATE_MS = 1000;

/**
 * Long work that Workiva has accepted. Plain values: it can be stored and followed later, by another process too.
 * `begunBy`: what Workiva calls the request that began it, where that is known.
 */
export type OperationRef = { url: string; retryAfterSeconds: number; begunBy?: string };

/** Where long work stands: `details` in words, and how long to wait before the next look. */
export type OperationStatus = { status: OperationState; details: string[]; retryAfterSeconds: number };

/** Waits so many milliseconds. */
export type Wait = (ms: number) => Promise<void>;

/** What following needs. `followForMs`: when to stop following, measured by the clock. */
export type FollowOptions = { api: Api; clock: Clock; wait: Wait; followForMs: number };

/** Reads what a 202 leads to; any other success means that there is nothing to wait for. */
export function operationOf(answer: HttpAnswer, clock: Clock): OperationRef | undefined {
  if (answer.status !== 202) return undefined;
  const location = answer.header('location');
  if (!location || !URL.canParse(location, answer.url.href)) throw unexpected(answer, 'a 202 without Location');
  const url = new URL(location, answer.url).href;
  return { url, retryAfterSeconds: pause(answer, clock), begunBy: answer.requestId };
}

/** Looks once. */
export async function lookAt(ref: OperationRef, parts: { api: Api; clock: Clock }): Promise<OperationStatus> {
  const { requestId: _, ...status } = await look(ref, parts);
  return status;
}

/** `requestId`: the request that began the work, as Workiva names it; else that of the look. */
type Standing = { status: OperationState; requestId: string | undefined };
type Look = OperationStatus & Standing;

async function look(ref: OperationRef, { api, clock }: { api: Api; clock: Clock }): Promise<Look> {
  const answer = await api.get(ENDPOINT, ref.url, ref.begunBy);
  const { status, details, originalRequest } = check(answer, Operation);
  const words = (details ?? []).map(wordsOfDetail).filter((text) => text !== '');
  const requestId = originalRequest ?? ref.begunBy ?? answer.requestId;
  return { status, details: words, retryAfterSeconds: pause(answer, clock), requestId };
}

/**
 * Looks again and again, never sooner than Workiva asks and at most once a second, until the work has ended. Where
 * Workiva asks to wait longer than there is time for, nothing is waited for: the error says when to look again.
 *
 * @throws WorkivaError `operation_failed` when it failed or was cancelled, `timeout` when it does not end in time
 */
export async function follow(ref: OperationRef, options: FollowOptions): Promise<void> {
  const { clock, wait, followForMs } = options;
  const until = clock.now().getTime() + followForMs;
  let seconds = ref.retryAfterSeconds;
  let seen: Standing = { status: 'acknowledged', requestId: ref.begunBy };
  for (;;) {
    const waitMs = Math.max(SLOWEST_RATE_MS, seconds * 1000);
    if (clock.now().getTime() + waitMs > until) throw endless(seen, waitMs, followForMs);
    await wait(waitMs);
    const { details, retryAfterSeconds, ...stands } = await look(ref, options);
    if (stands.status === 'completed') return;
    if (stands.status === 'failed' || stands.status === 'cancelled')
      throw ended(stands.status, details, stands.requestId);
    seen = stands;
    seconds = retryAfterSeconds;
  }
}

function ended(status: 'failed' | 'cancelled', details: readonly string[], requestId: Standing['requestId']) {
  const did = status === 'failed' ? 'could not finish the work' : 'cancelled the work';
  const why = details.length > 0 ? `: ${details.join('; ')}` : ' and did not say why';
  return new WorkivaError({
    code: 'operation_failed',
    endpoint: ENDPOINT,
    sentence: `Workiva ${did}${why}.`,
    details: details.map((message) => ({ message })),
    requestId,
  });
}

function endless({ status, requestId }: Standing, retryAfterMs: number, followForMs: number) {
  const isPutOff = retryAfterMs > SLOWEST_RATE_MS;
  const sentence = isPutOff
    ? `Workiva has not finished the work yet (${status}), and asks to look again in ${Math.ceil(retryAfterMs / 1000)} s.`
    : `Workiva has not finished the work after ${followForMs / 1000} s (${status}).`;
  return new WorkivaError({ code: 'timeout', endpoint: ENDPOINT, sentence, retryAfterMs, requestId });
}

function pause(answer: HttpAnswer, clock: Clock): number {
  const ms = retryAfterMs(answer.header('retry-after'), clock.now()) ?? SLOWEST_RATE_MS;
  return Math.max(SLOWEST_RATE_MS, ms) / 1000;
}
