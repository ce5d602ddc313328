import { sweep } from '../../src/jobs/sweep.ts';
import type { SweepParts } from '../../src/jobs/sweep-parts.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import type { Store } from '../../src/store/store.ts';
import { later } from '../support/domain-cases.ts';
import { type Finding, finding, spreadOf, timed } from './measure.ts';
import { seedGrants } from './seed.ts';

const DUE = 100;
const LOOKS = 12;

/** Where the grants begin that are due, so that their numbers meet no others. */
const FROM = 1_000_000;

/** Looks of the sweep, each of which finds 100 grants whose warning is due, in the one store and the other by turns. */
export async function sweepDue(many: Store, few: Store, begin: Date): Promise<Finding[]> {
  const times: { many: number[]; few: number[] } = { many: [], few: [] };
  for (let look = 0; look <= LOOKS; look++) {
    times.many.push(await lookAt(many, look, begin));
    times.few.push(await lookAt(few, look, begin));
  }
  // The first look warms up.
  return [finding('sweep that finds 100 due', spreadOf(times.many.slice(1)), spreadOf(times.few.slice(1)))];
}

/** Stores 100 grants that are due, with an owner each, as too many of one would come in a digest; then looks, in ms. */
async function lookAt(store: Store, look: number, begin: Date): Promise<number> {
  const now = later(look * 60_000, begin);
  await seedGrants(store, {
    from: FROM + look * DUE,
    count: DUE,
    now,
    owner: (number) => `U0LOOK${number}`,
    expiresIn: () => 29,
    dueAt: () => now,
  });
  const { policy, digest } = loadPolicy('policy.yml');
  const parts: SweepParts = {
    store,
    policy: () => policy,
    digest: () => digest,
    clock: { now: () => now },
    colleaguesFor: async () => () => [],
  };
  const took = await timed(() => sweep(parts, raise));
  if ((await store.due(now, 1)).length > 0) throw new Error('The sweep has left something that is due.');
  return took;
}

function raise(id: string, error: unknown): never {
  throw new Error(`The sweep could not handle ${id}`, { cause: error });
}
