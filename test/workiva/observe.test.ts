import { describe, expect, test } from '@jest/globals';
import type { Recorded } from '../../src/domain/drift.ts';
import { observeAll, observeOneByOne, observerFor } from '../../src/workiva/observe.ts';
import { countOf, type Setting, withWorkiva } from './with-workiva.ts';

const recorded = (username: string, changes: Partial<Recorded> = {}): Recorded => ({
  ...{ username, made: { email: 'ana@example.com' }, status: 'active', may: [], grants: ['GRANT-7'] },
  must: [{ workspace: 'sandbox', roles: ['Viewer'] }],
  ...changes,
});

const user = (number: number, memberOf: Record<string, string[]> = { Sandbox: ['Viewer', 'Manager'] }) => ({
  username: `svc.${number}`,
  memberOf,
});

async function* names(count: number) {
  for (let number = 0; number < count; number++) yield `svc.${number}`;
}

const idOf = ({ workiva }: Setting, username: string) => workiva.userNamed(username)?.id ?? '';

describe.each([
  ['one by one', observeOneByOne],
  ['from lists', observeAll],
] as const)('integration users, looked at %s', (_how, observe) => {
  test('are seen with their status, their memberships and their roles there', () =>
    withWorkiva(
      { users: [user(1, { Sandbox: ['Viewer', 'Manager'], 'Finance Close': ['Creator'] })] },
      async (setting) => {
        const seen = await observe(setting.client)(recorded('SVC.1'));
        expect(seen.user).toMatchObject({ id: idOf(setting, 'svc.1'), status: 'active', email: 'svc.1@example.com' });
        expect(seen.unseen).toEqual([]);
        expect(seen.places).toHaveLength(2);
        expect(seen.places).toContainEqual({ workspace: 'Finance Close', roles: [] });
        const sandbox = seen.places.find(({ workspace }) => workspace === 'Sandbox');
        expect([...(sandbox?.roles ?? [])].sort()).toEqual(['Manager', 'Viewer']);
      },
    ));

  test('that Grantdesk did not make are looked at only where grants name them', () =>
    withWorkiva({ users: [user(1, { Sandbox: [], 'Finance Close': [] })] }, async ({ client }) => {
      const seen = await observe(client)(recorded('svc.1', { made: undefined }));
      expect(seen.places).toEqual([{ workspace: 'Sandbox', roles: [] }]);
    }));

  test('are known by their id when they have another name', () =>
    withWorkiva({ users: [user(1)] }, async (setting) => {
      const known = recorded('svc.old', { userId: idOf(setting, 'svc.1') });
      expect(await observe(setting.client)(known)).toMatchObject({ user: undefined, renamedTo: 'svc.1' });
      expect(await observe(setting.client)(recorded('svc.old'))).toMatchObject({
        user: undefined,
        renamedTo: undefined,
      });
    }));

  test('in a workspace that Workiva does not show are not said to be missing there', () =>
    withWorkiva({ users: [user(1)] }, async ({ client }) => {
      const seen = await observe(client)(recorded('svc.1', { must: [{ workspace: 'Elsewhere', roles: [] }] }));
      expect(seen.unseen).toEqual(['Elsewhere']);
    }));

  test('that no grant acts as cost one look at the user alone', () =>
    withWorkiva({ users: [user(1)] }, async ({ client, workiva }) => {
      await observe(client)(recorded('svc.1', { must: [], status: 'ended' }));
      expect(countOf(workiva, /memberships|workspaces/)).toBe(0);
    }));
});

test('many users are read in one pass, page by page, and only their roles one by one', () =>
  withWorkiva(
    { users: Array.from({ length: 12 }, (_, number) => user(number)), pageSize: 5 },
    async ({ client, workiva }) => {
      const observe = await observerFor(names(12), client);
      for await (const username of names(12)) await observe(recorded(username));
      expect(countOf(workiva, /\/users$/)).toBe(Math.ceil(workiva.users.length / 5));
      expect(countOf(workiva, /\/workspaces$/)).toBe(1);
      expect(countOf(workiva, /\/memberships$/)).toBe(3 + 1);
      expect(countOf(workiva, /\/roles$/)).toBe(12);
    },
  ));

test('few users are asked for, each by its name', () =>
  withWorkiva({ users: [user(0), user(1)] }, async ({ client, workiva }) => {
    const observe = await observerFor(names(2), client);
    await observe(recorded('svc.1'));
    const looks = workiva.calls.filter(({ path }) => /\/users$/.test(path));
    expect(looks.every(({ query }) => query.$filter !== undefined)).toBe(true);
  }));

test('lists that could not be read are read again at the next look', () =>
  withWorkiva({ users: [user(1)] }, async ({ client, workiva }) => {
    const observe = observeAll(client);
    workiva.faults.answer({ path: /\/users$/ }, { status: 403 });
    await expect(observe(recorded('svc.1'))).rejects.toMatchObject({ code: 'forbidden' });
    expect((await observe(recorded('svc.1'))).user).toBeDefined();
  }));
