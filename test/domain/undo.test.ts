import { describe, expect, test } from '@jest/globals';
import { inheritance, isCleanUp, keepers, keptWords, sparing } from '../../src/domain/needed.ts';
import { planOf } from '../../src/domain/provisioning-steps.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import type { Step } from '../../src/domain/step-records.ts';
import type { Terms } from '../../src/domain/terms.ts';
import { doneBy, undoWords, withoutNeeded } from '../../src/domain/undo.ts';
import { failed, grant, terms } from '../support/domain-cases.ts';

const NEW_USER = {
  kind: 'new',
  username: 'svc.new',
  givenName: 'Nightly',
  familyName: 'Export',
  email: 'svc@example.com',
} as const;
const ALL = { request: 'REQ-7', roles: ['Viewer'], membership: true, user: true };

const step = (name: Step['name'], changes: Partial<Step> = {}): Step => ({ name, state: 'waiting', ...changes });

function request(steps: Step[], wanted: Partial<Terms> = {}, changes: Partial<AccessRequest> = {}): AccessRequest {
  return { ...failed({ terms: terms(wanted) }).request, provisioning: { run: 1, steps }, ...changes };
}

describe('what a request has done', () => {
  test('is nothing before its first step, and where all was there already', () => {
    expect(doneBy(request([step('user'), step('membership')]))).toBeUndefined();
    expect(doneBy(request([step('user', { state: 'done' }), step('membership', { state: 'done' })]))).toBeUndefined();
    expect(doneBy({ ...request([]), provisioning: undefined })).toBeUndefined();
  });

  test('is the user, the membership and the roles that it has given', () => {
    const given = [
      step('user', { state: 'done', begun: true, changed: ['svc.new'] }),
      step('membership', { state: 'done', begun: true, changed: ['Sandbox'] }),
      step('roles', { begun: true, changed: ['Viewer'] }),
    ];
    expect(doneBy(request(given, { user: NEW_USER }))).toEqual({ ...ALL, request: request([]).id });
  });

  test('leaves out a user that was found, though its creation had begun', () => {
    const found = [step('user', { state: 'done', begun: true, changed: [] })];
    expect(doneBy(request(found, { user: NEW_USER }))).toBeUndefined();
  });

  test('counts what was begun, because nobody may have heard that it took hold', () => {
    expect(doneBy(request([step('user', { begun: true })], { user: NEW_USER }))).toMatchObject({ user: true });
  });

  test('counts what admins did by hand for a new user, and not for one that may have had it before', () => {
    const byHand = { state: 'done', by: 'U0ADMIN' } as const;
    const steps = [step('user', byHand), step('membership', byHand), step('roles', byHand)];
    expect(doneBy(request(steps, { user: NEW_USER }))).toMatchObject({
      user: true,
      membership: true,
      roles: ['Viewer'],
    });
    expect(doneBy(request(steps))).toBeUndefined();
  });

  test.each(['renew', 'revoke'] as const)('is nothing of a %s, which gives nobody anything', (kind) => {
    const steps = [step('membership', { begun: true, changed: ['Sandbox'] })];
    expect(doneBy(request(steps, {}, { kind }))).toBeUndefined();
  });
});

describe('what is taken back', () => {
  const other = (changes: Partial<Terms>) => grant({ id: 'GRANT-9', terms: terms({ roles: [], ...changes }) });

  test('is all of it where no other grant acts as the user', () => {
    expect(withoutNeeded(ALL, terms(), [])).toEqual(ALL);
  });

  test('leaves the user and the membership to another grant in the workspace, and the roles that it names', () => {
    expect(withoutNeeded(ALL, terms(), [other({})])).toEqual({ ...ALL, user: false, membership: false });
    expect(withoutNeeded(ALL, terms(), [other({ roles: ['viewer'] })])).toMatchObject({ roles: [] });
  });

  test('leaves them to an imported grant too, whatever the capitals of its workspace', () => {
    const imported = other({ workspace: 'SANDBOX', roles: ['Viewer'] });
    expect(withoutNeeded(ALL, terms(), [imported])).toEqual({ ...ALL, roles: [], user: false, membership: false });
    const undoing = { ...request([], {}, { kind: 'revoke', grant: 'GRANT-7' }), undoes: ALL };
    expect(keepers(undoing, 'membership_removal', [imported])).toEqual([imported]);
  });

  test('leaves the user alone to a grant in another workspace', () => {
    expect(withoutNeeded(ALL, terms(), [other({ workspace: 'Finance Close', roles: ['Viewer'] })])).toEqual({
      ...ALL,
      user: false,
    });
  });

  test('is said in the order in which it happens', () => {
    expect(undoWords(ALL, terms({ user: NEW_USER }))).toEqual([
      'the role Viewer is taken from svc.new',
      'svc.new is removed from Sandbox',
      'the user svc.new is removed',
    ]);
    expect(undoWords({ ...ALL, roles: [], membership: false, user: false }, terms())).toEqual([]);
    expect(undoWords({ ...ALL, roles: [], user: false }, terms())).toEqual([
      'svc.export is removed from Sandbox, and activated again if Workiva suspends it for leaving its last workspace',
    ]);
  });

  test('has a step for each part of it, backwards', () => {
    const undoing = { kind: 'revoke', terms: terms(), previous: undefined } as const;
    expect(planOf({ ...undoing, undoes: ALL })).toEqual(['roles_removal', 'membership_removal', 'user_removal']);
    expect(planOf({ ...undoing, undoes: { ...ALL, roles: [], user: false } })).toEqual(['membership_removal']);
  });
});

describe('a step that takes away', () => {
  const revoking = request([], {}, { kind: 'revoke', grant: 'GRANT-7' });
  const undoing = { ...revoking, undoes: ALL };
  const elsewhere = grant({ id: 'GRANT-9', terms: terms({ workspace: 'Finance Close' }) });
  const beside = grant({ id: 'GRANT-8' });

  test('is told from one that gives', () => {
    expect((['roles_removal', 'membership_removal', 'user_suspension', 'user_removal'] as const).every(isCleanUp)).toBe(
      true,
    );
    expect((['user', 'membership', 'roles', 'grant'] as const).some(isCleanUp)).toBe(false);
  });

  test('takes nothing from a user that another live grant acts as', () => {
    expect(keepers(revoking, 'membership_removal', [elsewhere])).toEqual([elsewhere]);
    expect(keepers(revoking, 'grant', [elsewhere])).toEqual([]);
    expect(keptWords(revoking, [elsewhere, beside])).toBe(
      'Left as it is, because GRANT-9, GRANT-8 acts as svc.export too',
    );
  });

  test('leaves the grant out of account that is taken away or changed, but not one whose change is undone', () => {
    const changing = request([], {}, { kind: 'change', grant: 'GRANT-8' });
    expect(keepers(changing, 'roles_removal', [beside])).toEqual([]);
    expect(keepers({ ...revoking, grant: 'GRANT-8' }, 'roles_removal', [beside])).toEqual([]);
    expect(keepers({ ...undoing, grant: 'GRANT-8' }, 'membership_removal', [beside])).toEqual([beside]);
    expect(keepers(changing, 'roles_removal', [beside, elsewhere])).toEqual([elsewhere]);
  });

  test('of an undone request leaves to others what they need of it', () => {
    expect(keepers(undoing, 'membership_removal', [elsewhere, beside])).toEqual([beside]);
    expect(keepers(undoing, 'user_removal', [elsewhere])).toEqual([elsewhere]);
    expect(keepers(undoing, 'roles_removal', [beside])).toEqual([beside]);
    const two = { ...undoing, undoes: { ...ALL, roles: ['Viewer', 'Manager'] } };
    expect(keepers(two, 'roles_removal', [beside])).toEqual([]);
    expect(sparing(two, [beside]).undoes?.roles).toEqual(['Manager']);
    expect(sparing(undoing, [beside]).undoes).toMatchObject({ roles: [] });
    expect(sparing(revoking, [beside])).toBe(revoking);
  });
});

describe('what grants that are still being made inherit', () => {
  const revoking = request([], {}, { kind: 'revoke', grant: 'GRANT-7' });
  const undoing = { ...revoking, undoes: { ...ALL, roles: ['Viewer', 'Manager'] } };
  const heir = grant({ id: 'GRANT-8', state: 'provisioning' });
  const live = grant({ id: 'GRANT-9' });

  test('is everything of a grant that ends, and of an undone request only what that has given', () => {
    expect(inheritance(revoking, 'user_suspension', [heir])).toEqual({ heirs: [heir] });
    expect(inheritance(undoing, 'membership_removal', [heir])).toMatchObject({
      heirs: [heir],
      left: { undo: { roles: [], membership: true, user: false } },
    });
    expect(inheritance(undoing, 'user_removal', [heir])).toMatchObject({
      left: { undo: { roles: [], membership: false, user: true } },
    });
    expect(inheritance(undoing, 'roles_removal', [heir])).toMatchObject({
      heirs: [heir],
      left: { undo: { roles: ['Viewer'], membership: false, user: false } },
    });
  });

  test('is nothing where a live grant needs it too, or nobody does', () => {
    for (const step of ['roles_removal', 'membership_removal', 'user_removal'] as const) {
      expect(inheritance(undoing, step, [heir, live])).toEqual({ heirs: [] });
      expect(inheritance(undoing, step, [])).toEqual({ heirs: [] });
    }
  });
});
