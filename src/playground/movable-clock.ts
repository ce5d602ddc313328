import type { Clock } from '../domain/clock.ts';

/** A clock that runs like the machine's, and can be set ahead. */
export type MovableClock = Clock & { advance(ms: number): void };

/** Makes a clock that starts at the machine's time. */
export function createMovableClock(): MovableClock {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    advance(ms) {
      ahead += ms;
    },
  };
}
