import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { giveUp, refuseTask } from '../../src/domain/admin-task.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { missing, transact } from '../../src/store/transact.ts';
import { automatic, startQuickWorld } from '../support/faults-world.ts';
import {
  fileRequest,
  freshClientId,
  headerOf,
  makeLive,
  openStore,
  reachGrantTask,
  textOf,
} from '../support/journey.ts';

let world: World;

beforeAll(async () => {
  world = await startQuickWorld({ workivaAccess: false });
});
afterAll(() => world.stop());

const taskThat = (words: string) =>
  world.slack.until(
    () => world.slack.messages(CHANNELS.admin).find((message) => headerOf(message).includes(words)),
    `a task: ${words}`,
  );

test('an admin is asked to take back by hand no role that another live grant needs', async () => {
  const filed = await fileRequest(world, automatic(world, { roles: ['Viewer', 'Creator'] }));
  await reachGrantTask(world, filed);
  const existing = { userKind: 'existing', username: filed.username, roles: ['Viewer'] } as const;
  await makeLive(world, automatic(world, existing), PEOPLE.engineer, freshClientId());

  const { store, close } = openStore(world);
  const move = { by: PEOPLE.admin, admins: [PEOPLE.admin], now: world.clock.now() };
  await transact(store, { request: filed.request }, ({ request, grant }) =>
    request ? refuseTask({ request, grant }, 'grant', { ...move, reason: 'Not possible.' }) : missing(filed.request),
  );
  await transact(store, { request: filed.request }, ({ request, grant }) =>
    request ? giveUp({ request, grant }, move) : missing(filed.request),
  );
  close();

  const task = textOf(await taskThat('Take the roles from the integration user'));
  expect(task).toContain('Roles to take away');
  expect(task).toContain('Creator');
  expect(task).not.toContain('Viewer');
});
