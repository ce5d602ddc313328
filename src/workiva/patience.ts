import type { Clock } from '../domain/clock.ts';
import { WorkivaError } from './errors.ts';
import type { HttpAnswer, HttpCall, Send, SendOnce } from './http.ts';
import type { Wait } from './operations.ts';
import type { Pace } from './pace.ts';
import { retryAfterMs } from './retry-after.ts';

/** How often one request is sent at most. */
const TRIES = 3;

/** The pause, in ms, before a second try; it doubles before a third. */
const FIRST_PAUSE_MS = 500;

/** A try is not begun, in ms, when less time than this is left for its answer. */
const SHORTEST_TRY_MS = 1_000;

/** Looks at long work have a limit of their own at Workiva: a 429 to one says nothing about other calls. */
const OWN_LIMIT = /\/operations\/[^/]+$/;

/** What patience needs. `callTimeoutMs` bounds all tries of a call together, with the pauses between them. */
export type PatienceOptions = {
  send: SendOnce;
  pace: Pace;
  clock: Clock;
  wait: Wait;
  attemptTimeoutMs: number;
  callTimeoutMs: number;
};

/** What came of one try. */
type Outcome = { answer: HttpAnswer } | { error: WorkivaError };

/**
 * Sends at the pace of the installation, and again what is safe to repeat. A POST is sent once: whoever sends it looks
 * first whether it took hold. When no try is left, the last answer is answered, or its error thrown.
 *
 * @throws WorkivaError `not_sent` when no turn comes in time, or Redis cannot say when there is one
 */
export function createPatientSend(options: PatienceOptions): Send {
  const { clock, wait, callTimeoutMs } = options;
  return async (call) => {
    const until = call.until ?? clock.now().getTime() + callTimeoutMs;
    const left = () => until - clock.now().getTime();
    for (let tries = 1; ; tries += 1) {
      const outcome = await tryOnce(call, left(), options);
      const pause = pauseBeforeNext(call, outcome, tries, left(), clock.now());
      if (pause === undefined) return answerOf(call, outcome, tries);
      await wait(pause);
    }
  };
}

async function tryOnce(call: HttpCall, leftMs: number, options: PatienceOptions): Promise<Outcome> {
  const { send, pace, clock, attemptTimeoutMs } = options;
  const begin = clock.now().getTime();
  const turn = await keepingPace(call, () => pace.turn(leftMs));
  if (!turn.granted) throw noTurn(call, turn.inMs);
  const waited = clock.now().getTime() - begin;
  try {
    const limitMs = Math.min(attemptTimeoutMs, Math.max(SHORTEST_TRY_MS, leftMs - waited));
    const answer = await send(call, limitMs);
    if (answer.status === 429 && !OWN_LIMIT.test(call.url.pathname)) {
      await keepingPace(call, () => pace.slowDown(turn.at, askedFor(answer, clock.now()) ?? 0));
    }
    return { answer };
  } catch (error) {
    if (error instanceof WorkivaError && error.code !== 'not_sent') return { error };
    throw error;
  }
}

/** How many ms to wait before another try; undefined when there shall be none. */
function pauseBeforeNext(
  call: HttpCall,
  outcome: Outcome,
  tries: number,
  leftMs: number,
  now: Date,
): number | undefined {
  if (call.method === 'POST' || tries >= TRIES || !mayPass(outcome)) return undefined;
  const asked = 'answer' in outcome ? askedFor(outcome.answer, now) : undefined;
  const pause = Math.max(backoff(tries), asked ?? 0);
  return pause + SHORTEST_TRY_MS <= leftMs ? pause : undefined;
}

/** Whether the same request may be answered otherwise in a moment. */
function mayPass(outcome: Outcome): boolean {
  if ('error' in outcome) return outcome.error.transient;
  const { status } = outcome.answer;
  return status === 408 || status === 429 || status >= 500;
}

/** Doubles with every try; a half of it is chance, so that calls that failed together do not come back together. */
function backoff(tries: number): number {
  const whole = FIRST_PAUSE_MS * 2 ** (tries - 1);
  return Math.round(whole / 2 + (Math.random() * whole) / 2);
}

const askedFor = (answer: HttpAnswer, now: Date) => retryAfterMs(answer.header('retry-after'), now);

/** What a removal finds gone at a second try, the first has removed. */
function answerOf(call: HttpCall, outcome: Outcome, tries: number): HttpAnswer {
  if ('error' in outcome) throw outcome.error;
  const { answer } = outcome;
  const isRemoved = call.method === 'DELETE' && tries > 1 && answer.status === 404;
  return isRemoved ? { ...answer, status: 204, body: undefined } : answer;
}

/**
 * Without the pace nothing is sent. Who calls keeps its work in the same Redis, and takes it up again from there; calls
 * of many processes that keep to no pace would have Workiva refuse them all, and other integrations with them.
 */
async function keepingPace<T>(call: HttpCall, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const sentence = 'Grantdesk could not ask Redis when it may call Workiva.';
    const cause = error instanceof Error ? error : new Error(String(error));
    throw new WorkivaError({ code: 'not_sent', endpoint: call.endpoint, sentence, cause });
  }
}

function noTurn(call: HttpCall, inMs: number): WorkivaError {
  const sentence = `Grantdesk keeps to its pace of calls to Workiva, and the next is free in ${Math.ceil(inMs / 1000)} s.`;
  return new WorkivaError({ code: 'not_sent', endpoint: call.endpoint, sentence, retryAfterMs: inMs });
}
