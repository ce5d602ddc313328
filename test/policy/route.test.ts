import { describe, expect, test } from '@jest/globals';
import type { Terms } from '../../src/domain/terms.ts';
import { route } from '../../src/policy/evaluate.ts';
import { later, NOW, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';

const POLICY = policy();
const ruleFor = (changes: Partial<Terms>, now = NOW) => route(POLICY, terms(changes), now).rule;
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
    expect(route(both, terms({ workspace: 'Finance Close' }), NOW).rule).toBe('Reads');
    expect(route(both, terms(SHORT), NOW).rule).toBe('Reads');
  });
});

test('the lifetime counts from the moment of asking', () => {
  const thirtyDaysBefore = new Date('2027-01-23T00:00:00.000Z');
  expect(ruleFor({ expires: '2027-02-22' }, later(-1, thirtyDaysBefore))).toBe('Everything else');
  expect(ruleFor({ expires: '2027-02-22' }, thirtyDaysBefore)).toBe('Short reads in the sandbox');
});

test('any of the workspaces of a condition will do', () => {
  const wide = policy(['workspaces: [Sandbox], access: read', 'workspaces: [Sandbox, Finance Close], access: read']);
  expect(route(wide, terms({ ...SHORT, workspace: 'Finance Close' }), NOW).rule).toBe('Short reads in the sandbox');
});

describe('the answer', () => {
  test('of an automatic rule has no stages, and says each condition that held', () => {
    expect(route(POLICY, terms(SHORT), NOW)).toEqual({
      rule: 'Short reads in the sandbox',
      why: 'The workspace is Sandbox. Every scope only reads. It ends within 30 days.',
      stages: [],
    });
  });

  test('of a rule with stages has them in order, with their counts', () => {
    expect(route(POLICY, terms({ workspace: 'Finance Close', scopes: ['Documents (Write)'] }), NOW)).toEqual({
      rule: 'Changes to finance data',
      why: 'The workspace is Finance Close. At least one scope can write.',
      stages: [
        { from: ['finance'], count: 2 },
        { from: ['workiva-admins'], count: 1 },
      ],
    });
  });

  test('of the last rule says that nothing earlier applied', () => {
    expect(route(POLICY, terms(), NOW)).toMatchObject({
      rule: 'Everything else',
      why: 'It applies to everything that no earlier rule covers.',
    });
  });

  test('names a lifetime shorter than a day', () => {
    const hours = policy(['lifetime_up_to: 30d', 'lifetime_up_to: 36h']);
    expect(route(hours, terms({ expires: '2026-11-25' }), NOW).why).toContain('It ends within 1 day and 12 hours.');
  });
});

describe('a narrow automatic rule', () => {
  const NARROW = policy([
    'access: read, lifetime_up_to: 30d }',
    'access: read, risk: low, roles: [Viewer], new_integration_user: true, lifetime_up_to: 30d }',
  ]);
  const NEW = { kind: 'new' as const, username: 'x', givenName: 'X', familyName: 'Y', email: 'x@example.com' };
  const asked = (changes: Partial<Terms>) =>
    route(NARROW, terms({ ...SHORT, user: NEW, roles: ['Viewer'], ...changes }), NOW);

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
});

test('a scope that has left the catalogue counts as write and as high risk', () => {
  const shrunk = policy(['limits:', 'scopes: [{ product: Documents, access: [read] }]\nlimits:']);
  const asked = terms({ ...SHORT, scopes: ['Organization (Admin) (Write)'] });
  expect(route(shrunk, asked, NOW).rule).toBe('Everything else');
});
