import { describe, expect, test } from '@jest/globals';
import { judge, rolesLacking, rolesToTake, type WorkivaState } from '../../src/domain/judge.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import type { Step } from '../../src/domain/step-records.ts';
import type { Terms } from '../../src/domain/terms.ts';
import { failed, terms } from '../support/domain-cases.ts';

const NEW_USER = {
  kind: 'new',
  username: 'svc.new',
  givenName: 'Nightly',
  familyName: 'Export',
  email: 'svc@example.com',
} as const;
const VIEWER = { id: 'r1', name: 'Viewer' };
const CREATOR = { id: 'r2', name: 'Creator' };
const NOTHING: WorkivaState = { offered: [], held: [] };
const WORKSPACE = { id: 'w1', name: 'Sandbox' };
const USER = { id: 'u1', status: 'active', email: 'svc@example.com' };

function request(wanted: Partial<Terms> = {}, steps: Step[] = [], changes: Partial<AccessRequest> = {}): AccessRequest {
  const named = steps.length > 0 ? { run: 1, steps } : undefined;
  return { ...failed({ terms: terms(wanted) }).request, provisioning: named, ...changes };
}

const seen = (changes: Partial<WorkivaState>): WorkivaState => ({ ...NOTHING, ...changes });
const stepOf = (name: Step['name'], changes: Partial<Step> = {}): Step => ({ name, state: 'running', ...changes });

describe('the integration user', () => {
  test('that is to be new is created where there is none', () => {
    expect(judge('user', request({ user: NEW_USER }), NOTHING)).toEqual({
      verdict: 'do',
      words: 'Create the integration user svc.new',
    });
  });

  test('that is to exist stands in the way where there is none', () => {
    expect(judge('user', request(), NOTHING)).toMatchObject({ verdict: 'blocked' });
    expect(judge('user', request(), NOTHING).words).toContain('Workiva has no user “svc.export”.');
  });

  test('that exists is found', () => {
    expect(judge('user', request(), seen({ user: USER }))).toEqual({
      verdict: 'there',
      words: 'Found the integration user svc.export',
    });
  });

  test('that is to be new stands in the way where there is one of the name', () => {
    const judged = judge('user', request({ user: NEW_USER }), seen({ user: USER }));
    expect(judged.verdict).toBe('blocked');
    expect(judged.words).toContain('Workiva already has a user “svc.new”, and the request is for a new one.');
  });

  test('is ours once its creation has begun, or an admin has created it', () => {
    const begun = request({ user: NEW_USER }, [stepOf('user', { begun: true, changed: ['svc.new'] })]);
    expect(judge('user', begun, seen({ user: USER })).words).toBe('Created the integration user svc.new');
    const byHand = request({ user: NEW_USER }, [stepOf('user', { by: 'U0ADMIN' })]);
    expect(judge('user', byHand, seen({ user: USER })).words).toBe('Found the integration user svc.new');
  });

  test.each([
    ['another address', { email: 'else@example.com' }, 'with another email address'],
    ['no address', { email: null }, 'with another email address'],
    ['a suspension', { status: 'suspended' }, 'is suspended. An admin can activate it'],
  ])('with %s is not taken', (_, changes, words) => {
    const begun = request({ user: NEW_USER }, [stepOf('user', { begun: true })]);
    const judged = judge('user', begun, seen({ user: { ...USER, ...changes } }));
    expect(judged.verdict).toBe('blocked');
    expect(judged.words).toContain(words);
  });

  test('is the same whatever the capitals of its address, and where the address is not known', () => {
    const begun = request({ user: NEW_USER }, [stepOf('user', { begun: true })]);
    expect(judge('user', begun, seen({ user: { ...USER, email: 'SVC@example.com' } })).verdict).toBe('there');
    expect(judge('user', begun, seen({ user: { id: 'u1' } })).verdict).toBe('there');
  });
});

describe('the membership and the roles', () => {
  const place = { workspace: WORKSPACE, user: USER, membership: { id: 'm1' }, offered: [VIEWER, CREATOR] };

  test.each(['membership', 'roles'] as const)('%s stands still where Workiva shows no such workspace', (name) => {
    expect(judge(name, request(), seen({ user: USER }))).toMatchObject({ verdict: 'blocked' });
    expect(judge(name, request(), seen({ user: USER })).words).toContain('Workiva shows no workspace “Sandbox”');
  });

  test('the membership is added, or found', () => {
    const { membership: _, ...outside } = place;
    expect(judge('membership', request(), seen(outside))).toEqual({ verdict: 'do', words: 'Add it to Sandbox' });
    expect(judge('membership', request(), seen(place)).words).toBe('Already a member of Sandbox');
    const added = request({}, [stepOf('membership', { changed: ['Sandbox'] })]);
    expect(judge('membership', added, seen(place)).words).toBe('Added to Sandbox');
  });

  test('a suspended user is not made a member', () => {
    const asleep = seen({ workspace: WORKSPACE, user: { ...USER, status: 'suspended' } });
    expect(judge('membership', request(), asleep).verdict).toBe('blocked');
  });

  test('roles that it lacks are given, whatever their capitals', () => {
    const wanted = request({ roles: ['viewer', 'Creator'] });
    const state = seen({ ...place, held: [VIEWER] });
    expect(rolesLacking(wanted, state)).toEqual([CREATOR]);
    expect(judge('roles', wanted, state)).toEqual({ verdict: 'do', words: 'Give it Creator in Sandbox' });
    expect(judge('roles', wanted, seen({ ...place, held: [VIEWER, CREATOR] })).words).toBe('Has viewer, Creator');
    const given = request({ roles: ['viewer'] }, [stepOf('roles', { changed: ['Viewer'] })]);
    expect(judge('roles', given, seen({ ...place, held: [VIEWER] })).words).toBe('Gave Viewer');
  });

  test('a role that the workspace does not have stands in the way, with those that it has', () => {
    expect(judge('roles', request({ roles: ['Owner'] }), seen(place))).toEqual({
      verdict: 'blocked',
      words: 'Sandbox has no role “Owner”. Its roles are: Viewer, Creator.',
    });
  });
});

describe('what is taken away', () => {
  const revoking = (steps: Step[] = [], changes: Partial<AccessRequest> = {}) =>
    request({ user: NEW_USER, roles: ['Viewer'] }, steps, { kind: 'revoke', ...changes });
  const all = seen({ workspace: WORKSPACE, user: USER, membership: { id: 'm1' }, held: [VIEWER, CREATOR] });

  test('are the roles of the grant that it has, or those that an undone request gave', () => {
    expect(rolesToTake(revoking(), all)).toEqual([VIEWER]);
    const undoes = { request: 'REQ-7', roles: ['creator'], membership: false, user: false };
    expect(rolesToTake(revoking([], { undoes }), all)).toEqual([CREATOR]);
    expect(judge('roles_removal', revoking(), all)).toEqual({ verdict: 'do', words: 'Take Viewer from it in Sandbox' });
  });

  test('is nothing where it is gone', () => {
    expect(judge('roles_removal', revoking(), NOTHING).words).toBe('It is not a member of the workspace any more');
    expect(judge('roles_removal', revoking(), { ...all, held: [CREATOR] }).words).toBe(
      'It has none of the roles any more',
    );
    expect(judge('membership_removal', revoking(), NOTHING).words).toBe('It is not a member of the workspace any more');
    expect(judge('user_suspension', revoking(), NOTHING).words).toBe('There is no user svc.new any more');
    expect(judge('user_removal', revoking(), NOTHING).words).toBe('There is no user svc.new any more');
  });

  test('is said to be taken where an earlier try has taken it', () => {
    const taken = (name: Step['name'], changed: string[]) => revoking([stepOf(name, { changed })]);
    expect(judge('roles_removal', taken('roles_removal', ['Viewer']), { ...all, held: [] }).words).toBe('Took Viewer');
    expect(judge('membership_removal', taken('membership_removal', ['Sandbox']), NOTHING).words).toBe(
      'Removed from Sandbox',
    );
    expect(judge('user_removal', taken('user_removal', ['svc.new']), NOTHING).words).toBe('Removed the user svc.new');
    expect(judge('user_removal', taken('user_suspension', ['svc.new']), NOTHING).words).toBe(
      'Removed the user svc.new',
    );
  });

  test('is the membership and the user', () => {
    expect(judge('membership_removal', revoking(), all)).toEqual({ verdict: 'do', words: 'Remove it from Sandbox' });
    expect(judge('user_suspension', revoking(), all)).toEqual({ verdict: 'do', words: 'Suspend the user svc.new' });
    expect(judge('user_suspension', revoking(), { ...all, user: { ...USER, status: 'suspended' } })).toEqual({
      verdict: 'there',
      words: 'Suspended the user svc.new',
    });
    expect(judge('user_removal', revoking(), all)).toEqual({ verdict: 'do', words: 'Remove the user svc.new' });
  });

  test('is not the activity of a user that was there and active before the request that is undone', () => {
    const undoes = { request: 'REQ-7', roles: [], membership: true, user: false };
    const undoing = (changes: Partial<Step> = {}) => revoking([stepOf('membership_removal', changes)], { undoes });
    const suspended = { ...USER, status: 'suspended' };
    const left = { ...all, membership: undefined, user: suspended };
    expect(judge('membership_removal', undoing(), all).words).toBe(
      'Remove it from Sandbox, and activate it again if Workiva suspends it for that',
    );
    expect(judge('membership_removal', undoing(), { ...all, user: suspended }).words).toBe('Remove it from Sandbox');
    const removed = { staysActive: true, changed: ['Sandbox'] };
    expect(judge('membership_removal', undoing(removed), left)).toEqual({
      verdict: 'do',
      words: 'Activate the user svc.new again',
    });
    const activated = { ...removed, changed: ['Sandbox', 'svc.new'] };
    expect(judge('membership_removal', undoing(activated), { ...left, user: USER })).toEqual({
      verdict: 'there',
      words: 'Removed from Sandbox, and activated the user svc.new again',
    });
    expect(judge('membership_removal', undoing({ ...removed, staysActive: false }), left).verdict).toBe('there');
  });

  test('is never somebody else’s user of the same name, where a request is undone', () => {
    const undoes = { request: 'REQ-7', roles: [], membership: false, user: true };
    const other = { ...all, user: { ...USER, email: 'else@example.com' } };
    expect(judge('user_removal', revoking([], { undoes }), other)).toEqual({
      verdict: 'there',
      words: 'The user svc.new is somebody else’s, and stays',
    });
    expect(judge('user_removal', revoking([], { undoes }), all).verdict).toBe('do');
    expect(judge('user_removal', revoking(), other).verdict).toBe('do');
  });
});
