import { describe, expect, test } from '@jest/globals';
import type { Terms } from '../../src/domain/terms.ts';
import { route } from '../../src/policy/evaluate.ts';
import type { Policy } from '../../src/policy/schema.ts';
import { ANA, later, NOW, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';

const POLICY = policy();

const routed = (by: Policy, changes: Partial<Terms> = {}, now = NOW) =>
  route(by, { kind: 'create', terms: terms(changes), requester: { id: ANA, userGroups: [] } }, now);
const ruleFor = (changes: Partial<Terms>, now = NOW) => routed(POLICY, changes, now).rule;
const SHORT = { expires: '2026-12-24' };

describe('the first rule whose conditions all hold decides', () => {
  test.each<[string, Partial<Terms>]>([
    ['Short reads in the sandbox', SHORT],
    ['Short reads in the sandbox', { ...SHORT, scopes: ['Documents (Read)', 'Organization (Admin) (Read)'] }],
    ['Everything else', { ...SHORT, scopes: ['Documents (Read)', 'Documents (Write)'] }],
    ['Everything else', { ...SHORT, workspace: 'Finance Close' }],
    ['Everything else', { expires: '2026-12-25' }],
    ['Changes to finance data', { workspace: 'Finance Close', scopes: ['Documents (Write)'] }],
    [
      'Changes to finance data',
      { ...SHORT, workspace: 'Finance Close', scopes: ['Documents (Read)', 'Tasks (Write)'] },
    ],
    ['Everything else', { workspace: 'Finance Close', scopes: ['Documents (Read)'] }],
  ])('%s: %j', (rule, changes) => {
    expect(ruleFor(changes)).toBe(rule);
  });

  test('also when a later one holds too', () => {
    const both = policy([
      'Short reads in the sandbox\n    when: { workspaces: [Sandbox], access: read, lifetime_up_to: 30d }',
      'Reads\n    when: { access: read }',
    ]);
    expect(routed(both, { workspace: 'Finance Close' }).rule).toBe('Reads');
    expect(routed(both, SHORT).rule).toBe('Reads');
  });
});

test('the lifetime counts from the moment of asking', () => {
  const thirtyDaysBefore = new Date('2027-01-23T00:00:00.000Z');
  expect(ruleFor({ expires: '2027-02-22' }, later(-1, thirtyDaysBefore))).toBe('Everything else');
  expect(ruleFor({ expires: '2027-02-22' }, thirtyDaysBefore)).toBe('Short reads in the sandbox');
});

test('any of the workspaces of a condition will do', () => {
  const wide = policy(['workspaces: [Sandbox], access: read', 'workspaces: [Sandbox, Finance Close], access: read']);
  expect(routed(wide, { ...SHORT, workspace: 'Finance Close' }).rule).toBe('Short reads in the sandbox');
});

describe('the answer', () => {
  test('of an automatic rule has no stages, and says each condition that held', () => {
    expect(routed(POLICY, SHORT)).toEqual({
      rule: 'Short reads in the sandbox',
      why: 'The workspace is Sandbox. Every scope only reads. It ends within 30 days.',
      stages: [],
      explanation: [
        {
          rule: 'Short reads in the sandbox',
          matched: true,
          conditions: [
            { holds: true, sentence: 'The workspace is Sandbox.' },
            { holds: true, sentence: 'Every scope only reads.' },
            { holds: true, sentence: 'It ends within 30 days.' },
          ],
        },
      ],
    });
  });

  test('of a rule with stages has them in order, with their counts', () => {
    expect(routed(POLICY, { workspace: 'Finance Close', scopes: ['Documents (Write)'] })).toMatchObject({
      rule: 'Changes to finance data',
      why: 'The workspace is Finance Close. At least one scope can write.',
      stages: [
        { from: ['finance'], count: 2, distinct: true },
        { from: ['workiva-admins'], count: 1, distinct: true },
      ],
    });
  });

  test('of the last rule says that nothing earlier applied', () => {
    expect(routed(POLICY)).toMatchObject({
      rule: 'Everything else',
      why: 'It applies to everything that no earlier rule covers.',
    });
  });

  test('names a lifetime shorter than a day', () => {
    const hours = policy(['lifetime_up_to: 30d', 'lifetime_up_to: 36h']);
    expect(routed(hours, { expires: '2026-11-25' }).why).toContain('It ends within 1 day and 12 hours.');
  });
});

describe('the explanation', () => {
  test('has every rule up to the one that matched, and says of each condition whether it held', () => {
    const { explanation } = routed(POLICY, { workspace: 'Finance Close', scopes: ['Documents (Write)'] });
    expect(explanation).toEqual([
      {
        rule: 'Short reads in the sandbox',
        matched: false,
        conditions: [
          { holds: false, sentence: 'The workspace is Finance Close, and the rule is for Sandbox.' },
          { holds: false, sentence: 'At least one scope can write, and the rule is for requests that only read.' },
          {
            holds: false,
            sentence: 'It ends only after 89 days and 14 hours, and the rule is for 30 days at most.',
          },
        ],
      },
      {
        rule: 'Changes to finance data',
        matched: true,
        conditions: [
          { holds: true, sentence: 'The workspace is Finance Close.' },
          { holds: true, sentence: 'At least one scope can write.' },
        ],
      },
    ]);
  });

  test('of the last rule has no conditions', () => {
    expect(routed(POLICY).explanation.at(-1)).toEqual({ rule: 'Everything else', matched: true, conditions: [] });
  });
});

describe('what a rule may decide', () => {
  const FINANCE_WRITE = { workspace: 'Finance Close', scopes: ['Documents (Write)'] };
  const STAGES = '{ stages: [{ from: [finance], count: 2 }, { from: [workiva-admins] }] }';

  test('is that nobody gets this, with the text that the requester sees', () => {
    const strict = policy([STAGES, '{ forbidden: "Ask the close team to do it for you." }']);
    const answer = routed(strict, FINANCE_WRITE);
    expect(answer).toMatchObject({ stages: [], forbidden: 'Ask the close team to do it for you.' });
    expect(answer).not.toHaveProperty('confirm');
    expect(routed(strict)).not.toHaveProperty('forbidden');
  });

  test('is that approvers prove themselves with a code', () => {
    const confirmed = policy([STAGES, '{ stages: [{ from: [finance] }], confirm: totp }']);
    expect(routed(confirmed, FINANCE_WRITE).confirm).toBe('totp');
    expect(routed(confirmed)).not.toHaveProperty('confirm');
  });

  test('is that the same person may approve two stages', () => {
    const same = policy([
      '{ from: [workiva-admins] }',
      '{ from: [workiva-admins], distinct_from_earlier_stages: false }',
    ]);
    expect(routed(same, FINANCE_WRITE).stages.map(({ distinct }) => distinct)).toEqual([true, false]);
  });
});

describe('a narrow automatic rule', () => {
  const NARROW = policy([
    'access: read, lifetime_up_to: 30d }',
    'access: read, risk: low, roles: [Viewer], new_integration_user: true, lifetime_up_to: 30d }',
  ]);
  const NEW = { kind: 'new' as const, username: 'x', givenName: 'X', familyName: 'Y', email: 'x@example.com' };
  const asked = (changes: Partial<Terms>) => routed(NARROW, { ...SHORT, user: NEW, roles: ['Viewer'], ...changes });

  test('applies to what it names, and says why', () => {
    const { rule, why } = asked({});
    expect(rule).toBe('Short reads in the sandbox');
    expect(why).toContain(
      'Every scope is of low risk. The only roles are Viewer. The integration user is to be created.',
    );
  });

  test.each<[string, Partial<Terms>]>([
    ['a role beyond those', { roles: ['Viewer', 'Workspace Owner'] }],
    ['an account that exists already', { user: { kind: 'existing', username: 'cfo' } }],
  ])('does not apply to %s', (_what, changes) => {
    expect(asked(changes).rule).toBe('Everything else');
  });

  test('takes the user of a grant for new only while it is to be created', () => {
    const live = terms({ ...SHORT, user: NEW, roles: ['Viewer'] });
    const of = (kind: 'create' | 'renew' | 'change', wanted: Terms, previous?: Terms) =>
      route(NARROW, { kind, terms: wanted, previous, requester: { id: ANA, userGroups: [] } }, NOW).rule;
    expect(of('create', live)).toBe('Short reads in the sandbox');
    expect(of('renew', live)).toBe('Everything else');
    expect(of('change', live, live)).toBe('Everything else');
    expect(of('change', { ...live, user: { ...NEW, username: 'another' } }, live)).toBe('Short reads in the sandbox');
  });
});

test('a scope that has left the catalogue counts as write and as high risk', () => {
  const shrunk = policy(['limits:', 'scopes: [{ product: Documents, access: [read] }]\nlimits:']);
  const asked = { ...SHORT, scopes: ['Organization (Admin) (Write)'] };
  expect(routed(shrunk, asked).rule).toBe('Everything else');
});
