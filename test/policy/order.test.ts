import { describe, expect, test } from '@jest/globals';
import { policyText } from '../support/domain-policy.ts';
import { policyFaults } from '../support/policy-faults.ts';

type Asked = string | { when: string; approval: string };

/** The example with these rules before its last one, called R0, R1 and so on. */
const withRules = (...rules: Asked[]) => {
  const written = rules.map((rule, at) => {
    const { when, approval } = typeof rule === 'string' ? { when: rule, approval: 'automatic' } : rule;
    return `  - { name: R${at}, when: ${when}, approval: ${approval} }\n`;
  });
  const example = policyText().split('rules:\n');
  return `${example[0]}rules:\n${written.join('')}  - name: Everything else\n${example[1]?.split('Everything else\n')[1]}`;
};
const faults = (...rules: Asked[]) => policyFaults(withRules(...rules));

describe('a rule that several earlier ones leave nothing is told, with those that it takes', () => {
  test.each<[string, string[], string]>([
    ['read and write', ['{ access: read }', '{ access: write }'], '{ kind: renew }'],
    ['low and high risk', ['{ risk: low }', '{ risk: high }'], '{ workspaces: [Sandbox] }'],
    ['all that is asked', ['{ kind: create }', '{ kind: [renew, change] }'], '{ access: read }'],
    [
      'with addresses and without',
      ['{ has_ip_restrictions: true }', '{ has_ip_restrictions: false }'],
      '{ risk: low }',
    ],
    ['a new user and an old', ['{ new_integration_user: true }', '{ new_integration_user: false }'], '{ risk: low }'],
    ['more than needed and not', ['{ more_than_needed: true }', '{ more_than_needed: false }'], '{ risk: low }'],
    ['something and all but it', ['{ workspaces: [Sandbox] }', '{ not: { workspaces: [Sandbox] } }'], '{ risk: low }'],
    [
      'each of two workspaces',
      ['{ workspaces: [Sandbox] }', '{ workspaces: [Finance Close] }'],
      '{ workspaces: [Finance Close, Sandbox] }',
    ],
    ['each of two kinds', ['{ kind: create }', '{ kind: renew }'], '{ kind: [renew, create], risk: low }'],
    [
      'each of two scopes',
      ['{ scopes: [Files (Read)] }', '{ scopes: [Graph (Read)] }'],
      '{ scopes: { all: [Files (Read), Graph (Read)] } }',
    ],
    ['each of two people', ['{ requester: [U0FIN1] }', '{ requester: [U0FIN2] }'], '{ requester: [finance] }'],
    [
      'a change of user and an old user',
      ['{ kind: [create, change] }', '{ new_integration_user: false }'],
      '{ access: read }',
    ],
  ])('%s', (_what, earlier, later) => {
    expect(faults(...earlier, later)).toEqual([
      expect.stringMatching(
        /: rules\.2: is never reached, because “R0” and “R1” before it match all of this between them: put it further up, or remove it$/,
      ),
    ]);
  });

  test('also across conditions, and without those that it does not take', () => {
    const [only, ...more] = faults(
      '{ access: read, has_ip_restrictions: true }',
      '{ workspaces: [Sandbox], lifetime_up_to: 1d }',
      '{ access: write }',
      '{ has_ip_restrictions: false }',
      '{ client_name: "Sandbox*" }',
    );
    expect(more).toEqual([]);
    expect(only).toContain('rules.4: is never reached, because “R0”, “R2” and “R3” before it match all of this');
  });

  test('but not the last rule, which has to be there', () => {
    expect(faults('{ access: read }', '{ access: write }')).toEqual([]);
  });
});

describe('a rule is not called unreachable', () => {
  test.each<[string, string[], string]>([
    ['with one kind left', ['{ kind: create }', '{ kind: change }'], '{ risk: high }'],
    ['with one case left', ['{ access: read, risk: low }', '{ access: write, risk: high }'], '{ risk: low }'],
    [
      'with people who are in neither',
      ['{ requester: [U0FIN1] }', '{ requester: [S0WKADMINS] }'],
      '{ requester: [finance] }',
    ],
    [
      'with a workspace that has left the list',
      ['{ workspaces: [Sandbox] }', '{ workspaces: [Finance Close] }'],
      '{ risk: low }',
    ],
    [
      'with a longer life',
      ['{ lifetime_up_to: 30d }', '{ lifetime_up_to: 60d, access: read }'],
      '{ lifetime_up_to: 60d }',
    ],
    ['with another name', ['{ client_name: "A*" }', '{ client_name: "B*" }'], '{ client_name: "?x" }'],
    [
      'with one scope and another',
      ['{ scopes: { all: [Files (Read)] } }', '{ scopes: { all: [Graph (Read)] } }'],
      '{ scopes: { all: [Files (Read), Graph (Read)] } }',
    ],
    ['with both roles', ['{ roles: [Viewer] }', '{ roles: [Creator] }'], '{ roles: [Viewer, Creator] }'],
    [
      'with what an exception leaves',
      ['{ not: { access: read, risk: low } }', '{ access: read, workspaces: [Sandbox] }'],
      '{ access: read }',
    ],
    [
      'with scopes that have left the catalogue',
      ['{ access: read }', '{ risk: low }'],
      '{ access: write, risk: high }',
    ],
  ])('%s', (_what, earlier, later) => {
    expect(faults(...earlier, later)).toEqual([]);
  });
});

test.each<[string, string, string]>([
  ['names that a pattern lets through', '{ client_name: "Sandbox *" }', '{ client_name: "sandbox | n?ghtly*" }'],
  ['a person of a group', '{ requester: [finance] }', '{ requester: [U0FIN2] }'],
  ['a domain in other letters', '{ requester: ["@Example.com"] }', '{ requester: ["@example.com"], risk: low }'],
  ['what high risk implies', '{ access: write }', '{ risk: high }'],
  ['what only reads', '{ access: read }', '{ scopes: { all: [Files (Read), Graph (Read)] } }'],
])('a rule is never reached after one with more of %s', (_what, earlier, later) => {
  expect(faults(earlier, later)).toEqual([
    expect.stringContaining('rules.1: is never reached, because “R0” before it'),
  ]);
});

test.each<[string, string, string]>([
  ['a pattern of one letter for one of any', '{ client_name: "a?" }', '{ client_name: "a*" }'],
  ['a pattern with another end', '{ client_name: "*b" }', '{ client_name: "*b?" }'],
])('a rule is reached after one with %s', (_what, earlier, later) => {
  expect(faults(earlier, later)).toEqual([]);
});

describe('conditions that never hold together are told, and only those', () => {
  test.each<[string, string]>([
    [
      '{ access: read, scopes: [Files (Write)], workspaces: [Sandbox] }',
      'rules.0.when: scopes and access never hold together, so the rule can never match: change that, or remove the rule',
    ],
    ['{ access: read, scopes: { all: [Files (Write), Graph (Write)] } }', 'rules.0.when: scopes and access never hold'],
    ['{ scopes: { all: [Files (Write)] }, risk: high }', 'rules.0.when: scopes and risk never hold'],
    ['{ risk: high, access: read }', 'rules.0.when: access and risk never hold'],
    ['{ kind: renew, new_integration_user: true }', 'rules.0.when: kind and new_integration_user never hold'],
    ['{ access: read, not: { access: read } }', 'rules.0.when: access and not never hold'],
    ['{ not: { kind: [create, renew, change] } }', 'rules.0.when.not: never holds, so the rule can never match'],
    ['{ not: { access: [read, write] }, risk: low }', 'rules.0.when.not: never holds, so the rule can never match'],
  ])('%s', (when, fault) => {
    expect(faults(when)).toEqual([expect.stringContaining(fault)]);
  });

  test.each([
    '{ access: read, scopes: [Files (Read)] }',
    '{ access: write, scopes: { all: [Files (Read), Files (Write)] } }',
    '{ access: read, scopes: { all: [Files (Read), Files (Write)] } }',
    '{ kind: [renew, change], new_integration_user: true }',
    '{ not: { not: { access: read } } }',
  ])('but not %s', (when) => {
    expect(faults(when)).toEqual([]);
  });

  test('and such a rule leaves everything to the rules after it', () => {
    expect(faults('{ access: read, scopes: [Files (Write)] }', '{ access: read }')).toHaveLength(1);
  });
});

describe('a rule about revocations is told, because no rule is ever asked about them', () => {
  const STAGES = '{ stages: [{ from: [finance] }] }';
  const NEVER = 'policy.yml:10:31: rules.0.when.kind: revocations are never held up: this is never asked';

  test.each<[string, Asked, string]>([
    [
      'and forbids them',
      { when: '{ kind: revoke }', approval: '{ forbidden: No. }' },
      '. Remove the rule, or write another kind',
    ],
    ['and lets them be', '{ kind: [revoke] }', '. Remove the rule, or write another kind'],
    [
      'beside changes, in stages',
      { when: '{ kind: [change, revoke] }', approval: STAGES },
      ' of one. Take revoke out of the list',
    ],
    [
      'beside changes, forbidden',
      { when: '{ kind: [change, revoke] }', approval: '{ forbidden: No. }' },
      ' of one. Take revoke out of the list',
    ],
  ])('%s', (_what, rule, remedy) => {
    expect(faults(rule)).toEqual([`${NEVER}${remedy}`]);
  });

  test('but not one that lets them be beside others, nor one that leaves them out', () => {
    expect(faults('{ kind: [renew, revoke], access: read }', '{ not: { kind: revoke }, access: read }')).toEqual([]);
  });
});

test('a rule with a fault in its conditions neither hides others nor counts as hidden', () => {
  const found = faults(
    '{ lifetime_up_to: 30 days }',
    '{ acess: read }',
    '{ scopes: [Files (Raed)] }',
    '{ access: read }',
  );
  expect(found.map((fault) => fault.split(': ')[1])).toEqual([
    'rules.0.when.lifetime_up_to',
    'rules.1.when.acess',
    'rules.2.when.scopes.0',
  ]);
});
