import { describe, expect, test } from '@jest/globals';
import { differenceFor, isDecidedByPolicy, type RoutedRequest } from '../../src/policy/comparison.ts';
import { groupsInUse } from '../../src/policy/groups-in-use.ts';
import { ANA, NOW, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';

const OLD = policy();
const request = (changes: Partial<RoutedRequest> = {}): RoutedRequest => ({
  id: 'REQ-7',
  kind: 'create',
  state: 'pending',
  requester: ANA,
  terms: terms(),
  filedAt: NOW.toISOString(),
  ...changes,
});
const STRICTER = policy(['[workiva-admins], count: 1', '[workiva-admins], count: 2']);

describe('two policies', () => {
  test('differ about a request where they decide otherwise, each by its rule', () => {
    expect(differenceFor(request({ state: 'fulfilled' }), OLD, STRICTER)).toEqual({
      request: 'REQ-7',
      state: 'fulfilled',
      old: { rule: 'Everything else', outcome: '1 of workiva-admins' },
      new: { rule: 'Everything else', outcome: '2 of workiva-admins' },
    });
  });

  test('do not differ about a request that only another rule decides alike', () => {
    const renamed = policy(['name: Everything else', 'name: The rest']);
    expect(differenceFor(request(), OLD, renamed)).toBeUndefined();
  });

  test('are asked what was asked for, not what less was given', () => {
    const less = request({ terms: terms({ expires: '2026-12-24' }), asked: terms() });
    expect(differenceFor(less, OLD, STRICTER)).toMatchObject({ old: { outcome: '1 of workiva-admins' } });
    expect(differenceFor({ ...less, asked: undefined }, OLD, STRICTER)).toBeUndefined();
  });

  test('are asked as of the day on which it was filed', () => {
    const short = request({ terms: terms({ expires: '2026-12-24' }), filedAt: '2026-11-01T10:00:00.000Z' });
    expect(differenceFor(short, OLD, STRICTER)).toMatchObject({ new: { outcome: '2 of workiva-admins' } });
  });

  test('are asked as of the day of the last edit, from which a lifetime counts', () => {
    const edited = request({
      terms: terms({ expires: '2026-12-20' }),
      filedAt: '2026-11-01T10:00:00.000Z',
      edited: { at: NOW.toISOString(), dropped: [] },
    });
    const asking = policy(['approval: automatic', 'approval: { stages: [{ from: [finance] }] }']);
    expect(differenceFor(edited, OLD, asking)).toMatchObject({
      old: { rule: 'Short reads in the sandbox', outcome: 'automatic' },
      new: { rule: 'Short reads in the sandbox', outcome: '1 of finance' },
    });
    expect(differenceFor({ ...edited, edited: undefined }, OLD, asking)).toBeUndefined();
  });

  const renewing = (...count: string[]) =>
    policy([
      '  - name: Everything else',
      `  - { name: Renewals, when: { kind: renew }, approval: { stages: [${count}] } }\n  - name: Everything else`,
    ]);

  test('are asked about a grant that is to take the place of another as about a renewal', () => {
    const [one, both] = [renewing('{ from: [finance] }'), renewing('{ from: [finance], count: 2 }')];
    expect(differenceFor(request({ replaces: 'GRANT-3' }), one, both)).toMatchObject({
      old: { rule: 'Renewals', outcome: '1 of finance' },
      new: { rule: 'Renewals', outcome: '2 of finance' },
    });
    expect(differenceFor(request(), one, both)).toBeUndefined();
  });

  test('are asked about a change whose user is not there yet as about a new one', () => {
    const user = { kind: 'new' as const, username: 'b', givenName: 'B', familyName: 'C', email: 'b@example.com' };
    const barring = policy([
      '  - name: Everything else',
      '  - { name: New users, when: { new_integration_user: true }, approval: { forbidden: No. } }\n  - name: Everything else',
    ]);
    const changed = request({ kind: 'change', terms: terms({ user }), previous: terms() });
    expect(differenceFor(changed, OLD, barring)).toMatchObject({ new: { rule: 'New users' } });
    expect(differenceFor({ ...changed, previous: terms({ user }) }, OLD, barring)).toBeUndefined();
  });

  test('are not told apart by the words with which they forbid', () => {
    const forbidding = (words: string) =>
      policy(['approval: { stages: [{ from: [workiva-admins], count: 1 }] }', `approval: { forbidden: ${words} }`]);
    expect(differenceFor(request(), forbidding('No.'), forbidding('Never.'))).toBeUndefined();
    expect(differenceFor(request(), OLD, forbidding('No.'))).toMatchObject({ new: { outcome: 'forbidden: No.' } });
  });
});

describe('a policy has decided on', () => {
  const verdict = { rule: 'Everything else', matched: true, conditions: [] };
  const routed = { rule: 'Everything else', why: 'It applies.', digest: 'd', explanation: [verdict] };
  const unasked = { ...routed, explanation: [] };

  test.each<[string, Partial<RoutedRequest>, boolean]>([
    ['what names the rules that were looked at', { policy: routed }, true],
    ['what is written by hand, without the rule', {}, true],
    ['no revocation', { kind: 'revoke', policy: { ...unasked, rule: 'Taking away' } }, false],
    ['nothing that is taken from a grant', { kind: 'change', policy: { ...unasked, rule: 'Taking away' } }, false],
    ['no grant that was imported', { state: 'fulfilled', policy: { ...unasked, rule: 'Imported' } }, false],
  ])('%s', (_what, changes, decided) => {
    expect(isDecidedByPolicy(request(changes))).toBe(decided);
  });
});

describe('the groups that a policy relies on', () => {
  const uses = (text: typeof OLD) => Object.fromEntries(groupsInUse(text).map((one) => [one.name, one.uses]));

  test('are told with what for, each use once', () => {
    expect(uses(OLD)).toEqual({
      finance: ['approve under the rule “Changes to finance data”'],
      'workiva-admins': [
        'approve under the rule “Changes to finance data”',
        'approve under the rule “Everything else”',
        'do the admin tasks',
        'decide on requests that nobody else decides on',
      ],
    });
  });

  test('are also those who may break the glass, and who review', () => {
    const more = policy([
      'rules:',
      `break_glass: { who: [finance], lifetime_up_to: 1d }
reviews: { every: 90d, by: [finance] }
rules:`,
    ]);
    expect(uses(more).finance).toEqual([
      'approve under the rule “Changes to finance data”',
      'break the glass',
      'review access',
    ]);
  });
});
