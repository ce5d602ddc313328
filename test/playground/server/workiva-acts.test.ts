import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Act, WorkivaAct, WorkivaSnapshot } from '../../../src/playground/server/contract.ts';
import { type Asking, type Stream, startAsking } from './asking.ts';

const FORM = { username: 'by-hand', givenName: 'By', familyName: 'Hand', email: 'by-hand@example.com' };
const MEMBER = { workspace: 'Sandbox', username: 'by-hand' };

let asking: Asking;
let workiva: Stream<WorkivaSnapshot>;
beforeAll(async () => {
  asking = await startAsking();
  workiva = asking.workiva();
});
afterAll(() => asking.stop());

const rolesIn = ({ memberships }: WorkivaSnapshot) => memberships.find(({ username }) => username === 'by-hand')?.roles;
const statusIn = ({ users }: WorkivaSnapshot) => users.find(({ username }) => username === 'by-hand')?.status;

test('an admin does every task by hand, and everybody who looks at Workiva sees it, with its activity', async () => {
  const steps: [WorkivaAct, string, (snapshot: WorkivaSnapshot) => boolean][] = [
    [{ do: 'workiva.addUser', as: 'ada.admin', form: FORM }, 'user.create', (seen) => statusIn(seen) === 'active'],
    [
      { do: 'workiva.addMember', as: 'ada.admin', ...MEMBER },
      'membership.create',
      (seen) => rolesIn(seen) !== undefined,
    ],
    [
      { do: 'workiva.setRoles', as: 'ada.admin', ...MEMBER, roles: ['Creator', 'Manager'] },
      'workspaceRole.assign',
      (seen) => rolesIn(seen)?.join() === 'Creator,Manager',
    ],
    [
      { do: 'workiva.suspendUser', as: 'ada.admin', username: 'by-hand' },
      'user.suspend',
      (seen) => statusIn(seen) === 'suspended',
    ],
    [
      { do: 'workiva.reinstateUser', as: 'ada.admin', username: 'by-hand' },
      'user.activate',
      (seen) => statusIn(seen) === 'active',
    ],
    [
      { do: 'workiva.removeMember', as: 'ada.admin', ...MEMBER },
      'membership.delete',
      (seen) => rolesIn(seen) === undefined,
    ],
    [
      { do: 'workiva.renameUser', as: 'ada.admin', username: 'by-hand', newUsername: 'by-hand-2' },
      'user.update',
      (seen) => seen.users.some(({ username }) => username === 'by-hand-2'),
    ],
    [
      { do: 'workiva.removeUser', as: 'ada.admin', username: 'by-hand-2' },
      'user.remove',
      (seen) => seen.users.every(({ username, inOrganization }) => username !== 'by-hand-2' || !inOrganization),
    ],
  ];
  for (const [act, activity, holds] of steps) {
    expect(await asking.act(act)).toEqual({ ok: true });
    const seen = await workiva.until(
      (snapshot) => holds(snapshot) && snapshot.activities.at(-1)?.action.alias === activity && snapshot,
      act.do,
    );
    expect(seen.activities.at(-1)).toMatchObject({ performer: { displayName: 'Ada Admin' }, outcome: 'success' });
  }
});

describe('what Workiva refuses is answered with the sentence of its screen', () => {
  const LEDGER = { workspace: 'Sandbox', username: 'ledger-sync' };
  test.each<[string, WorkivaAct]>([
    [
      'Username: the username is already taken.',
      { do: 'workiva.addUser', as: 'ada.admin', form: { ...FORM, username: 'ledger-sync' } },
    ],
    [
      'You cannot suspend yourself. Ask another Org Security Administrator.',
      { do: 'workiva.suspendUser', as: 'ada.admin', username: 'ada.admin' },
    ],
    [
      'Username: the username is already taken.',
      { do: 'workiva.renameUser', as: 'ada.admin', username: 'ledger-sync', newUsername: 'amir.admin' },
    ],
    [
      'You cannot remove yourself. Ask another Org Security Administrator.',
      { do: 'workiva.removeUser', as: 'ada.admin', username: 'ada.admin' },
    ],
    [
      'Workiva refuses the integration (401): The client is not known or may not act.',
      { do: 'workiva.useGrant', as: 'ledger-sync', clientId: 'none', secret: 'none' },
    ],
    ['ledger-sync is not suspended.', { do: 'workiva.reinstateUser', as: 'ada.admin', username: 'ledger-sync' }],
    [
      'Workspace: choose a workspace.',
      { do: 'workiva.addMember', as: 'ada.admin', workspace: '', username: 'ledger-sync' },
    ],
    [
      'Workiva Username: enter a username.',
      { do: 'workiva.addMember', as: 'ada.admin', workspace: 'Sandbox', username: '' },
    ],
    [
      'Workiva Username: ledger-sync is not a member of Sandbox.',
      { do: 'workiva.setRoles', as: 'ada.admin', ...LEDGER, roles: ['Creator'] },
    ],
    [
      'Workspace: there is no workspace called "Moon".',
      { do: 'workiva.removeMember', as: 'ada.admin', ...LEDGER, workspace: 'Moon' },
    ],
  ])('%s', async (sentence, act) => {
    expect(await asking.act(act)).toEqual({ ok: false, sentence });
  });

  test.each<WorkivaAct>([
    { do: 'workiva.addUser', as: 'ledger-sync', form: FORM },
    { do: 'workiva.suspendUser', as: 'ledger-sync', username: 'amir.admin' },
    { do: 'workiva.reinstateUser', as: 'ledger-sync', username: 'amir.admin' },
    { do: 'workiva.renameUser', as: 'ledger-sync', username: 'amir.admin', newUsername: 'amir' },
    { do: 'workiva.removeUser', as: 'ledger-sync', username: 'amir.admin' },
    { do: 'workiva.addMember', as: 'ledger-sync', ...LEDGER },
    { do: 'workiva.setRoles', as: 'ledger-sync', ...LEDGER, roles: [] },
    { do: 'workiva.removeMember', as: 'ledger-sync', ...LEDGER },
  ])('$do of somebody who is no admin', async (act) => {
    const sentence = 'You do not have access to this page. It takes an Org Security Administrator.';
    expect(await asking.act(act)).toEqual({ ok: false, sentence });
  });
});

test.each<[string, unknown, string]>([
  ['a user without an email', { do: 'workiva.addUser', as: 'ada.admin', form: { ...FORM, email: undefined } }, 'email'],
  ['a user with a status', { do: 'workiva.addUser', as: 'ada.admin', form: { ...FORM, status: 'active' } }, 'status'],
  ['a grant without a secret', { do: 'workiva.useGrant', as: 'ledger-sync', clientId: 'c' }, 'secret'],
  ['nobody to suspend', { do: 'workiva.suspendUser', as: 'ada.admin', username: '' }, 'username'],
  ['a member of nothing', { do: 'workiva.addMember', as: 'ada.admin', username: 'ledger-sync' }, 'workspace'],
  ['one role instead of a list', { do: 'workiva.setRoles', as: 'ada.admin', ...MEMBER, roles: 'Creator' }, 'roles'],
  ['nobody who does it', { do: 'workiva.removeMember', ...MEMBER }, 'as'],
])('an act with %s is a bad request that names the field', async (_, act, field) => {
  const headers = { 'content-type': 'application/json' };
  const reply = await asking.ask('POST', '/api/act', { headers, body: JSON.stringify(act as Act) });
  expect(reply).toEqual({ status: 400, body: { ok: false, sentence: expect.stringContaining(field) } });
});
