import { describe, expect, test } from '@jest/globals';
import { differenceFor, type RoutedRequest } from '../../src/policy/comparison.ts';
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

  test('are not told apart by the words with which they forbid', () => {
    const forbidding = (words: string) =>
      policy(['approval: { stages: [{ from: [workiva-admins], count: 1 }] }', `approval: { forbidden: ${words} }`]);
    expect(differenceFor(request(), forbidding('No.'), forbidding('Never.'))).toBeUndefined();
    expect(differenceFor(request(), OLD, forbidding('No.'))).toMatchObject({ new: { outcome: 'forbidden: No.' } });
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
