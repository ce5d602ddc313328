import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { auditOf, automatic, eventually, restart, startQuickWorld, storedRequest } from '../support/faults-world.ts';
import {
  type Filed,
  fileRequest,
  freshClientId,
  headerOf,
  labelsOf,
  makeLive,
  messageIn,
  openStore,
  reachGrantTask,
  taskOf,
  textOf,
} from '../support/journey.ts';
import { stopGrant } from '../support/stopping.ts';

const CLIENT = {
  organizationId: '6f1d2b70-53f2-4c1e-9c57-0d6a3c1b9e11',
  clientId: 'grantdesk-client',
  clientSecret: 'S3cret-of-grantdesk/42',
};

const tasksOf = (world: World, { request }: Pick<Filed, 'request'>) =>
  world.slack.messages(CHANNELS.admin).filter((message) => headerOf(message).startsWith(`${request} ·`));

/** An admin stops a grant. */
async function suspendGrant(world: World, id: string): Promise<void> {
  const { store, close } = openStore(world);
  await stopGrant(world, store, id, { by: PEOPLE.secondAdmin });
  close();
}

const suspensionSays = (world: World, { grant }: Pick<Filed, 'grant'>, words: string) =>
  world.slack.until(
    () =>
      world.slack
        .messages(CHANNELS.admin)
        .find((message) => headerOf(message) === `${grant} · suspended` && textOf(message).includes(words)),
    `the admins to be told of ${grant}: “${words}”`,
  );

describe('access that comes with a new configuration', () => {
  let world: World;

  beforeAll(async () => {
    const users = ['reporting', 'ledger-sync'].map((username) => ({ username }));
    world = await startQuickWorld({ workivaAccess: false, workiva: { ...CLIENT, users } });
  });
  afterAll(() => world.stop());

  test('lets Grantdesk take back what it had left to the admins, all but the grant itself', async () => {
    const open = await fileRequest(world, automatic(world));
    const task = await taskOf(world, open.request);
    const stopped = await makeLive(
      world,
      automatic(world, { userKind: 'existing', username: 'reporting' }),
      PEOPLE.engineer,
      freshClientId(),
    );
    await suspendGrant(world, stopped.grant);
    await suspensionSays(world, stopped, 'has to suspend it by hand');
    const atGrant = await fileRequest(world, automatic(world, { userKind: 'existing', username: 'ledger-sync' }));
    await reachGrantTask(world, atGrant);

    const { apiUrl } = world.workiva;
    await restart(world, { workiva: { access: 'api', apiUrl, ...CLIENT, perSecond: 100 } });

    await world.slack.until(
      () => tasksOf(world, open).some((message) => headerOf(message).includes('API grant')),
      'Grantdesk to do the steps by itself',
    );
    expect(world.workiva.userNamed(open.username)).toMatchObject({ status: 'active' });
    const settled = await world.slack.until(
      () => tasksOf(world, open).find((message) => message.ts === task.ts && textOf(message).includes('took it back')),
      'the first task to say who does it',
    );
    expect(labelsOf(settled)).toEqual([]);
    expect(await auditOf(world, open.request)).toEqual(
      expect.arrayContaining(['provisioning.user_by_hand', 'provisioning.handed_back', 'provisioning.user_done']),
    );
    await suspensionSays(world, stopped, 'Workiva refuses its integration user');
    expect(world.workiva.userNamed('reporting')).toMatchObject({ status: 'suspended' });
    expect(await storedRequest(world, atGrant.request)).toMatchObject({
      state: 'awaiting_admin',
      provisioning: { run: 1 },
    });
  });
});

describe('a scope that Grantdesk’s client lacks', () => {
  const scopes = ['organization:read'];
  let world: World;

  beforeAll(async () => {
    world = await startQuickWorld({ workiva: { scopes } });
  });
  afterAll(() => world.stop());

  const gain = async (scope: string) => {
    scopes.push(scope);
    await restart(world);
  };

  /** The task once its buttons are those of a run: a message from before shows those of the run before for a moment. */
  const taskInRun = (filed: Filed, run: number) =>
    world.slack.until(
      () =>
        tasksOf(world, filed).find(({ blocks }) => JSON.stringify(blocks).includes(`"${filed.request}/user.${run}"`)),
      `the task of ${filed.request} in run ${run}`,
    );

  test('makes a step an admin task that says why, not a failure', async () => {
    const { request } = await fileRequest(world, automatic(world));
    const task = await taskOf(world, request);
    expect(headerOf(task)).toContain('Create the integration user');
    expect(textOf(task)).toMatch(/Grantdesk may not do this: Workiva refused: .*organization:write.*Once it may/);
    expect(await storedRequest(world, request)).toMatchObject({ state: 'awaiting_admin' });
    expect(await auditOf(world, request)).not.toContain('provisioning.user_failed');
  });

  test('while another comes: it is tried once, and goes back to the admins in the same message', async () => {
    const filed = await fileRequest(world, automatic(world));
    const task = await taskOf(world, filed.request);
    await gain('activity:read');
    await eventually(async () => {
      const { state, provisioning } = await storedRequest(world, filed.request);
      return state === 'awaiting_admin' && provisioning?.steps[0]?.lack?.access.includes('activity:read');
    }, 'the step to be refused again');
    const open = await taskInRun(filed, 2);
    expect(open.ts).toBe(task.ts);

    const { username } = filed;
    const user = { username, givenName: 'Nightly', familyName: 'Export', email: 'ana+export@example.com' };
    world.workiva.screens.addUser(WORKIVA_ADMIN, user);
    await world.slack.as(PEOPLE.admin).press(open, 'grantdesk.task.finish');
    await messageIn(world, CHANNELS.admin, `${filed.request} · Add the integration user`);
    expect(tasksOf(world, filed)).toHaveLength(2);
  });

  test('once it comes lets Grantdesk go on by itself', async () => {
    const filed = await fileRequest(world, automatic(world));
    await taskOf(world, filed.request);
    await gain('organization:write');
    await messageIn(world, CHANNELS.admin, `${filed.request} · Create the API grant`);
    expect(world.workiva.userNamed(filed.username)).toMatchObject({ status: 'active' });
    expect(await auditOf(world, filed.request)).toEqual(expect.arrayContaining(['provisioning.handed_back']));
  });
});

describe('a client that Workiva refuses', () => {
  let world: World;

  beforeAll(async () => {
    world = await startQuickWorld({ workiva: CLIENT });
    const { apiUrl } = world.workiva;
    const wrong = { ...CLIENT, clientSecret: 'not-the-secret-of-it' };
    await restart(world, { workiva: { access: 'api', apiUrl, ...wrong, perSecond: 100 } });
  });
  afterAll(() => world.stop());

  test('leaves every step to the admins until it is accepted', async () => {
    const filed = await fileRequest(world, automatic(world));
    const task = await taskOf(world, filed.request);
    expect(textOf(task)).toContain('does not accept the client ID and secret of Grantdesk');
    const { apiUrl } = world.workiva;
    await restart(world, { workiva: { access: 'api', apiUrl, ...CLIENT, perSecond: 100 } });
    await messageIn(world, CHANNELS.admin, `${filed.request} · Create the API grant`);
  });
});
