import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { DAY } from '../domain/duration.ts';
import type { Keys } from '../store/keys.ts';

/**
 * How many wrong codes lock somebody's codes, within how long (ms) and without a right one between, and for how long (ms):
 * twice as long at each further lock, so that neither guessing on for weeks nor guessing slowly has a chance.
 */
export const LIMITS = {
  wrongCodes: 5,
  withinMs: DAY,
  lockMs: 15 * 60_000,
  longestLockMs: DAY,
} as const;
const KEPT_MS = 7 * DAY;

/** What became of a code. `locks`: this very one was wrong once too often. */
export type Settled =
  | { outcome: 'taken' | 'used' }
  | { outcome: 'wrong'; left: number }
  | { outcome: 'locks' | 'locked'; until: Date };

/** Settles a code whose time step is known; without a step it is a wrong one. */
export type SettleCode = (enrolment: string, step: number | undefined, now: Date) => Promise<Settled>;

type CodeScripts = {
  settleCode(key: string, ...parameters: (string | number)[]): Promise<[number, number?]>;
};

const SCRIPT = readFileSync(new URL('../store/lua/settle-code.lua', import.meta.url), 'utf8');

/** store/lua/settle-code.lua: looks, counts, locks and uses up in one step, so that it holds between processes too. */
export function createSettle(redis: Redis, keys: Keys): SettleCode {
  redis.defineCommand('settleCode', { lua: SCRIPT, numberOfKeys: 1 });
  const scripts = redis as Redis & CodeScripts;
  return async (enrolment, step, now) => {
    const { wrongCodes, withinMs, lockMs, longestLockMs } = LIMITS;
    const known = step ?? '';
    const answer = await scripts.settleCode(
      keys.codeState(enrolment),
      now.getTime(),
      known,
      wrongCodes,
      withinMs,
      lockMs,
      KEPT_MS,
      longestLockMs,
    );
    return settledBy(answer);
  };
}

function settledBy([answer, number = 0]: [number, number?]): Settled {
  if (answer === 1) return { outcome: 'taken' };
  if (answer === 0) return { outcome: 'wrong', left: number };
  if (answer === -2) return { outcome: 'used' };
  return { outcome: answer === -3 ? 'locks' : 'locked', until: new Date(number) };
}
