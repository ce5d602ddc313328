import { describe, expect, test } from '@jest/globals';
import type { SeedUser } from '../../src/playground/workiva/stand-in.ts';
import type { WorkivaClient } from '../../src/workiva/client.ts';
import { countOf, withWorkiva } from './with-workiva.ts';

const MANY: SeedUser[] = Array.from({ length: 25 }, (_, index) => ({ username: `user.${index}` }));
const NEW = { username: 'sandbox.reports', givenName: 'Sandbox', familyName: 'Reports', email: 'reports@example.com' };

describe('Looking for a user', () => {
  test('asks with a filter and finds the user in one call', () =>
    withWorkiva({ users: MANY, pageSize: 10 }, async ({ workiva, client }) => {
      await expect(client.findUser('user.21')).resolves.toMatchObject({ username: 'user.21', status: 'active' });
      expect(countOf(workiva, /users$/)).toBe(1);
      expect(workiva.calls.at(-1)?.query).toMatchObject({ $filter: "username eq 'user.21'" });
    }));

  test('does not mind capitals and outer spaces', () =>
    withWorkiva({ users: MANY }, async ({ client }) => {
      await expect(client.findUser(' User.3 ')).resolves.toMatchObject({ username: 'user.3' });
    }));

  test('pages through to the user when Workiva ignores the filter, and stops there', () =>
    withWorkiva({ users: MANY, pageSize: 10, ignoreFilters: true }, async ({ workiva, client }) => {
      await expect(client.findUser('user.12')).resolves.toMatchObject({ username: 'user.12' });
      expect(countOf(workiva, /users$/)).toBe(2);
    }));

  test('answers undefined after the last page, never another user', () =>
    withWorkiva({ users: MANY, pageSize: 10, ignoreFilters: true }, async ({ workiva, client }) => {
      await expect(client.findUser('user.99')).resolves.toBeUndefined();
      expect(countOf(workiva, /users$/)).toBe(3);
    }));

  test('reads everything when Workiva refuses the filter', () =>
    withWorkiva({ users: MANY, pageSize: 10 }, async ({ workiva, client }) => {
      workiva.faults.answer({ path: /users$/ }, { status: 400, code: 'invalidFilter' });
      await expect(client.findUser('user.21')).resolves.toMatchObject({ username: 'user.21' });
      expect(countOf(workiva, /users$/)).toBe(4);
    }));

  test('does not believe an empty answer to a filter that may have been misunderstood', () =>
    withWorkiva({ users: MANY }, async ({ workiva, client }) => {
      workiva.faults.answer({ path: /users$/ }, { status: 200, body: { data: [] } });
      await expect(client.findUser('user.7')).resolves.toMatchObject({ username: 'user.7' });
      expect(workiva.calls.at(-1)?.query).not.toHaveProperty('$filter');
    }));

  test('believes it once the filter has led to somebody', () =>
    withWorkiva({ users: MANY }, async ({ workiva, client }) => {
      await client.findUser('user.7');
      await expect(client.findUser('user.99')).resolves.toBeUndefined();
      expect(countOf(workiva, /users$/)).toBe(2);
    }));

  test('is not kept from it by another account without names and address', () =>
    withWorkiva({ users: MANY, ignoreFilters: true }, async ({ workiva, client }) => {
      const data = [
        { id: 'u1', username: 'service', status: 'active' },
        { id: 'u2', username: 'ada', status: 'active', email: 'ada@example.com' },
      ];
      workiva.faults.answer({ path: /users$/ }, { status: 200, body: { data } });
      await expect(client.findUser('ada')).resolves.toMatchObject({ id: 'u2' });
    }));

  test('takes a quote in a username for a part of it', () =>
    withWorkiva({ users: [{ username: "o'hara" }, { username: 'ada' }] }, async ({ client }) => {
      await expect(client.findUser("o'hara")).resolves.toMatchObject({ username: "o'hara" });
      await expect(client.findUser("x' or 'a' eq 'a")).resolves.toBeUndefined();
    }));
});

describe('Lists', () => {
  test('are read to the last page', () =>
    withWorkiva(
      { workspaces: Array.from({ length: 7 }, (_, index) => ({ name: `Workspace ${index}` })), pageSize: 3 },
      async ({ workiva, client }) => {
        const names = (await client.workspaces()).map(({ name }) => name);
        expect(names).toEqual(workiva.workspaces.map(({ name }) => name));
        expect(countOf(workiva, /workspaces$/)).toBe(3);
      },
    ));

  test('whose pages lead in a circle are given up', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      const body = { data: [], '@nextLink': '?$next=again' };
      workiva.faults.answer({ path: /workspaces$/ }, { status: 200, body, times: 9 });
      await expect(client.workspaces()).rejects.toMatchObject({ code: 'unexpected_answer' });
      expect(countOf(workiva, /workspaces$/)).toBe(2);
    }));

  test('whose next page is on another host are not followed: the token would go there', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      const body = { data: [], '@nextLink': 'http://elsewhere.example/platform/v1/next' };
      workiva.faults.answer({ path: /workspaces$/ }, { status: 200, body, headers: { 'x-request-id': 'req-77' } });
      await expect(client.workspaces()).rejects.toMatchObject({
        code: 'unexpected_answer',
        requestId: 'req-77',
        sentence: 'Workiva pointed to another host (elsewhere.example), which is not followed.',
      });
    }));
});

describe('Making a user ready', () => {
  test('creates the user, adds it to the workspace and gives it roles', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      const user = await client.createUser(NEW);
      const workspace = await workspaceNamed(client, 'Sandbox');
      expect(await client.findMembership(workspace.id, user.id)).toBeUndefined();
      const quietly = { notifyNewMember: false, sendWelcomeEmail: false };
      const membership = await client.addMember(workspace.id, user.id, quietly);
      expect(workiva.calls.at(-1)?.body).toEqual({ user: user.id, options: quietly });
      expect(await client.findMembership(workspace.id, user.id)).toEqual(membership);

      const roles = await client.workspaceRoles(workspace.id);
      const wanted = roles.filter(({ name }) => ['Creator', 'Manager'].includes(name));
      const operation = await client.giveMemberRoles(
        workspace.id,
        membership.id,
        wanted.map(({ id }) => id),
      );
      if (!operation) throw new Error('no operation');
      await client.followOperation(operation);
      expect(await client.memberRoles(workspace.id, membership.id)).toEqual(wanted);
      expect(workiva.rolesOf('sandbox.reports', 'Sandbox')).toEqual(['Creator', 'Manager']);
    }));

  test('says conflict when the username is taken, whatever its owner', () =>
    withWorkiva({ users: [{ username: NEW.username, inOrganization: false }] }, async ({ client }) => {
      await expect(client.findUser(NEW.username)).resolves.toBeUndefined();
      await expect(client.createUser(NEW)).rejects.toMatchObject({
        code: 'conflict',
        status: 409,
        workivaCode: 'usernameTaken',
        target: 'username',
        transient: false,
      });
    }));

  test('whose answer was lost is an error that may pass, and the user is there to be found', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      workiva.faults.answer(
        { method: 'POST', path: /users$/ },
        { status: 201, afterDoing: true, dropConnection: true },
      );
      await expect(client.createUser(NEW)).rejects.toMatchObject({ code: 'unreachable', transient: true });
      await expect(client.findUser(NEW.username)).resolves.toMatchObject({ email: NEW.email });
    }));

  test('says conflict when the user is a member already', () =>
    withWorkiva({ users: [{ username: 'ada', memberOf: { Sandbox: ['Viewer'] } }] }, async ({ workiva, client }) => {
      const workspace = await workspaceNamed(client, 'Sandbox');
      const adding = client.addMember(workspace.id, workiva.userNamed('ada')?.id ?? '', {
        notifyNewMember: true,
        sendWelcomeEmail: true,
      });
      await expect(adding).rejects.toMatchObject({ code: 'conflict' });
    }));

  test('finds a membership on a later page when the filter is ignored', () => {
    const users = MANY.map((user) => ({ ...user, memberOf: { Sandbox: [] } }));
    return withWorkiva({ users, pageSize: 10, ignoreFilters: true }, async ({ workiva, client }) => {
      const workspace = await workspaceNamed(client, 'Sandbox');
      const user = workiva.userNamed('user.24')?.id ?? '';
      await expect(client.findMembership(workspace.id, user)).resolves.toMatchObject({ user, workspace: workspace.id });
    });
  });

  test('suspends and reactivates', () =>
    withWorkiva({ users: [{ username: 'ada' }] }, async ({ workiva, client }) => {
      const id = workiva.userNamed('ada')?.id ?? '';
      await client.setUserStatus(id, 'suspended');
      expect(workiva.userNamed('ada')?.status).toBe('suspended');
      await client.setUserStatus(id, 'active');
      expect(workiva.userNamed('ada')?.status).toBe('active');
    }));

  test('does not take a user for suspended whom Workiva has left active', () =>
    withWorkiva({ users: [{ username: 'ada' }] }, async ({ workiva, client }) => {
      const body = { id: 'u1', username: 'ada', status: 'active' };
      workiva.faults.answer({ method: 'PATCH' }, { status: 200, body });
      await expect(client.setUserStatus('u1', 'suspended')).rejects.toMatchObject({
        code: 'unexpected_answer',
        transient: false,
        sentence: 'Workiva took the change, but the user is still active: change it in Workiva.',
      });
    }));
});

describe('Users, members and roles', () => {
  const users: SeedUser[] = MANY.map((user) => ({ ...user, memberOf: { Sandbox: ['Viewer'] } }));

  test('are read page by page, no further than the reader gets', () =>
    withWorkiva({ users, pageSize: 10 }, async ({ workiva, client }) => {
      const names: string[] = [];
      for await (const { username } of client.users()) if (names.push(username) === 15) break;
      expect(names.at(-1)).toBe('user.14');
      expect(countOf(workiva, /users$/)).toBe(2);
      const workspace = await workspaceNamed(client, 'Sandbox');
      let members = 0;
      for await (const { user } of client.memberships(workspace.id)) members += user === '' ? 0 : 1;
      expect(members).toBe(25);
      expect(countOf(workiva, /memberships$/)).toBe(3);
    }));

  test('are told of a user in the organization', () =>
    withWorkiva(
      { users: [{ username: 'ada', organizationRoles: ['Org User Admin'] }] },
      async ({ workiva, client }) => {
        const names = (await client.organizationRoles()).map(({ name }) => name);
        expect(names).toEqual(expect.arrayContaining(['Org User Admin', 'Org Security Admin']));
        const held = await client.userRoles(workiva.userNamed('ada')?.id ?? '');
        expect(held.map(({ name }) => name)).toEqual(['Org User Admin']);
      },
    ));

  test('are found by id, unless there is no such user', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      const found = { method: 'GET', path: /users\/u1$/ };
      workiva.faults.answer(found, { status: 200, body: { id: 'u1', username: 'ada', status: null } });
      await expect(client.user('u1')).resolves.toMatchObject({ username: 'ada', status: 'active' });
      workiva.faults.answer(found, { status: 404 });
      await expect(client.user('u1')).resolves.toBeUndefined();
      workiva.faults.answer(found, { status: 403 });
      await expect(client.user('u1')).rejects.toMatchObject({ code: 'forbidden' });
    }));

  test('are understood when a membership holds its user and workspace whole, as Workiva describes it', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      const workspace = { id: 'w1', name: 'Sandbox' };
      const data = [{ id: 'm1', user: { id: 'u1', username: 'ada', status: 'active' }, workspace }];
      workiva.faults.answer({ path: /memberships$/ }, { status: 200, body: { data } });
      await expect(client.findMembership('w1', 'u1')).resolves.toEqual({ id: 'm1', user: 'u1', workspace: 'w1' });
    }));
});

describe('The activity log', () => {
  test('is read from a moment on, oldest first', () =>
    withWorkiva({}, async ({ workiva, client, clock }) => {
      const quietly = async (username: string) => client.createUser({ ...NEW, username });
      await quietly('first');
      clock.forward(60_000);
      await quietly('second');
      await quietly('third');
      const since = clock.now().toISOString();
      const seen = await read(client.activities({ since }));
      expect(seen.map(({ targets }) => targets[0]?.uniqueName)).toEqual(['second', 'third']);
      expect(seen.every(({ activityDateTime }) => activityDateTime === since)).toBe(true);
      expect(workiva.calls.at(-1)?.query).toMatchObject({
        $filter: `activityDateTime ge ${since}`,
        $orderBy: 'activityDateTime asc',
      });
      expect(await read(client.activities({}))).toHaveLength(3);
    }));

  test('is read whole, and looked through, when Workiva refuses the filter or ignores it', () =>
    withWorkiva({}, async ({ workiva, client, clock }) => {
      await client.createUser(NEW);
      clock.forward(60_000);
      const since = clock.now().toISOString();
      workiva.faults.answer({ path: /activities$/ }, { status: 400, code: 'InvalidFilter', times: 2 });
      expect(await read(client.activities({ since }))).toEqual([]);
      const queries = workiva.calls
        .filter(({ path }) => path.endsWith('/activities'))
        .map(({ query }) => query.$filter);
      expect(queries).toEqual([`activityDateTime ge ${since}`, `activityDateTime ge '${since}'`, undefined]);
    }));

  test('that Workiva refuses to read is an error', () =>
    withWorkiva({ scopes: ['organization:read'] }, async ({ client }) => {
      await expect(read(client.activities({}))).rejects.toMatchObject({ code: 'forbidden' });
      await expect(client.activityActions()).rejects.toMatchObject({ code: 'forbidden' });
    }));

  test('is read in the form that Workiva describes, names of what was changed included', () =>
    withWorkiva({}, async ({ workiva, client }) => {
      const activity = {
        id: 'a1',
        action: { id: 'com.workiva.administration.workspace_membership.create' },
        performer: { id: 'u1', type: 'com.workiva.iam.principal.user', uniqueName: 'ada' },
        targets: [{ id: 'u2', type: 'com.workiva.administration.user', displayName: 'Ben', uniqueName: 'ben' }],
        activityDateTime: '2021-01-30T13:55:01Z',
      };
      workiva.faults.answer({ path: /activities$/ }, { status: 200, body: { data: [activity] } });
      const [seen] = await read(client.activities({}));
      expect(seen?.action.alias).toBe('com.workiva.administration.workspace_membership.create');
      expect(seen?.performer.uniqueName).toBe('ada');
      expect(seen?.targets).toEqual([expect.objectContaining({ id: 'u2', name: 'Ben', uniqueName: 'ben' })]);
    }));

  test('names its kinds', () =>
    withWorkiva({}, async ({ client }) => {
      const aliases = (await client.activityActions()).map(({ alias }) => alias);
      expect(new Set(aliases).size).toBe(aliases.length);
      expect(aliases.length).toBeGreaterThan(5);
    }));
});

async function read<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('Looking for a workspace', () => {
  test('prefers the exact name and takes another spelling only when there is no doubt', () =>
    withWorkiva({ workspaces: ['Close', 'close', 'Sandbox'].map((name) => ({ name })) }, async ({ client }) => {
      await expect(client.findWorkspace('close')).resolves.toMatchObject({ name: 'close' });
      await expect(client.findWorkspace('sandbox')).resolves.toMatchObject({ name: 'Sandbox' });
      await expect(client.findWorkspace('CLOSE')).resolves.toBeUndefined();
    }));
});

async function workspaceNamed(client: WorkivaClient, name: string) {
  const workspace = await client.findWorkspace(name);
  if (!workspace) throw new Error(`no workspace ${name}`);
  return workspace;
}
