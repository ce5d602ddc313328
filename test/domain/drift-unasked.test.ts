import { describe, expect, test } from '@jest/globals';
import type { Finding, Recorded } from '../../src/domain/drift.ts';
import { whyAsk } from '../../src/domain/drift-unasked.ts';
import type { AccessRequest, Grant } from '../../src/domain/records.ts';
import type { Step } from '../../src/domain/step-records.ts';
import type { Terms } from '../../src/domain/terms.ts';
import { grant as grantCase, pending, terms as termsCase } from '../support/domain-cases.ts';

const USERNAME = 'svc.export';
const terms = (changes: Partial<Terms> = {}): Terms =>
  termsCase({
    user: { kind: 'existing', username: USERNAME },
    workspace: 'Sandbox',
    roles: ['Viewer', 'Creator'],
    ...changes,
  });

const done = (name: Step['name'], more: Partial<Step> = {}): Step => ({ name, state: 'done', ...more });
const OWN_STEPS = [done('user'), done('membership'), done('roles'), done('grant', { by: 'U0ADMIN' })];

function request(steps: Step[] | undefined, changes: Partial<AccessRequest> = {}): AccessRequest {
  return {
    ...pending().request,
    ...{ id: 'REQ-7', grant: 'GRANT-7', state: 'fulfilled', terms: terms() },
    ...(steps ? { provisioning: { run: 1, steps } } : {}),
    ...changes,
  } as AccessRequest;
}

const live = (changes: Partial<Grant> = {}) =>
  grantCase({ id: 'GRANT-7', state: 'active', terms: terms(), ...changes });

const finding = (kind: Finding['kind'], changes: Partial<Finding> = {}): Finding => ({
  ...{ id: kind, kind, username: USERNAME, workspace: 'sandbox', role: 'viewer', grants: ['GRANT-7'] },
  ...changes,
});

type Known = { requests?: AccessRequest[]; grants?: Grant[]; all?: Finding[]; recorded?: Partial<Recorded> };

/** Why a person is asked. Without changes Grantdesk's own steps have given all that is recorded. */
function why(found: Finding, { requests = [request(OWN_STEPS)], grants = [live()], all = [], recorded }: Known = {}) {
  const was: Recorded = {
    ...{
      username: USERNAME,
      status: 'active',
      must: [{ workspace: 'Sandbox', roles: ['Viewer', 'Creator'] }],
      may: [],
    },
    grants: ['GRANT-7'],
    ...recorded,
  };
  return whyAsk({ finding: found, all: [found, ...all], recorded: was, records: { requests, grants } });
}

const UNPROVEN = /^No step of Grantdesk’s has given it/;
const IMPORTED = { requests: [request(undefined)] };

describe('what takes away', () => {
  test.each<Finding['kind']>(['user_active', 'left_active', 'membership_extra', 'role_extra'])(
    '%s asks nobody, also where everything else is the word of an import',
    (kind) => {
      expect(why(finding(kind), { ...IMPORTED, all: [finding('user_suspended')] })).toBeUndefined();
    },
  );
});

describe('what gives back', () => {
  const giving = [finding('membership_missing'), finding('role_missing')] as const;

  test('asks nobody where Grantdesk’s own steps have given it', () => {
    for (const one of giving) expect(why(one)).toBeUndefined();
  });

  test('always asks before a suspended user is activated', () => {
    expect(why(finding('user_suspended'))).toMatch(/^Somebody has suspended it/);
  });

  test('asks while the user is suspended, also where an admin has accepted that', () => {
    for (const one of giving) {
      expect(why(one, { all: [finding('user_suspended')] })).toBe('Its user is suspended in Workiva.');
    }
  });

  test.each(['suspended', 'ended', undefined] as const)('asks while what is recorded is %s', (status) => {
    for (const one of giving) expect(why(one, { recorded: { status } })).toMatch(/^A grant of it is stopped/);
  });

  test.each<[string, Known]>([
    ['only an import names it', IMPORTED],
    ['an admin did the steps by hand', { requests: [request(OWN_STEPS.map((step) => ({ ...step, by: 'U0ADMIN' })))] }],
    ['its request has not ended', { requests: [request(OWN_STEPS, { state: 'failed' })] }],
    ['its steps were never done', { requests: [request([{ name: 'membership', state: 'waiting' }])] }],
    [
      'the grant that it was given for has ended, and another was imported',
      {
        requests: [request(OWN_STEPS), request(undefined, { id: 'REQ-8', grant: 'GRANT-8' })],
        grants: [live({ state: 'revoked' }), live({ id: 'GRANT-8' })],
      },
    ],
    ['it was given in another workspace', { requests: [request(OWN_STEPS, { terms: terms({ workspace: 'Other' }) })] }],
    [
      'the grant acts as another user by now',
      { grants: [live({ terms: terms({ user: { kind: 'existing', username: 'svc.other' } }) })] },
    ],
  ])('asks where %s', (_what, known) => {
    for (const one of giving) expect(why(one, known)).toMatch(UNPROVEN);
  });

  test('asks about a membership with whose roles an import has a say', () => {
    const must = [{ workspace: 'Sandbox', roles: ['Viewer', 'Creator', 'Manager'] }];
    expect(why(finding('membership_missing'), { recorded: { must } })).toMatch(UNPROVEN);
    expect(why(finding('role_missing', { role: 'Manager' }), { recorded: { must } })).toMatch(UNPROVEN);
    expect(why(finding('role_missing'), { recorded: { must } })).toBeUndefined();
  });

  test('of an imported grant that was changed since, counts only what the change has given', () => {
    const change = request([done('roles'), done('grant')], {
      ...{ id: 'REQ-8', kind: 'change', previous: terms({ roles: ['Viewer'] }) },
    });
    const requests = [request(undefined), change];
    expect(why(finding('role_missing', { role: 'Creator' }), { requests })).toBeUndefined();
    expect(why(finding('role_missing', { role: 'Viewer' }), { requests })).toMatch(UNPROVEN);
    expect(why(finding('membership_missing'), { requests })).toMatch(UNPROVEN);
  });

  test('of a grant that was changed to this user, counts all that the change has given', () => {
    const previous = terms({ user: { kind: 'existing', username: 'svc.before' } });
    const requests = [request(OWN_STEPS, { kind: 'change', previous })];
    for (const one of giving) expect(why(one, { requests })).toBeUndefined();
  });

  test('asks nobody whatever the capitals', () => {
    const grants = [live({ terms: terms({ user: { kind: 'existing', username: 'SVC.Export' } }) })];
    for (const one of giving) expect(why({ ...one, workspace: 'SANDBOX', role: 'VIEWER' }, { grants })).toBeUndefined();
  });
});
