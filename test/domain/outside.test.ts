import { describe, expect, test } from '@jest/globals';
import { doingsOf, revertsOf } from '../../src/domain/doings.ts';
import { HOUR, MINUTE } from '../../src/domain/duration.ts';
import { type Doing, type Known, kindChanged, outsideChanges } from '../../src/domain/outside.ts';
import type { Activity } from '../../src/domain/usage.ts';
import { ANA, approved, awaitingAdmin, grant, later, NOW } from '../support/domain-cases.ts';

const ADA = { id: 'user-ada', type: 'user', displayName: 'Ada Admin' };
const EXPORT = { id: 'user-export', type: 'user', name: 'svc.export' };
const GRANT = { id: 'client-7', type: 'apiGrant', name: 'Sandbox | nightly export' };
const STRANGER = { id: 'user-stranger', type: 'user', name: 'svc.other' };

const activity = (alias: string, name: string, changes: Partial<Activity> = {}): Activity => ({
  action: { alias, name },
  performer: ADA,
  targets: [EXPORT],
  activityDateTime: NOW.toISOString(),
  outcome: 'success',
  ...changes,
});
const known = (doings: Doing[] = []): Known => ({
  own: new Set(['grantdesk-client']),
  users: new Map([['user-export', 'svc.export']]),
  grants: [{ id: 'GRANT-7', clientId: 'client-7', clientName: 'Sandbox | nightly export', username: 'svc.export' }],
  doings,
});
const found = (given: Activity, doings?: Doing[]) => outsideChanges([given], known(doings));

describe('what an activity changed', () => {
  test.each<[string, string, string | undefined]>([
    ['user.suspend', 'Suspend user', 'user'],
    ['user.update', 'Change user', 'user'],
    ['apiGrant.update', 'Edit API grant', 'grant'],
    ['apiGrant.delete', 'Delete API grant', 'grant'],
    ['membership.delete', 'Remove workspace member', 'membership'],
    ['workspaceRole.assign', 'Give workspace roles', 'role'],
    ['organizationRole.revoke', 'Take organization roles', 'role'],
    ['OAUTH2_GRANT_UPDATED', 'OAuth2 grant updated', 'grant'],
    ['ROLE_REVOKED', '', 'role'],
    ['apiGrant.secretRegenerate', 'Regenerate secret of API grant', undefined],
    ['api.access', 'Call the API', undefined],
    ['user.login', 'User logged in', undefined],
    ['password.update', 'Change password of user', undefined],
    ['document.update', 'Edit document', undefined],
  ])('%s (%s): %s', (alias, name, kind) => {
    expect(kindChanged(activity(alias, name))).toBe(kind);
  });
});

describe('an outside change', () => {
  test('says who did what to whom and when, in Workiva’s words', () => {
    expect(found(activity('user.suspend', 'Suspend user'))).toEqual([
      {
        alias: 'user.suspend',
        at: NOW.toISOString(),
        performer: { id: 'user-ada', name: 'Ada Admin' },
        about: { username: 'svc.export' },
        what: 'Suspend user',
        targets: ['user-export'],
      },
    ]);
  });

  test('names the grant, by its client ID or else by its client name', () => {
    const about = { username: 'svc.export', grant: 'GRANT-7', clientId: 'client-7' };
    expect(found(activity('apiGrant.update', 'Edit API grant', { targets: [GRANT, EXPORT] }))).toMatchObject([
      { about },
    ]);
    const byName = [{ ...GRANT, id: 'another-id' }];
    expect(found(activity('apiGrant.update', 'Edit API grant', { targets: byName }))).toMatchObject([{ about }]);
  });

  test('is a grant too that Grantdesk has not heard of, of a user that it knows', () => {
    const targets = [{ id: 'client-9', type: 'apiGrant', name: 'by hand' }, EXPORT];
    expect(found(activity('apiGrant.create', 'Create API grant', { targets }))).toMatchObject([
      { about: { username: 'svc.export', clientId: 'client-9' } },
    ]);
  });

  test('is every grant that Grantdesk has not heard of, of whatever user', () => {
    const by = { id: 'client-9', type: 'apiGrant', name: 'by hand' };
    const create = (targets: Activity['targets']) =>
      found(activity('apiGrant.create', 'Create API grant', { targets }));
    expect(create([by, STRANGER])).toMatchObject([
      { about: { clientId: 'client-9', username: 'svc.other', clientName: 'by hand' } },
    ]);
    expect(create([by])).toMatchObject([{ about: { clientId: 'client-9', clientName: 'by hand' } }]);
    expect(create([STRANGER])).toEqual([]);
  });

  test('knows a user by its name, whatever its capitals, where the id is another', () => {
    const targets = [{ id: 'opaque', type: 'user', name: 'SVC.Export' }];
    expect(found(activity('user.update', 'Change user', { targets }))).toHaveLength(1);
    const unique = [{ id: 'opaque', type: 'user', name: 'Nightly Export', uniqueName: 'svc.export' }];
    expect(found(activity('user.update', 'Change user', { targets: unique }))).toHaveLength(1);
  });

  test.each<[string, Partial<Activity>]>([
    ['is not of Grantdesk’s own client', { performer: { id: 'grantdesk-client', type: 'apiClient' } }],
    ['is not about users and grants that Grantdesk does not know', { targets: [STRANGER] }],
    ['is not what has failed', { outcome: 'failure' }],
    ['is not what names nobody', { targets: [] }],
  ])('%s', (_, changes) => {
    expect(found(activity('user.suspend', 'Suspend user', changes))).toEqual([]);
  });

  test('is not a new user that activates itself', () => {
    const performer = { id: 'user-export', type: 'user' };
    expect(found(activity('user.activate', 'Activate user', { performer }))).toEqual([]);
    expect(found(activity('user.activate', 'Activate user'))).toHaveLength(1);
  });
});

describe('what a task asked for is not an outside change', () => {
  const from = NOW.toISOString();
  const task = (changes: Partial<Doing> = {}): Doing => ({
    kind: 'grant',
    username: 'svc.export',
    grant: 'GRANT-7',
    from,
    ...changes,
  });
  const edit = (ms: number) =>
    activity('apiGrant.update', 'Edit API grant', { targets: [GRANT], activityDateTime: later(ms).toISOString() });

  test.each<[string, number, Partial<Doing>, number]>([
    ['while it is open, however long', 99 * HOUR, {}, 0],
    ['up to 30 minutes before it was asked for', -30 * MINUTE, {}, 0],
    ['and not before that', -31 * MINUTE, {}, 1],
    ['up to 30 minutes after it is done', HOUR + 30 * MINUTE, { until: later(HOUR).toISOString() }, 0],
    ['and not after that', HOUR + 31 * MINUTE, { until: later(HOUR).toISOString() }, 1],
    ['but is where the task is of another kind', 0, { kind: 'role' }, 1],
    ['but is where the task is about another grant of the user', 0, { grant: 'GRANT-9' }, 1],
    ['but is where the task is about another', 0, { grant: 'GRANT-9', username: 'svc.other' }, 1],
  ])('%s', (_, ms, changes, count) => {
    expect(found(edit(ms), [task(changes)])).toHaveLength(count);
  });

  test('as an open task says by the name of a grant whose user nobody knows yet', () => {
    const { request } = awaitingAdmin();
    const targets = [{ id: 'client-9', type: 'apiGrant', name: request.terms.clientName }];
    const create = activity('apiGrant.create', 'Create API grant', { targets });
    const unknown: Known = { ...known(), grants: [] };
    expect(outsideChanges([create], unknown)).toHaveLength(1);
    const doings = doingsOf({ requests: [request], grants: [] });
    expect(outsideChanges([create], { ...unknown, doings })).toEqual([]);
  });

  test('nor what Grantdesk itself reverts, under whomever Workiva records that', () => {
    const event = (action: string, ms: number) => ({
      ...{ at: later(ms).toISOString(), actor: ANA, action, subjects: ['DRIFT-svc.export'] },
      detail: { what: 'svc.export is suspended' },
    });
    const activated = (ms: number, events: Parameters<typeof revertsOf>[1]) =>
      found(
        activity('user.activate', 'Activate user', { activityDateTime: later(ms).toISOString() }),
        revertsOf('svc.export', events),
      );
    const asked = event('drift.revert_asked', 0);
    expect(activated(HOUR, [asked])).toEqual([]);
    for (const end of ['drift.reverted', 'drift.revert_failed']) {
      const over = [asked, event(end, 10 * MINUTE)];
      expect(activated(5 * MINUTE, over)).toEqual([]);
      expect(activated(-MINUTE, over)).toEqual([]);
      expect(activated(13 * MINUTE, over)).toHaveLength(1);
      expect(activated(-3 * MINUTE, over)).toHaveLength(1);
    }
    expect(activated(0, [event('drift.reverted', 0)])).toEqual([]);
    expect(activated(0, [event('drift.found', 0)])).toHaveLength(1);
  });

  test('as an open task of a request says', () => {
    const { request, grant: made } = awaitingAdmin();
    const doings = doingsOf({ requests: [request], grants: [made] });
    expect(doings).toContainEqual(expect.objectContaining({ kind: 'grant', grant: 'GRANT-7', until: undefined }));
    expect(found(edit(HOUR), doings)).toEqual([]);
  });

  test('and the task of a request of which nothing came, until it ended', () => {
    const { request, grant: made } = awaitingAdmin();
    const ended = { ...request, state: 'denied' as const, outcome: { by: ANA, at: from } };
    const doings = doingsOf({ requests: [ended], grants: [made] });
    expect(found(edit(MINUTE), doings)).toEqual([]);
    expect(found(edit(HOUR), doings)).toHaveLength(1);
  });

  test('and no step that has not begun', () => {
    const { request } = approved();
    expect(doingsOf({ requests: [request], grants: [] }).filter(({ kind }) => kind === 'grant')).toEqual([]);
  });

  test('as the emergency stop of a grant says, until it is enforced', () => {
    const stopped = grant({
      state: 'suspended',
      suspension: { by: ANA, at: from, reason: 'It leaked.', run: 1, enforced: { by: 'grantdesk', at: from } },
    });
    const doings = doingsOf({ requests: [], grants: [stopped] });
    expect(found(activity('user.suspend', 'Suspend user'), doings)).toEqual([]);
    const laterOn = { activityDateTime: later(HOUR).toISOString() };
    expect(found(activity('user.activate', 'Activate user', laterOn), doings)).toHaveLength(1);
  });
});
