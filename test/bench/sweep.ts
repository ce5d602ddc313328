import { type SweepParts, sweep } from '../../src/jobs/sweep.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import type { Store } from '../../src/store/store.ts';
import { later } from '../support/domain-cases.ts';
import { type Spread, spreadOf, timed } from './measure.ts';
import { seedGrants } from './seed.ts';

const DUE = 100;
const LOOKS = 8;

/**
 * Looks of the sweep, each of which finds 100 grants whose warning is due. They are numbered from `from` on, and have an
 * owner each, as too many of one owner would come in a digest. The first look does not count.
 */
export async function looks(store: Store, from: number, begin: Date): Promise<Spread> {
  const policy = loadPolicy('policy.yml');
  const times: number[] = [];
  for (let look = 0; look <= LOOKS; look++) {
    const now = later(look * 60_000, begin);
    await seedGrants(store, {
      from: from + look * DUE,
      count: DUE,
      now,
      owner: (number) => `U0LOOK${number}`,
      expiresIn: () => 29,
      dueAt: () => now,
    });
    const parts: SweepParts = {
      store,
      policy: () => policy.policy,
      digest: () => policy.digest,
      clock: { now: () => now },
      colleaguesFor: async () => () => [],
    };
    times.push(await timed(() => sweep(parts, raise)));
    if ((await store.due(now, 1)).length > 0) throw new Error('The sweep has left something that is due.');
  }
  return spreadOf(times.slice(1));
}

function raise(id: string, error: unknown): never {
  throw new Error(`The sweep could not handle ${id}`, { cause: error });
}
