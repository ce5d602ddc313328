import { describe, expect, test } from '@jest/globals';
import { withWorkiva } from '../../workiva/with-workiva.ts';
import { ask, idOf, itemsOf } from './asking.ts';

const MEMBER = { users: [{ username: 'ada', memberOf: { Sandbox: [] } }, { username: 'bob' }] };

describe('Memberships', () => {
  test('are created once: the second time is answered 409', () =>
    withWorkiva(MEMBER, async ({ workiva }) => {
      const sandbox = `/workspaces/${idOf(workiva.workspaces, 'Sandbox')}/memberships`;
      const body = { user: idOf(workiva.users, 'bob'), options: { notifyNewMember: false, sendWelcomeEmail: false } };
      const created = await ask(workiva, 'POST', `${sandbox}/membershipCreation`, { body });
      expect(created).toMatchObject({ status: 201, body: { id: expect.any(String), user: { id: body.user } } });
      expect((await ask(workiva, 'POST', `${sandbox}/membershipCreation`, { body })).status).toBe(409);
      expect(itemsOf(await ask(workiva, 'GET', sandbox))).toHaveLength(2);
    }));

  test('are refused for a user whom the organization has not', () =>
    withWorkiva(MEMBER, async ({ workiva }) => {
      const path = `/workspaces/${idOf(workiva.workspaces, 'Sandbox')}/memberships/membershipCreation`;
      const answer = await ask(workiva, 'POST', path, { body: { user: 'nobody' } });
      expect(answer).toMatchObject({ status: 404, body: { code: 'userNotFound' } });
    }));

  test('end with DELETE, and their place in groups with them', () =>
    withWorkiva(MEMBER, async ({ workiva }) => {
      const sandbox = `/workspaces/${idOf(workiva.workspaces, 'Sandbox')}`;
      const { body } = await ask(workiva, 'POST', `${sandbox}/groups`, { body: { name: 'Closers' } });
      const members = `${sandbox}/groups/${(body as { id: string }).id}/members/modification`;
      const ada = idOf(workiva.users, 'ada');
      expect((await ask(workiva, 'POST', members, { body: { toAdd: [ada], toRemove: [] } })).status).toBe(204);
      expect(workiva.workspaces[1]?.groups).toMatchObject([{ name: 'Closers', members: ['ada'] }]);
      const stranger = { toAdd: [idOf(workiva.users, 'bob')], toRemove: [] };
      expect((await ask(workiva, 'POST', members, { body: stranger })).status).toBe(404);

      const membership = `${sandbox}/memberships/${workiva.memberships[0]?.id}`;
      expect((await ask(workiva, 'DELETE', membership)).status).toBe(204);
      expect(workiva.workspaces[1]?.groups).toMatchObject([{ members: [] }]);
    }));
});

describe('The last workspace', () => {
  const ADA = { users: [{ username: 'ada', memberOf: { Sandbox: [], 'Finance Close': [] } }], admins: ['wanda'] };

  test('is the one whose loss suspends a user, whoever removes it', () =>
    withWorkiva(ADA, async ({ workiva }) => {
      const [first] = workiva.memberships;
      const sandbox = `/workspaces/${idOf(workiva.workspaces, 'Sandbox')}/memberships`;
      expect((await ask(workiva, 'DELETE', `${sandbox}/${first?.id}`)).status).toBe(204);
      expect(workiva.userNamed('ada')?.status).toBe('active');
      workiva.screens.removeMember('wanda', { username: 'ada', workspace: 'Finance Close' });
      expect(workiva.userNamed('ada')?.status).toBe('suspended');
    }));

  test('or any other activates a suspended user that is added to it, after an emergency stop too', () =>
    withWorkiva(ADA, async ({ workiva }) => {
      workiva.screens.suspendUser('wanda', 'ada');
      workiva.screens.removeMember('wanda', { username: 'ada', workspace: 'Sandbox' });
      expect(workiva.userNamed('ada')?.status).toBe('suspended');
      const path = `/workspaces/${idOf(workiva.workspaces, 'Sandbox')}/memberships/membershipCreation`;
      expect((await ask(workiva, 'POST', path, { body: { user: idOf(workiva.users, 'ada') } })).status).toBe(201);
      expect(workiva.userNamed('ada')?.status).toBe('active');
    }));
});

describe('Roles of a member', () => {
  test('are given all or none', () =>
    withWorkiva(MEMBER, async ({ workiva }) => {
      const { path, role } = rolesOfAda(workiva);
      const answer = await ask(workiva, 'POST', `${path}/assignment`, { body: [role('Creator'), 'no-such-role'] });
      expect(answer).toMatchObject({ status: 404, body: { code: 'roleNotFound', target: 'no-such-role' } });
      expect(workiva.rolesOf('ada', 'Sandbox')).toEqual([]);
    }));

  test('are held only when the operation has come to its end', () =>
    withWorkiva({ ...MEMBER, operationMs: 60_000 }, async ({ workiva }) => {
      const { path, role } = rolesOfAda(workiva);
      const accepted = await ask(workiva, 'POST', `${path}/assignment`, { body: [role('Creator')] });
      expect(accepted).toMatchObject({ status: 202, body: undefined });
      expect(accepted.headers.get('retry-after')).toBe('1');
      const location = accepted.headers.get('location') ?? '';
      expect(await ask(workiva, 'GET', location)).toMatchObject({ body: { status: 'acknowledged', details: [] } });
      expect(workiva.rolesOf('ada', 'Sandbox')).toEqual([]);
      workiva.finishOperations();
      expect(await ask(workiva, 'GET', location)).toMatchObject({ status: 200, body: { status: 'completed' } });
      expect(itemsOf(await ask(workiva, 'GET', path))).toMatchObject([{ name: 'Creator' }]);
    }));

  test('are looked for no faster than once a second: sooner is answered 429 with Retry-After', () =>
    withWorkiva({ ...MEMBER, pollMs: 1000 }, async ({ workiva }) => {
      const { path, role } = rolesOfAda(workiva);
      const accepted = await ask(workiva, 'POST', `${path}/assignment`, { body: [role('Creator')] });
      const look = await ask(workiva, 'GET', accepted.headers.get('location') ?? '');
      expect(look).toMatchObject({ status: 429, body: { code: 'tooManyRequests' } });
      expect(look.headers.get('retry-after')).toBe('1');
    }));

  test('are not given to a member who has gone before the operation ended', () =>
    withWorkiva({ ...MEMBER, operationMs: 60_000 }, async ({ workiva }) => {
      const { path, role } = rolesOfAda(workiva);
      const accepted = await ask(workiva, 'POST', `${path}/assignment`, { body: [role('Creator')] });
      await ask(workiva, 'DELETE', path.replace(/\/roles$/, ''));
      workiva.finishOperations();
      const look = await ask(workiva, 'GET', accepted.headers.get('location') ?? '');
      expect(look.body).toMatchObject({ status: 'failed', details: [{ code: 'membershipNotFound' }] });
      expect(workiva.activities.at(-1)).toMatchObject({ outcome: 'failure' });
    }));

  test('are taken back', () =>
    withWorkiva({ users: [{ username: 'ada', memberOf: { Sandbox: ['Creator', 'Viewer'] } }] }, async ({ workiva }) => {
      const { path, role } = rolesOfAda(workiva);
      await ask(workiva, 'POST', `${path}/revocation`, { body: [role('Creator')] });
      expect(workiva.rolesOf('ada', 'Sandbox')).toEqual(['Viewer']);
    }));
});

/** Where the roles of ada in the sandbox are, and the ids of roles. */
function rolesOfAda(workiva: Parameters<typeof ask>[0]) {
  const workspace = workiva.workspaces.find(({ name }) => name === 'Sandbox');
  const path = `/workspaces/${workspace?.id}/memberships/${workiva.memberships[0]?.id}/roles`;
  return { path, role: (name: string) => idOf(workspace?.roles ?? [], name) };
}
