import { describe, expect, test } from '@jest/globals';
import type { Member, UserForm, WorkivaStandIn } from '../../../src/playground/workiva/stand-in.ts';
import { withWorkiva } from '../../workiva/with-workiva.ts';
import { tokenOf } from './asking.ts';

const FORM: UserForm = {
  username: 'nightly.export',
  givenName: 'Nightly',
  familyName: 'Export',
  email: 'nightly@example.com',
};
const PEOPLE = {
  admins: ['ada'],
  users: [
    { username: 'creator', memberOf: { Sandbox: ['Creator', 'Viewer'] } },
    { username: 'outsider' },
    { username: 'sleeper', status: 'suspended' as const },
    { username: 'foreigner', inOrganization: false },
  ],
};
const CREATOR: Member = { workspace: 'Sandbox', username: 'creator' };
const OUTSIDER: Member = { workspace: 'Sandbox', username: 'outsider' };

/** The last line of the log, as far as it says who did what to whom. */
function lastActivity({ activities }: WorkivaStandIn) {
  const { action, performer, targets } = activities.at(-1) ?? {};
  return { what: action?.alias, by: performer?.displayName, to: targets?.map(({ name }) => name) };
}

describe('People', () => {
  test('takes in a new user, who belongs to no workspace yet', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      workiva.screens.addUser('ada', { ...FORM, username: ' nightly.export ', email: ' nightly@example.com' });
      expect(workiva.userNamed('nightly.export')).toMatchObject({
        ...FORM,
        displayName: 'Nightly Export',
        status: 'active',
        inOrganization: true,
        organizationRoles: [],
      });
      expect(workiva.memberships.map(({ username }) => username)).not.toContain('nightly.export');
      expect(lastActivity(workiva)).toEqual({ what: 'user.create', by: 'ada Example', to: ['nightly.export'] });
    }));

  test.each<[string, Partial<UserForm>, string]>([
    ['no username', { username: ' ' }, 'Username: enter a username.'],
    ['a space in the username', { username: 'nightly export' }, 'Username: a username must not contain spaces.'],
    ['a capital in the username', { username: 'Nightly' }, 'Username: a username must not contain capital letters.'],
    ['a username that is taken', { username: 'outsider' }, 'Username: the username is already taken.'],
    ['a username taken elsewhere', { username: 'foreigner' }, 'Username: the username is already taken.'],
    ['no given name', { givenName: '' }, 'Given name: enter a name.'],
    ['no family name', { familyName: ' ' }, 'Family name: enter a name.'],
    ['no email', { email: '' }, 'Email: enter an email address.'],
    ['what is no email address', { email: 'nightly' }, 'Email: "nightly" is not an email address.'],
  ])('refuses a user with %s, naming the field', (_, change, sentence) =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const before = workiva.users.length;
      expect(() => workiva.screens.addUser('ada', { ...FORM, ...change })).toThrow(new Error(sentence));
      expect(workiva.users).toHaveLength(before);
      expect(workiva.activities).toEqual([]);
    }),
  );

  test('suspends a user, whose grants then stand still, and reinstates them', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { screens } = workiva;
      const form = { clientName: 'Sandbox | export', workspace: 'Sandbox', workivaUsername: 'creator' };
      const { clientId } = screens.addGrant('ada', { ...form, expires: '2026-03-31', scopes: ['Files (Read)'] });
      const secret = screens.profile('creator').regenerate(clientId);

      screens.suspendUser('ada', 'creator');
      expect(workiva.userNamed('creator')?.status).toBe('suspended');
      expect(lastActivity(workiva)).toEqual({ what: 'user.suspend', by: 'ada Example', to: ['creator'] });
      expect((await tokenOf(workiva, clientId, secret)).status).toBe(401);
      expect(() => screens.profile('creator')).toThrow('creator cannot sign in.');

      screens.reinstateUser('ada', 'creator');
      expect(workiva.userNamed('creator')?.status).toBe('active');
      expect(lastActivity(workiva)).toEqual({ what: 'user.activate', by: 'ada Example', to: ['creator'] });
      expect((await tokenOf(workiva, clientId, secret)).status).toBe(200);
    }));

  test('renames a user, who keeps everything else and whose grants keep working', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { screens } = workiva;
      const { id } = workiva.userNamed('creator') ?? {};
      const form = { clientName: 'Sandbox | export', workspace: 'Sandbox', workivaUsername: 'creator' };
      const { clientId } = screens.addGrant('ada', { ...form, expires: '2026-03-31', scopes: ['Files (Read)'] });
      const secret = screens.profile('creator').regenerate(clientId);

      screens.renameUser('ada', 'creator', ' nightly.export ');
      expect(workiva.userNamed('creator')).toBeUndefined();
      expect(workiva.userNamed('nightly.export')?.id).toBe(id);
      expect(workiva.rolesOf('nightly.export', 'Sandbox')).toEqual(['Creator', 'Viewer']);
      expect(lastActivity(workiva)).toEqual({ what: 'user.update', by: 'ada Example', to: ['nightly.export'] });
      expect((await tokenOf(workiva, clientId, secret)).status).toBe(200);
    }));

  test('gives and takes roles in the organization; both are logged', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      workiva.screens.setOrganizationRoles('ada', 'creator', ['Org Member', 'Org User Admin']);
      expect(workiva.userNamed('creator')?.organizationRoles).toEqual(['Org User Admin', 'Org Member']);
      workiva.screens.setOrganizationRoles('ada', 'creator', ['Org Member']);
      const lines = workiva.activities.map(({ action, targets }) => [action.alias, ...targets.map(({ name }) => name)]);
      expect(lines).toEqual([
        ['organizationRole.assign', 'creator', 'Org User Admin', 'Org Member'],
        ['organizationRole.revoke', 'creator', 'Org User Admin'],
      ]);
    }));

  test('removes a user with its memberships, and its grants stand still', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const { screens } = workiva;
      const form = { clientName: 'Sandbox | export', workspace: 'Sandbox', workivaUsername: 'creator' };
      const { clientId } = screens.addGrant('ada', { ...form, expires: '2026-03-31', scopes: ['Files (Read)'] });
      const secret = screens.profile('creator').regenerate(clientId);

      screens.removeUser('ada', 'creator');
      expect(workiva.userNamed('creator')?.inOrganization).toBe(false);
      expect(workiva.memberships).toEqual([]);
      expect(lastActivity(workiva)).toEqual({ what: 'user.remove', by: 'ada Example', to: ['creator'] });
      expect((await tokenOf(workiva, clientId, secret)).status).toBe(401);
    }));

  test.each<[string, (workiva: WorkivaStandIn) => void, string]>([
    ['suspending a stranger', ({ screens }) => screens.suspendUser('ada', 'nobody'), 'there is no user "nobody".'],
    [
      'suspending somebody of another organization',
      ({ screens }) => screens.suspendUser('ada', 'foreigner'),
      'no user',
    ],
    ['suspending twice', ({ screens }) => screens.suspendUser('ada', 'sleeper'), 'sleeper is suspended already.'],
    ['suspending oneself', ({ screens }) => screens.suspendUser('ada', 'ada'), 'You cannot suspend yourself.'],
    ['reinstating a stranger', ({ screens }) => screens.reinstateUser('ada', 'nobody'), 'there is no user "nobody".'],
    [
      'reinstating who is active',
      ({ screens }) => screens.reinstateUser('ada', 'creator'),
      'creator is not suspended.',
    ],
    ['removing oneself', ({ screens }) => screens.removeUser('ada', 'ada'), 'You cannot remove yourself.'],
    ['removing a stranger', ({ screens }) => screens.removeUser('ada', 'nobody'), 'there is no user "nobody".'],
    [
      'a name that somebody else has',
      ({ screens }) => screens.renameUser('ada', 'creator', 'foreigner'),
      'Username: the username is already taken.',
    ],
    [
      'a role that the organization does not have',
      ({ screens }) => screens.setOrganizationRoles('ada', 'creator', ['King']),
      'Roles: The organization has no role "King".',
    ],
    ['a name of nothing', ({ screens }) => screens.renameUser('ada', 'creator', ' '), 'Username: enter a username.'],
  ])('refuses %s', (_, happen, sentence) =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const before = workiva.users;
      expect(() => happen(workiva)).toThrow(sentence);
      expect(workiva.users).toEqual(before);
      expect(workiva.activities).toEqual([]);
    }),
  );
});

describe('The members of a workspace', () => {
  test('are joined by a user, who has no role there yet', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      workiva.screens.addMember('ada', OUTSIDER);
      expect(workiva.memberships).toContainEqual(expect.objectContaining({ ...OUTSIDER, roles: [] }));
      expect(lastActivity(workiva)).toEqual({
        what: 'membership.create',
        by: 'ada Example',
        to: ['outsider', 'Sandbox'],
      });
    }));

  test('hold the roles that are set and no others; what is given and what is taken is logged', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      workiva.screens.setRoles('ada', CREATOR, ['Manager', 'Creator', 'Manager']);
      expect(workiva.rolesOf('creator', 'Sandbox')).toEqual(['Creator', 'Manager']);
      const lines = workiva.activities.map(({ action, targets }) => [action.alias, ...targets.map(({ name }) => name)]);
      expect(lines).toEqual([
        ['workspaceRole.assign', 'creator', 'Manager', 'Sandbox'],
        ['workspaceRole.revoke', 'creator', 'Viewer', 'Sandbox'],
      ]);

      workiva.screens.setRoles('ada', CREATOR, ['Creator', 'Manager']);
      expect(workiva.activities).toHaveLength(2);
      workiva.screens.setRoles('ada', CREATOR, []);
      expect(workiva.rolesOf('creator', 'Sandbox')).toEqual([]);
      expect(lastActivity(workiva).to).toEqual(['creator', 'Creator', 'Manager', 'Sandbox']);
    }));

  test('leave with their roles, and stay in the organization', () =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      workiva.screens.removeMember('ada', CREATOR);
      expect(workiva.memberships).toEqual([]);
      expect(workiva.userNamed('creator')?.inOrganization).toBe(true);
      expect(lastActivity(workiva)).toEqual({
        what: 'membership.delete',
        by: 'ada Example',
        to: ['creator', 'Sandbox'],
      });
      workiva.screens.addMember('ada', CREATOR);
      expect(workiva.rolesOf('creator', 'Sandbox')).toEqual([]);
    }));

  test.each<[string, (workiva: WorkivaStandIn) => void, string]>([
    [
      'somebody to be added to no workspace',
      ({ screens }) => screens.addMember('ada', { ...OUTSIDER, workspace: '' }),
      'Workspace: choose a workspace.',
    ],
    [
      'somebody to be added to a workspace that is not there',
      ({ screens }) => screens.addMember('ada', { ...OUTSIDER, workspace: 'Moon' }),
      'Workspace: there is no workspace called "Moon".',
    ],
    [
      'nobody to be added',
      ({ screens }) => screens.addMember('ada', { ...OUTSIDER, username: ' ' }),
      'Workiva Username: enter a username.',
    ],
    [
      'a stranger to be added',
      ({ screens }) => screens.addMember('ada', { ...OUTSIDER, username: 'nobody' }),
      'Workiva Username: there is no user "nobody".',
    ],
    [
      'a member to be added again',
      ({ screens }) => screens.addMember('ada', CREATOR),
      'Workiva Username: creator is a member of Sandbox already.',
    ],
    [
      'roles for who is no member',
      ({ screens }) => screens.setRoles('ada', OUTSIDER, ['Creator']),
      'Workiva Username: outsider is not a member of Sandbox.',
    ],
    [
      'a role that the workspace does not have, beside one that it has',
      ({ screens }) => screens.setRoles('ada', CREATOR, ['Manager', 'King']),
      'Roles: Sandbox has no role "King".',
    ],
    [
      'who is no member to be removed',
      ({ screens }) => screens.removeMember('ada', OUTSIDER),
      'Workiva Username: outsider is not a member of Sandbox.',
    ],
  ])('are not changed by a form that wants %s', (_, happen, sentence) =>
    withWorkiva(PEOPLE, async ({ workiva }) => {
      const before = workiva.memberships;
      expect(() => happen(workiva)).toThrow(new Error(sentence));
      expect(workiva.memberships).toEqual(before);
      expect(workiva.activities).toEqual([]);
    }),
  );
});

test('People and Members are closed to everybody but Org Security Admins', () =>
  withWorkiva(PEOPLE, async ({ workiva }) => {
    const { screens } = workiva;
    const attempts = (as: string) => [
      () => screens.addUser(as, FORM),
      () => screens.suspendUser(as, 'creator'),
      () => screens.reinstateUser(as, 'sleeper'),
      () => screens.renameUser(as, 'creator', 'other'),
      () => screens.setOrganizationRoles(as, 'creator', ['Org Member']),
      () => screens.removeUser(as, 'creator'),
      () => screens.addMember(as, OUTSIDER),
      () => screens.setRoles(as, CREATOR, ['Manager']),
      () => screens.removeMember(as, CREATOR),
    ];
    const before = [workiva.users, workiva.memberships];
    for (const attempt of attempts('creator')) expect(attempt).toThrow('It takes an Org Security Administrator.');
    for (const attempt of attempts('sleeper')) expect(attempt).toThrow('sleeper cannot sign in.');
    for (const attempt of attempts('nobody')) expect(attempt).toThrow('nobody cannot sign in.');
    expect([workiva.users, workiva.memberships]).toEqual(before);
    expect(workiva.activities).toEqual([]);
  }));
