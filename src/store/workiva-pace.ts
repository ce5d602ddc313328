import { setTimeout as sleep } from 'node:timers/promises';
import type { Scripts } from './connection.ts';
import { createKeys } from './keys.ts';

/** After how many ms without a 429 the pace gains one request a second, until it is the full one again. */
const GAIN_MS = 10_000;

/** The longest, in ms, that one answer of Workiva's holds everybody back, whatever it asks for. */
const LONGEST_HOLD_MS = 10 * 60_000;

/** How the pace is kept. */
export type WorkivaPaceOptions = {
  /** Requests in any one second while Workiva does not object. A whole number from 1. */
  perSecond: number;
  /** Told when the pace was halved: how many requests a second there are from now on, after how many ms without any. */
  onSlower?: (perSecond: number, afterMs: number) => void;
  /** The time in ms. Default: Redis's own clock, which is the same for all processes. */
  now?: () => number;
  wait?: (ms: number) => Promise<unknown>;
};

/** Turns to call Workiva. Every call of it fails while Redis is away. Times in ms. */
export type WorkivaPace = {
  /** Waits for a turn, at most so many ms; when none comes in time, takes none and says when one would. */
  turn(withinMs: number): Promise<{ granted: true; at: number } | { granted: false; inMs: number }>;
  /** After Workiva has refused the call of a turn: no turns for so many ms, then fewer. */
  slowDown(at: number, forMs: number): Promise<void>;
};

type Reserved = { waitMs: number; at: number; epoch: number };

/** store/lua/workiva-pace.lua: the pace of one installation, for all its processes together. */
export function createWorkivaPace(redis: Scripts, installation: string, options: WorkivaPaceOptions): WorkivaPace {
  const { perSecond, onSlower, now, wait = sleep } = options;
  const { workivaPace, workivaTurns } = createKeys(installation);
  const time = now ?? Date.now;
  const run = (mode: 'turn' | 'slow', ...more: (number | '')[]) =>
    redis.paceWorkiva(workivaPace, workivaTurns, mode, now?.() ?? '', perSecond, GAIN_MS, ...more);

  const reserve = async (withinMs: number, before?: Reserved): Promise<Reserved> => {
    const [waitMs, at, epoch] = await run('turn', Math.max(0, withinMs), before?.at ?? '', before?.epoch ?? '');
    return { waitMs, at, epoch };
  };

  return {
    async turn(withinMs) {
      const until = time() + withinMs;
      let turn = await reserve(withinMs);
      while (turn.at > 0 && turn.waitMs > 0) {
        await wait(turn.waitMs);
        // Somebody may have been refused meanwhile: then this turn has been taken back, and there is a later one.
        turn = await reserve(until - time(), turn);
      }
      return turn.at > 0 ? { granted: true, at: turn.at } : { granted: false, inMs: turn.waitMs };
    },
    async slowDown(at, forMs) {
      const holdMs = Math.min(Math.max(0, Math.ceil(forMs)), LONGEST_HOLD_MS);
      const [rate, heldMs, halved] = await run('slow', holdMs, at);
      if (halved === 1) onSlower?.(rate, heldMs);
    },
  };
}
