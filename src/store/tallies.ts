import { GrantState, RequestState } from '../domain/records.ts';
import type { Scripts } from './connection.ts';
import { ENDED, LIVE } from './indexes.ts';
import { createKeys } from './keys.ts';

/** How much there is of what has not ended, by state, and what waits in the outbox. */
export type Tallies = {
  requests: Record<string, number>;
  grants: Record<string, number>;
  outbox: { length: number; oldestSeconds: number };
};

/** Makes the reading of tallies. What it costs depends on the number of states, not on what is stored. */
export function createTallies(redis: Scripts, installation: string): () => Promise<Tallies> {
  const keys = createKeys(installation);
  const open = RequestState.options.filter((state) => !ENDED.includes(state));
  const live = GrantState.options.filter((state) => LIVE.includes(state));
  const counted = async <T extends string>(states: readonly T[], keyOf: (state: T) => string) =>
    Object.fromEntries(await Promise.all(states.map(async (state) => [state, await redis.zcard(keyOf(state))])));
  return async () => {
    const [requests, grants, length, [oldest], [seconds]] = await Promise.all([
      counted(open, keys.requestsIn),
      counted(live, keys.grantsIn),
      redis.xlen(keys.outbox),
      redis.xrange(keys.outbox, '-', '+', 'COUNT', 1),
      redis.time(),
    ]);
    // The id of an entry begins with the moment, in ms by Redis's clock, at which it was written.
    const age = oldest ? Number(seconds) - Number.parseInt(oldest[0], 10) / 1_000 : 0;
    return { requests, grants, outbox: { length, oldestSeconds: Math.max(0, age) } };
  };
}
