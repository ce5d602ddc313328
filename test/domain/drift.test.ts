import { describe, expect, test } from '@jest/globals';
import { compare, type Finding, isStillWrong, type Observed, type Recorded } from '../../src/domain/drift.ts';
import { recordedOf } from '../../src/domain/drift-recorded.ts';
import { canRevert, findingWords, remedyWords } from '../../src/domain/drift-words.ts';
import type { AccessRequest, Grant } from '../../src/domain/records.ts';
import type { Step } from '../../src/domain/step-records.ts';
import type { Terms } from '../../src/domain/terms.ts';
import { ANA, grant, NOW, pending, terms } from '../support/domain-cases.ts';

const AT = NOW.toISOString();

const recorded = (changes: Partial<Recorded> = {}): Recorded => ({
  username: 'svc.export',
  userId: 'user-1',
  made: { email: 'ana@example.com' },
  status: 'active',
  must: [{ workspace: 'Sandbox', roles: ['Viewer', 'Creator'] }],
  may: [],
  grants: ['GRANT-7'],
  ...changes,
});

const USER: NonNullable<Observed['user']> = {
  id: 'user-1',
  username: 'svc.export',
  status: 'active',
  email: 'Ana@Example.com',
};

const observed = (changes: Partial<Observed> = {}): Observed => ({
  user: USER,
  places: [{ workspace: 'Sandbox', roles: ['Creator', 'Viewer'] }],
  unseen: [],
  ...changes,
});

const kinds = (is: Observed, was: Recorded = recorded()) =>
  compare(was, is).map(({ kind, workspace, role }) => [kind, workspace, role].filter(Boolean).join(' '));

describe('what was found some time ago', () => {
  const finding = (changes: Partial<Finding>): Finding => ({
    ...{ id: 'x', kind: 'role_missing', username: 'svc.export', workspace: 'sandbox', role: 'viewer', grants: [] },
    ...changes,
  });
  const may = [{ workspace: 'Finance Close', roles: ['Manager'] }];

  test.each<[Partial<Finding>, Partial<Recorded>, boolean]>([
    [{ kind: 'user_suspended' }, {}, true],
    [{ kind: 'user_suspended' }, { status: 'suspended' }, false],
    [{ kind: 'user_suspended' }, { status: undefined }, false],
    [{ kind: 'user_active' }, { status: 'suspended' }, true],
    [{ kind: 'user_active' }, {}, false],
    [{ kind: 'left_active' }, { status: 'ended', must: [] }, true],
    [{ kind: 'left_active' }, { status: undefined, must: [] }, false],
    [{ kind: 'membership_missing' }, {}, true],
    [{ kind: 'membership_missing' }, { must: [] }, false],
    [{}, {}, true],
    [{ role: 'Manager' }, {}, false],
    [{ workspace: 'Finance Close' }, {}, false],
    [{ kind: 'membership_extra', workspace: 'Finance Close' }, {}, true],
    [{ kind: 'membership_extra', workspace: 'Finance Close' }, { may }, false],
    [{ kind: 'role_extra', role: 'Manager' }, {}, true],
    [{ kind: 'role_extra' }, {}, false],
    [{ kind: 'role_extra', workspace: 'Finance Close', role: 'manager' }, { may }, false],
    [{ kind: 'email_changed' }, {}, false],
  ])('%j with %j is still to be reverted: %s', (changes, was, still) => {
    expect(isStillWrong(finding(changes), recorded(was))).toBe(still);
  });
});

describe('a comparison of what is recorded and what is there', () => {
  test('finds nothing where all is as recorded, whatever the capitals', () => {
    expect(kinds(observed({ places: [{ workspace: 'SANDBOX', roles: ['creator', 'viewer'] }] }))).toEqual([]);
  });

  test.each<[what: string, is: Partial<Observed>, was: Partial<Recorded>, found: string[]]>([
    ['a user that is gone', { user: undefined, places: [] }, {}, ['user_gone']],
    ['a user that has another name', { user: undefined, renamedTo: 'svc.other', places: [] }, {}, ['user_renamed']],
    ['another user under the name', { user: { ...USER, id: 'user-2' }, places: [] }, {}, ['user_replaced']],
    ['another id where none is recorded', { user: { ...USER, id: 'user-2' } }, { userId: undefined }, []],
    ['a user that is suspended', { user: { ...USER, status: 'suspended' } }, {}, ['user_suspended']],
    ['a user that is active', {}, { status: 'suspended' }, ['user_active']],
    ['a user that stays suspended', { user: { ...USER, status: 'suspended' } }, { status: 'suspended' }, []],
    ['a status that is about to change', { user: { ...USER, status: 'suspended' } }, { status: undefined }, []],
    ['another address', { user: { ...USER, email: 'mal@example.com' } }, {}, ['email_changed']],
    ['an address that is not told', { user: { ...USER, email: undefined } }, {}, []],
    ['another address of an existing user', { user: { ...USER, email: 'x@example.com' } }, { made: undefined }, []],
    ['a membership that is missing', { places: [] }, {}, ['membership_missing Sandbox']],
    ['a workspace that is not shown', { places: [], unseen: ['Sandbox'] }, {}, ['workspace_unseen Sandbox']],
    [
      'roles that are missing',
      { places: [{ workspace: 'Sandbox', roles: [] }] },
      {},
      ['role_missing Sandbox Viewer', 'role_missing Sandbox Creator'],
    ],
    [
      'a role more than given',
      { places: [{ workspace: 'Sandbox', roles: ['Viewer', 'Creator', 'Manager'] }] },
      {},
      ['role_extra Sandbox Manager'],
    ],
    [
      'a role more that an existing user may have had before',
      { places: [{ workspace: 'Sandbox', roles: ['Viewer', 'Creator', 'Manager'] }] },
      { made: undefined },
      [],
    ],
    [
      'a role that is just being given',
      { places: [{ workspace: 'Sandbox', roles: ['Viewer', 'Creator', 'Manager'] }] },
      { may: [{ workspace: 'Sandbox', roles: ['Manager'] }] },
      [],
    ],
    [
      'a workspace that no grant names',
      { places: [...observed().places, { workspace: 'Finance Close', roles: [] }] },
      {},
      ['membership_extra Finance Close'],
    ],
    [
      'a workspace more of an existing user',
      { places: [...observed().places, { workspace: 'Finance Close', roles: [] }] },
      { made: undefined },
      [],
    ],
    ['a user that no grant needs, still active', {}, { status: 'ended', must: [] }, ['left_active']],
    [
      'a user that no grant needs, suspended',
      { user: { ...USER, status: 'suspended' } },
      { status: 'ended', must: [] },
      [],
    ],
    ['a user that no grant needs, removed', { user: undefined }, { status: 'ended', must: [] }, []],
    [
      'somebody else’s user under the name of one that no grant needs',
      { user: { ...USER, id: 'user-2' } },
      { status: 'ended', must: [] },
      [],
    ],
  ])('%s', (_what, is, was, found) => {
    expect(kinds(observed(is), recorded(was))).toEqual(found);
  });

  test('names each finding the same every time, by user, workspace and role', () => {
    const is = observed({ places: [{ workspace: 'Sandbox', roles: ['Viewer'] }] });
    const [one] = compare(recorded(), is);
    expect(one?.id).toBe('role_missing|svc.export|sandbox|creator');
    expect(compare(recorded(), is)).toEqual([one]);
  });

  test('gives no finding a name that a button could not carry, and different ones to different roles', () => {
    const long = 'Manager '.repeat(300);
    const is = observed({ places: [{ workspace: 'Sandbox', roles: ['Viewer', 'Creator', `${long}1`, `${long}2`] }] });
    const ids = compare(recorded(), is).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id.length).toBeLessThan(500);
  });

  test('says in sentences what differs, and what can be done', () => {
    const differing = [
      observed({ user: undefined }),
      observed({ user: undefined, renamedTo: 'svc.other' }),
      observed({ user: { ...USER, id: 'user-2' } }),
      observed({ user: { ...USER, status: 'suspended', email: 'mal@example.com' } }),
      observed({ places: [{ workspace: 'Sandbox', roles: ['Viewer', 'Manager'] }] }),
      observed({ places: [{ workspace: 'Finance Close', roles: [] }] }),
    ].flatMap((is) => compare(recorded(), is));
    expect(differing.map(({ kind }) => kind).sort()).toEqual([
      'email_changed',
      'membership_extra',
      'membership_missing',
      'role_extra',
      'role_missing',
      'user_gone',
      'user_renamed',
      'user_replaced',
      'user_suspended',
    ]);
    for (const finding of differing) {
      expect(findingWords(finding)).toMatch(/^[“A-Z].*\.$/);
      expect(findingWords(finding)).not.toContain('undefined');
      expect(remedyWords(finding)).toMatch(canRevert(finding) ? /^Revert .*\.$/ : /^[A-Z].*\.$/);
    }
  });
});

const NEW_USER: Terms['user'] = {
  kind: 'new',
  username: 'svc.export',
  givenName: 'Nightly',
  familyName: 'Export',
  email: 'ana@example.com',
};
const done = (name: Step['name']): Step => ({ name, state: 'done', at: AT });

function request(changes: Partial<AccessRequest> = {}): AccessRequest {
  const made = terms({ user: NEW_USER });
  return {
    ...pending().request,
    ...{ id: 'REQ-7', state: 'fulfilled', terms: made, grant: 'GRANT-7' },
    provisioning: { run: 1, steps: [done('user'), done('membership'), done('grant')], userId: 'user-1' },
    ...changes,
  };
}
const live = (changes: Partial<Grant> = {}): Grant => grant({ terms: terms({ user: NEW_USER }), ...changes });
const recordedBy = (requests: AccessRequest[], grants: Grant[]) => recordedOf('svc.export', { requests, grants });

const REVOCATION: Partial<AccessRequest> = { id: 'REQ-8', kind: 'revoke', provisioning: { run: 1, steps: [] } };
const SUSPENSION: Grant['suspension'] = { by: ANA, at: AT, reason: 'Stop.', run: 1 };

describe('what is recorded about an integration user', () => {
  test('is what the request that made it has found out, and what its live grant gives', () => {
    expect(recordedBy([request()], [live()])).toEqual({
      username: 'svc.export',
      userId: 'user-1',
      made: { email: 'ana@example.com' },
      status: 'active',
      must: [{ workspace: 'Sandbox', roles: ['Viewer'] }],
      may: [],
      grants: ['GRANT-7'],
    });
  });

  test('is the union of the roles that its live grants give in one workspace', () => {
    const other = live({
      id: 'GRANT-9',
      terms: terms({ user: { kind: 'existing', username: 'SVC.export' }, roles: ['Creator'] }),
    });
    const { must, grants } = recordedBy([request(), request({ id: 'REQ-9', grant: 'GRANT-9' })], [live(), other]);
    expect(must).toEqual([{ workspace: 'Sandbox', roles: ['Viewer', 'Creator'] }]);
    expect(grants).toEqual(['GRANT-7', 'GRANT-9']);
  });

  test('does not count a user as made by Grantdesk that was there before', () => {
    const existing = request({ terms: terms() });
    const refused = request({ provisioning: { run: 1, steps: [{ name: 'user', state: 'waiting' }] }, state: 'failed' });
    expect(recordedBy([existing], [live()]).made).toBeUndefined();
    expect(recordedBy([refused], [live()]).made).toBeUndefined();
  });

  test('does not count a user as made by Grantdesk that took the place of the one it made', () => {
    const later = request({ id: 'REQ-9', terms: terms(), provisioning: { run: 1, steps: [], userId: 'user-2' } });
    expect(recordedBy([request(), later], [live()])).toMatchObject({ userId: 'user-2', made: undefined });
  });

  test('does not expect any more what a change is just taking away, nor forbid what it gives', () => {
    const previous = terms({ user: NEW_USER, roles: ['Viewer', 'Creator'] });
    const wanted = terms({ user: NEW_USER, roles: ['Viewer', 'Manager'] });
    const change = request({ id: 'REQ-8', kind: 'change', state: 'provisioning', terms: wanted, previous });
    const { must, may } = recordedBy([request(), change], [live({ terms: previous })]);
    expect(must).toEqual([{ workspace: 'Sandbox', roles: ['Viewer'] }]);
    expect(may).toEqual([{ workspace: 'Sandbox', roles: ['Viewer', 'Manager', 'Creator'] }]);
  });

  test.each<[what: string, requests: AccessRequest[], grants: Grant[], status: Recorded['status']]>([
    [
      'a stopped grant',
      [request()],
      [live({ state: 'suspended', suspension: { ...SUSPENSION, enforced: { by: ANA, at: AT } } })],
      'suspended',
    ],
    [
      'a grant that is just being stopped',
      [request()],
      [live({ state: 'suspended', suspension: SUSPENSION })],
      undefined,
    ],
    [
      'a grant that is still being made',
      [request({ state: 'provisioning' })],
      [live({ state: 'provisioning' })],
      undefined,
    ],
    [
      'a grant that is revoked and cleaned up',
      [request(), request(REVOCATION)],
      [live({ state: 'revoked', revocation: 'REQ-8' })],
      'ended',
    ],
    [
      'a grant whose clean-up is under way',
      [request(), request({ ...REVOCATION, state: 'provisioning' })],
      [live({ state: 'revoked', revocation: 'REQ-8' })],
      undefined,
    ],
    ['an expired grant that nobody has cleaned up yet', [request()], [live({ state: 'expired' })], undefined],
    ['an expired grant whose renewal is open', [request()], [live({ state: 'expired', renewal: 'REQ-9' })], undefined],
    [
      'another user that the grant acts as by now, the former cleaned up',
      [request(), request({ ...REVOCATION })],
      [live({ terms: terms({ user: { kind: 'existing', username: 'svc.other' } }) })],
      'ended',
    ],
    [
      'another user by now, the former not cleaned up yet',
      [request(), request({ ...REVOCATION })],
      [live({ terms: terms({ user: { kind: 'existing', username: 'svc.other' } }), leftovers: [terms()] })],
      undefined,
    ],
    ['a request of which nothing came', [request({ state: 'withdrawn' })], [live({ state: 'revoked' })], undefined],
    [
      'what was taken back of a request for an existing user',
      [request({ ...REVOCATION, undoes: { request: 'REQ-7', roles: ['Viewer'], membership: true, user: false } })],
      [live({ state: 'revoked' })],
      undefined,
    ],
    [
      'what was taken back of a user that nobody knows to be made by Grantdesk',
      [request({ ...REVOCATION, undoes: { request: 'REQ-7', roles: [], membership: false, user: true } })],
      [live({ state: 'revoked' })],
      undefined,
    ],
    [
      'what was taken back of a user that Grantdesk has made',
      [
        request({
          ...REVOCATION,
          undoes: { request: 'REQ-7', roles: [], membership: false, user: true, userId: 'user-1' },
        }),
      ],
      [live({ state: 'revoked' })],
      'ended',
    ],
  ])('expects the right status with %s', (_what, requests, grants, status) => {
    expect(recordedBy(requests, grants).status).toBe(status);
  });
});
