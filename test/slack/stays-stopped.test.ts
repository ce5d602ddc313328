import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { automatic, eventually, startQuickWorld, storedGrant } from '../support/faults-world.ts';
import {
  fileRequest,
  freshClientId,
  headerOf,
  makeLive,
  openStore,
  reachGrantTask,
  textOf,
} from '../support/journey.ts';
import { stopGrant } from '../support/stopping.ts';

let world: World;

beforeAll(async () => {
  world = await startQuickWorld({ workivaAccess: false, workiva: { users: [{ username: 'reporting' }] } });
});
afterAll(() => world.stop());

test('a stopped user whom an admin activates, or adds to a workspace, by hand is to be suspended once more', async () => {
  const existing = automatic(world, { userKind: 'existing', username: 'reporting' });
  const stopped = await makeLive(world, existing, PEOPLE.engineer, freshClientId());
  const { store, close } = openStore(world);
  await stopGrant(world, store, stopped.grant, { reason: 'It leaked.' });
  await eventually(async () => (await storedGrant(world, stopped.grant)).suspension?.trouble, 'the task of the admins');
  close();

  await reachGrantTask(world, await fileRequest(world, existing));
  expect((await storedGrant(world, stopped.grant)).suspension).toMatchObject({ run: 3, reason: 'It leaked.' });
  // One message for each time that it is to be suspended.
  await world.slack.until(() => {
    const messages = world.slack
      .messages(CHANNELS.admin)
      .filter((message) => headerOf(message) === `${stopped.grant} · suspended`);
    const asking = messages.map((message) => textOf(message).includes('has to suspend it by hand'));
    return asking.length === 3 && asking.filter(Boolean).length === 1;
  }, 'the admins to be asked again, in the latest message only');
});
