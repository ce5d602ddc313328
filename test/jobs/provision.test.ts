import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { membershipsOf, usersNamed, WRITES, watchCalls } from '../support/faults-workiva.ts';
import { auditOf, automatic, cardSays, startQuickWorld, storedRequest } from '../support/faults-world.ts';
import { failureOf, fileRequest, taskOf, textOf } from '../support/journey.ts';

const ROLES = ['Creator', 'Manager', 'Viewer'];
const HELD = ['Viewer', 'Creator'];

let world: World;

beforeAll(async () => {
  world = await startQuickWorld({
    workiva: {
      workspaces: [{ name: 'Finance Close' }, { name: 'Sandbox', roles: ROLES }],
      users: [
        { username: 'ledger-sync', email: 'ana+ledger@example.com', memberOf: { Sandbox: HELD } },
        { username: 'asleep', email: 'ana+asleep@example.com', status: 'suspended' },
        { username: 'somebody', email: 'somebody@example.com' },
        { username: 'elsewhere', email: 'elsewhere@example.com', inOrganization: false },
      ],
    },
  });
});

afterAll(() => world.stop());

async function failedWith(request: string): Promise<string> {
  const failure = textOf(await failureOf(world, request));
  const { state, failure: stored } = await storedRequest(world, request);
  expect(state).toBe('failed');
  expect(failure).toContain(stored?.sentence);
  return failure;
}

describe('the steps of a request for a new user', () => {
  test('are looked at, then done, each in its order, with the version of the API in every call', async () => {
    const watched = watchCalls(world);
    const filed = await fileRequest(world, automatic(world, { roles: ['Viewer', 'Manager'] }));
    await taskOf(world, filed.request);

    // The form learns the roles of all workspaces meanwhile.
    const shapes = watched
      .shapes()
      .filter((shape) => !['GET workspaces', 'GET workspaces?', 'GET workspace/roles'].includes(shape));
    expect(shapes.filter((shape) => shape.startsWith('POST'))).toEqual([
      'POST users',
      'POST workspace/memberships/membershipCreation',
      'POST workspace/member/roles/assignment',
    ]);
    expect(shapes.indexOf('GET users?')).toBeLessThan(shapes.indexOf('POST users'));
    expect(shapes.indexOf('GET workspace/memberships?')).toBeLessThan(
      shapes.indexOf('POST workspace/memberships/membershipCreation'),
    );
    expect(shapes.indexOf('GET workspace/member/roles')).toBeLessThan(
      shapes.indexOf('POST workspace/member/roles/assignment'),
    );
    // It is done once it shows.
    expect(shapes.slice(-2)).toEqual(['GET operation', 'GET workspace/member/roles']);
    expect(new Set(watched.calls().map(({ headers }) => headers['x-version']))).toEqual(new Set(['2026-01-01']));
    expect(world.workiva.rolesOf(filed.username, 'Sandbox').sort()).toEqual(['Manager', 'Viewer']);
    expect(await auditOf(world, filed.request)).toEqual([
      'request.filed',
      'request.approved',
      'provisioning.planned',
      'provisioning.user_done',
      'provisioning.membership_done',
      'provisioning.roles_done',
      'provisioning.grant_by_hand',
    ]);
    await cardSays(world, filed, `Created the integration user ${filed.username}`);
  });

  test('send the welcome to the address of a new user, and notify nobody', async () => {
    const watched = watchCalls(world);
    await taskOf(world, (await fileRequest(world, automatic(world))).request);
    expect(watched.writes('membership')[0]?.body).toMatchObject({
      options: { notifyNewMember: false, sendWelcomeEmail: true },
    });
  });
});

describe('a user that is there already', () => {
  test('is adopted when asked for, with the membership and roles that it has', async () => {
    const watched = watchCalls(world);
    const before = membershipsOf(world, 'ledger-sync');
    const { request } = await fileRequest(
      world,
      automatic(world, { userKind: 'existing', username: 'ledger-sync', roles: HELD }),
    );
    await taskOf(world, request);
    expect(watched.shapes().filter((shape) => !shape.startsWith('GET'))).toEqual([]);
    expect(membershipsOf(world, 'ledger-sync')).toEqual(before);
  });

  test('is given only the roles that it lacks', async () => {
    const watched = watchCalls(world);
    const { request } = await fileRequest(
      world,
      automatic(world, { userKind: 'existing', username: 'ledger-sync', roles: ['Viewer', 'Manager'] }),
    );
    await taskOf(world, request);
    expect(watched.writes('roles').map(({ body }) => body)).toEqual([[expect.any(String)]]);
    expect(world.workiva.rolesOf('ledger-sync', 'Sandbox').sort()).toEqual(['Creator', 'Manager', 'Viewer']);
  });

  test.each([
    ['with the address that was asked for', { username: 'somebody', email: 'Somebody@Example.com' }],
    ['with another', { username: 'ledger-sync' }],
  ])('is not taken by a request for a new one, %s', async (_how, user) => {
    const watched = watchCalls(world);
    const { request } = await fileRequest(world, automatic(world, user));
    expect(await failedWith(request)).toContain(
      `already has a user “${user.username}”, and the request is for a new one`,
    );
    expect(watched.writes('membership')).toEqual([]);
  });

  test('stops the request when it is suspended', async () => {
    const { request } = await fileRequest(world, automatic(world, { userKind: 'existing', username: 'asleep' }));
    expect(await failedWith(request)).toContain('“asleep” is suspended. An admin can activate it and press Retry.');
    expect(membershipsOf(world, 'asleep')).toEqual([]);
  });
});

describe('a username that is taken at the moment of creating', () => {
  test('is adopted when it is the user that was asked for', async () => {
    world.workiva.faults.answer(WRITES.user, { status: 409, code: 'usernameTaken', afterDoing: true });
    const filed = await fileRequest(world, automatic(world));
    await taskOf(world, filed.request);
    expect(usersNamed(world, filed.username)).toHaveLength(1);
    await cardSays(world, filed, `Found the integration user ${filed.username}`);
  });

  test('stops the request with Workiva’s reason when its user is not in the organization', async () => {
    const watched = watchCalls(world);
    const { request } = await fileRequest(world, automatic(world, { username: 'elsewhere' }));
    expect(await failedWith(request)).toContain('Workiva refused: the username is already taken');
    expect(watched.writes('user')).toHaveLength(1);
    expect(watched.writes('membership')).toEqual([]);
  });
});

test('a membership that comes about at the moment of creating is taken as it is', async () => {
  world.workiva.faults.answer(WRITES.membership, { status: 409, code: 'memberAlready', afterDoing: true });
  const filed = await fileRequest(world, automatic(world));
  await taskOf(world, filed.request);
  expect(membershipsOf(world, filed.username)).toHaveLength(1);
  await cardSays(world, filed, 'Already a member of Sandbox');
});

describe('what Workiva does not have', () => {
  test('an unknown existing user stops the request and says what to do', async () => {
    const { request } = await fileRequest(world, automatic(world, { userKind: 'existing', username: 'nobody-here' }));
    expect(await failedWith(request)).toContain(
      'Workiva has no user “nobody-here”. An admin can create it and press Retry',
    );
  });

  test('a role that is gone since it was asked for stops the request before anything is done', async () => {
    const before = await fileRequest(world, automatic(world, { roles: ['Viewer'] }));
    await taskOf(world, before.request);
    const watched = watchCalls(world);
    const roles = { data: [{ id: 'r1', name: 'Manager' }] };
    world.workiva.faults.answer(
      { method: 'GET', path: /workspaces\/[^/]+\/roles$/ },
      { status: 200, body: roles, times: 9 },
    );
    const { request } = await fileRequest(world, automatic(world, { roles: ['Viewer'] }));
    expect(await failedWith(request)).toContain('Sandbox has no role “Viewer”. Its roles are: Manager.');
    for (const step of ['user', 'membership', 'roles'] as const) expect(watched.writes(step)).toEqual([]);
  });
});

describe('a workspace that Grantdesk cannot see', () => {
  let bare: World;

  beforeAll(async () => {
    bare = await startQuickWorld({ workiva: { workspaces: [{ name: 'Finance Close' }] } });
  });

  afterAll(() => bare.stop());

  test('stops the request and says where to look', async () => {
    const filed = await fileRequest(bare, automatic(bare));
    expect(textOf(await failureOf(bare, filed.request))).toContain('Workiva shows no workspace “Sandbox” to Grantdesk');
    await cardSays(bare, filed, 'Workiva shows no workspace “Sandbox” to Grantdesk');
    expect(bare.slack.as(PEOPLE.engineer).modal).toBeUndefined();
  });
});
