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

/** Long work that Workiva has accepted. Plain values: it can be stored and followed later, by another process too. */
export type OperationRef = { url: string; retryAfterSeconds: number };

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
  return { url: new URL(location, answer.url).href, retryAfterSeconds: pause(answer, clock) };
}

/** Looks once. */
export async function lookAt(ref: OperationRef, parts: { api: Api; clock: Clock }): Promise<OperationStatus> {
  const { begunBy: _, ...status } = await look(ref, parts);
  return status;
}

/** `begunBy`: what Workiva calls the request that began the work. */
type Look = OperationStatus & { begunBy: string | undefined };

async function look(ref: OperationRef, { api, clock }: { api: Api; clock: Clock }): Promise<Look> {
  const answer = await api.get(ENDPOINT, ref.url);
  const { status, details, originalRequest } = check(answer, Operation);
  const words = (details ?? []).map(wordsOfDetail).filter((text) => text !== '');
  return { status, details: words, retryAfterSeconds: pause(answer, clock), begunBy: originalRequest ?? undefined };
}

/** The longest, in ms, between two looks, whatever Workiva asks: a timer cannot count much further than a job may live. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * Looks again and again, never sooner than Workiva asks and at most once a second, until the work has ended.
 *
 * @throws WorkivaError `operation_failed` when it failed or was cancelled, `timeout` when it does not end
 */
export async function follow(ref: OperationRef, options: FollowOptions): Promise<void> {
  const { clock, wait, followForMs } = options;
  const until = clock.now().getTime() + followForMs;
  let seconds = ref.retryAfterSeconds;
  for (;;) {
    await wait(Math.min(Math.max(SLOWEST_RATE_MS, seconds * 1000), LONGEST_PAUSE_MS));
    const { status, details, retryAfterSeconds, begunBy } = await look(ref, options);
    if (status === 'completed') return;
    if (status === 'failed' || status === 'cancelled') throw ended(status, details, begunBy);
    if (clock.now().getTime() >= until) throw endless(status, followForMs);
    seconds = retryAfterSeconds;
  }
}

function ended(
  status: 'failed' | 'cancelled',
  details: readonly string[],
  requestId: string | undefined,
): WorkivaError {
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

function endless(status: OperationState, followForMs: number): WorkivaError {
  const sentence = `Workiva has not finished the work after ${followForMs / 1000} s (${status}).`;
  return new WorkivaError({ code: 'timeout', endpoint: ENDPOINT, sentence });
}

function pause(answer: HttpAnswer, clock: Clock): number {
  const ms = retryAfterMs(answer.header('retry-after'), clock.now()) ?? SLOWEST_RATE_MS;
  return Math.max(SLOWEST_RATE_MS, ms) / 1000;
}
