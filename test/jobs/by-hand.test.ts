import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { auditOf, automatic, cardSays, startQuickWorld, storedGrant, storedRequest } from '../support/faults-world.ts';
import {
  copyableValues,
  fileRequest,
  freshClientId,
  headerOf,
  makeLive,
  messageIn,
  textOf,
} from '../support/journey.ts';

let world: World;

beforeAll(async () => {
  world = await startQuickWorld({ workivaAccess: false });
});

afterAll(() => world.stop());

test('without a client in Workiva every step is an admin task, and the grant becomes active', async () => {
  const roles = ['Viewer', 'Creator'];
  const live = await makeLive(world, automatic(world, { roles }), PEOPLE.engineer, freshClientId());
  expect(await storedGrant(world, live.grant)).toMatchObject({ state: 'active', clientId: live.clientId });

  const tasks = world.slack.messages(CHANNELS.admin);
  expect(tasks.map(headerOf)).toEqual(
    [
      'Create the integration user',
      'Add the integration user to the workspace',
      'Give the integration user its roles',
      'Create the API grant',
    ].map((title) => `${live.request} · ${title}`),
  );
  await world.slack.until(
    () => world.slack.messages(CHANNELS.admin).every((task) => textOf(task).includes(`Done by <@${PEOPLE.admin}>`)),
    'every task to say who did it',
  );
  const { provisioning } = await storedRequest(world, live.request);
  expect(provisioning?.steps.map(({ state, by }) => [state, by])).toEqual(Array(4).fill(['done', PEOPLE.admin]));
  expect(await auditOf(world, live.request)).toEqual(
    expect.arrayContaining(['provisioning.user_done_by_hand', 'provisioning.roles_done_by_hand', 'grant.created']),
  );
  await cardSays(world, live, 'is live');
  expect(world.workiva.calls).toEqual([]);
});

test('a task shows each value to copy', async () => {
  const filed = await fileRequest(world, automatic(world, { roles: ['Viewer'] }));
  const shown: Record<string, string>[] = [];
  for (const title of ['Create the integration user', 'Add the integration user', 'Give the integration user']) {
    const task = await messageIn(world, CHANNELS.admin, `${filed.request} · ${title}`);
    shown.push(copyableValues(task));
    await world.slack.as(PEOPLE.admin).press(task, 'grantdesk.task.finish');
  }
  shown.push(copyableValues(await messageIn(world, CHANNELS.admin, `${filed.request} · Create the API grant`)));

  const { terms } = await storedRequest(world, filed.request);
  expect(shown).toEqual([
    { Username: filed.username, 'Given name': 'Nightly', 'Family name': 'Export', Email: 'ana+export@example.com' },
    { Workspace: 'Sandbox', 'Workiva Username': filed.username },
    { Workspace: 'Sandbox', 'Workiva Username': filed.username, Roles: 'Viewer' },
    {
      'Client Name': filed.clientName,
      Workspace: 'Sandbox',
      'Workiva Username': filed.username,
      Expires: terms.expires,
      Scopes: 'Spreadsheets (Read)',
      'IP Restrictions': '203.0.113.7',
    },
  ]);
});
