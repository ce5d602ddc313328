import { ErrorCode, type WebAPICallError } from '@slack/web-api';
import type { Clock } from '../domain/clock.ts';

/** How long, in ms, beyond its freshness an answer still serves while Slack cannot say. */
const GRACE_MS = 10 * 60_000;

/** Errors by which Slack says that it cannot say just now, rather than that it will not. */
const PASSING = new Set(['fatal_error', 'internal_error', 'ratelimited', 'request_timeout', 'service_unavailable']);

/** An answer of Slack's, and how old it is, in ms. */
export type Known<T> = { value: T; ageMs: number };

export type AnswerCacheOptions<T> = {
  ask(id: string): Promise<T>;
  /** How long, in ms, an answer is believed without asking again. */
  freshMs: number;
  clock: Clock;
  /** Hears that an older answer serves; once, until Slack has answered again. */
  onStale(id: string, ageMs: number, error: unknown): void;
};

export type AnswerCache<T> = {
  /** Throws when Slack cannot say and nothing recent enough is known. */
  get(id: string): Promise<Known<T>>;
  /** Makes the next `get` ask Slack. */
  forget(id: string): void;
};

type Entry<T> = { value: T; at: number; warned: boolean };

/** Makes a cache that has one request in flight for each id, and bridges a short absence of Slack. */
export function createAnswerCache<T>({ ask, freshMs, clock, onStale }: AnswerCacheOptions<T>): AnswerCache<T> {
  const known = new Map<string, Entry<T>>();
  const asking = new Map<string, Promise<Known<T>>>();
  // A clock that was set back makes an answer no younger.
  const ageOf = ({ at }: Entry<T>) => Math.abs(clock.now().getTime() - at);

  async function renew(id: string, isWanted: () => boolean): Promise<Known<T>> {
    const at = clock.now().getTime();
    try {
      const value = await ask(id);
      // What was asked before somebody said "forget" may be what was to be forgotten.
      if (isWanted()) known.set(id, { value, at, warned: false });
      return { value, ageMs: 0 };
    } catch (error) {
      return older(id, error);
    }
  }

  function older(id: string, error: unknown): Known<T> {
    const entry = known.get(id);
    const ageMs = entry && ageOf(entry);
    if (entry === undefined || ageMs === undefined || ageMs > freshMs + GRACE_MS || !cannotSay(error)) throw error;
    if (!entry.warned) onStale(id, ageMs, error);
    entry.warned = true;
    return { value: entry.value, ageMs };
  }

  return {
    async get(id) {
      const entry = known.get(id);
      const ageMs = entry && ageOf(entry);
      if (entry && ageMs !== undefined && ageMs < freshMs) return { value: entry.value, ageMs };
      const running = asking.get(id);
      if (running) return running;
      const isWanted = () => asking.get(id) === answer;
      const answer: Promise<Known<T>> = renew(id, isWanted).finally(() => isWanted() && asking.delete(id));
      asking.set(id, answer);
      return answer;
    },
    forget(id) {
      known.delete(id);
      asking.delete(id);
    },
  };
}

function cannotSay(error: unknown): boolean {
  const { code, data } = error as Partial<Pick<WebAPICallError, 'code'>> & { data?: { error?: string } };
  if (code === ErrorCode.PlatformError) return PASSING.has(data?.error ?? '');
  return code === ErrorCode.RequestError || code === ErrorCode.HTTPError || code === ErrorCode.RateLimitedError;
}
