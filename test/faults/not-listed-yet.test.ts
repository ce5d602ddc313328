import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { UNPACED } from '../../src/workiva/pace.ts';
import { deedsIn, fileApproved, helpOut, standingOf } from '../support/faults-misfortune.ts';
import { DEEDS, restOf, wishFor } from '../support/faults-steps.ts';
import { WRITES } from '../support/faults-workiva.ts';
import { startQuickWorld } from '../support/faults-world.ts';
import { openStore } from '../support/journey.ts';

let world: World;
let store: Store;
let close: () => void;

beforeAll(async () => {
  world = await startQuickWorld(
    { workiva: { listedAfterMs: 2_000 } },
    { provisionRetry: { attempts: 8, firstDelayMs: 100, jitter: 0.5 }, workivaPace: UNPACED },
  );
  ({ store, close } = openStore(world));
});
afterEach(() => world.workiva.faults.clear());
afterAll(async () => {
  close();
  await world.stop();
});

/** Everything was given once, to one user. */
async function expectGivenOnce(username: string, id: string): Promise<void> {
  expect(standingOf(await restOf(store, id))).toBe('at_grant');
  const deeds = deedsIn(world.workiva);
  for (const step of ['user', 'membership', 'roles'] as const) expect(deeds.get(DEEDS[step](username))).toBe(1);
}

test('a user whose making was not answered is found once Workiva lists it, and nobody is asked', async () => {
  world.workiva.faults.befall(WRITES.user, 'cut_after');
  const id = await fileApproved(world, store, wishFor(world, 'user', 'cut-off'));
  await expectGivenOnce('cut-off', id);
  expect((await store.request(id))?.record.failure).toBeUndefined();
});

test('a user that an admin has made by hand is made a member once Workiva lists it', async () => {
  world.workiva.faults.answer(WRITES.user, { status: 403, message: 'This client may not do that.' });
  const id = await fileApproved(world, store, wishFor(world, 'user', 'by-hand'));
  const asked = await restOf(store, id);
  expect(standingOf(asked)).toBe('by_hand');
  await helpOut(world, store, asked);
  await expectGivenOnce('by-hand', id);
});
