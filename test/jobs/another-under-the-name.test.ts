import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { revoke } from '../../src/domain/revocation.ts';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { missing, transact } from '../../src/store/transact.ts';
import { automatic, startQuickWorld } from '../support/faults-world.ts';
import { failureOf, freshClientId, type Live, makeLive, openStore, taskOf, textOf } from '../support/journey.ts';
import { stopEnforced, stopGrant } from '../support/stopping.ts';

let world: World;
let store: Store;
let close: () => void;

beforeAll(async () => {
  world = await startQuickWorld();
  ({ store, close } = openStore(world));
});
afterAll(async () => {
  close?.();
  await world?.stop();
});

/** A live grant whose user somebody with access to Workiva has renamed, and given its name to another. */
async function withDecoy(): Promise<Live & { renamed: string }> {
  const mine = await makeLive(world, automatic(world, { roles: ['Viewer'] }), PEOPLE.engineer, freshClientId());
  const renamed = `${mine.username}-hidden`;
  const { screens } = world.workiva;
  screens.renameUser(WORKIVA_ADMIN, mine.username, renamed);
  const form = { username: mine.username, givenName: 'Some', familyName: 'Body', email: 'somebody@example.com' };
  screens.addUser(WORKIVA_ADMIN, form);
  screens.addMember(WORKIVA_ADMIN, { workspace: 'Sandbox', username: mine.username });
  screens.setRoles(WORKIVA_ADMIN, { workspace: 'Sandbox', username: mine.username }, ['Viewer']);
  return { ...mine, renamed };
}

const statusOf = (username: string) => world.workiva.userNamed(username)?.status;

test('an emergency stop suspends the user that was approved, whatever it is called by now', async () => {
  const mine = await withDecoy();
  await stopGrant(world, store, mine.grant);
  await stopEnforced(world, mine.grant);
  expect(statusOf(mine.renamed)).toBe('suspended');
  expect(statusOf(mine.username)).toBe('active');
});

test('a clean-up takes nothing from somebody else’s user under the name, and asks for a person', async () => {
  const mine = await withDecoy();
  const request = await store.nextRequestId();
  const filing = { id: request, by: PEOPLE.engineer, reason: 'Not needed.', digest: '', now: world.clock.now() };
  await transact(store, { request, grant: mine.grant }, ({ grant }) =>
    grant ? revoke(grant, [PEOPLE.admin], filing) : missing(mine.grant),
  );
  await world.slack.as(PEOPLE.admin).press(await taskOf(world, request), 'grantdesk.task.finish');
  expect(textOf(await failureOf(world, request))).toContain('is another one now than the one that was approved');
  expect(world.workiva.rolesOf(mine.username, 'Sandbox')).toEqual(['Viewer']);
  expect(statusOf(mine.username)).toBe('active');
});
