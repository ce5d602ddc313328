import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { loadPolicy, type PolicyError, parsePolicy } from '../../src/policy/load.ts';
import { isUserGroup } from '../../src/policy/schema.ts';

import { POLICY, policy, policyText } from '../support/domain-policy.ts';

/** The faults of a text. Throws where there are none. */
function faultsOf(text: string): readonly string[] {
  try {
    parsePolicy(text, 'policy.yml');
  } catch (error) {
    expect(error).toMatchObject({ name: 'PolicyError', code: 'policy_invalid' });
    return (error as PolicyError).faults;
  }
  throw new Error('The policy has no fault.');
}

/** Where a part of the text first stands, as faults say it: line and column, from 1. */
function positionOf(text: string, part: string): string {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

describe('a sound policy', () => {
  test('has its durations in milliseconds', () => {
    expect(policy().limits).toEqual({
      default_lifetime: 90 * DAY,
      max_lifetime: 365 * DAY,
      require_ip_restrictions_for: ['write'],
      unused_after: 60 * DAY,
    });
    expect(policy().rules[0]?.when).toEqual({ workspaces: ['Sandbox'], access: ['read'], lifetime_up_to: 30 * DAY });
  });

  test('leaves to the defaults what it does not say', () => {
    const { limits, timing, auditors, workspace_roles, role_defaults, tasks, scopes, rules } = policy(
      ['tasks: []\n', ''],
      ['limits: { default_lifetime: 90d, max_lifetime: 365d, require_ip_restrictions_for: [write] }\n', ''],
    );
    expect(limits).toEqual({
      default_lifetime: 90 * DAY,
      max_lifetime: 365 * DAY,
      require_ip_restrictions_for: [],
      unused_after: 60 * DAY,
    });
    expect(timing).toEqual({
      remind_approvers_after: [4 * HOUR, DAY],
      escalate_after: 2 * DAY,
      lapse_after: 7 * DAY,
      warn_before_expiry: [30 * DAY, 14 * DAY, 7 * DAY, 3 * DAY, DAY],
    });
    expect(auditors).toEqual([]);
    expect([workspace_roles, tasks, role_defaults]).toEqual([undefined, undefined, []]);
    expect(scopes.map(({ product }) => product)).toEqual(
      expect.arrayContaining(['Spreadsheets', 'Organization (Admin)']),
    );
    expect(rules[1]?.approval).toMatchObject({ stages: [{ count: 2 }, { from: ['workiva-admins'], count: 1 }] });
  });

  test('is known by the SHA-256 of its text', () => {
    expect(parsePolicy(POLICY, 'policy.yml').digest).toBe(createHash('sha256').update(POLICY).digest('hex'));
    expect(parsePolicy(`${POLICY}# changed\n`, 'policy.yml').digest).not.toBe(parsePolicy(POLICY, 'policy.yml').digest);
  });

  test('may be written as JSON', () => {
    const json = JSON.stringify({
      version: 1,
      channels: { requests: 'C0REQUESTS', admin: 'G0ADMINS' },
      groups: { admins: ['W0ADMIN'] },
      admins: ['admins'],
      workspaces: ['Sandbox'],
      rules: [{ name: 'All', approval: 'automatic' }],
    });
    expect(parsePolicy(json, 'policy.json').policy.rules).toEqual([{ name: 'All', approval: 'automatic' }]);
  });

  test('is what the repository brings', () => {
    const { policy: own } = loadPolicy(fileURLToPath(new URL('../../policy.yml', import.meta.url)));
    expect(own.rules.at(-1)).not.toHaveProperty('when');
    expect(own.workspaces.length).toBeGreaterThan(0);
  });

  test('tells people from user groups', () => {
    expect(['S0FINANCE', 'U0ADMIN', 'W0ADMIN'].map(isUserGroup)).toEqual([true, false, false]);
  });
});

describe('a fault says line, column, path and remedy', () => {
  test.each<[string, [string, string][], string, string, RegExp]>([
    ['another version', [['version: 1', 'version: 2']], '2\n', 'version', /write version: 1/],
    ['a channel by name', [['C0REQUESTS', '"#requests"']], '"#requests"', 'channels.requests', /channel’s ID \(C…\)/],
    ['a person by name', [['U0FIN2', 'bob']], 'bob', 'groups.finance.1', /Slack user ID \(U…\) or user group ID/],
    ['an empty group', [['[U0FIN1, U0FIN2]', '[]']], '[]', 'groups.finance', /must not be empty/],
    ['a group name with capitals', [['  finance:', '  Finance:']], 'Finance:', 'groups.Finance', /small letters/],
    [
      'an unknown group of admins',
      [['admins: [work', 'admins: [walk']],
      'walkiva',
      'admins.0',
      /no group “walkiva-admins”; the groups are: workiva-admins, finance/,
    ],
    [
      'an unknown group in a stage',
      [['from: [finance]', 'from: [finanz]']],
      'finanz',
      'rules.1.approval.stages.0.from.0',
      /no group “finanz”/,
    ],
    ['no workspaces', [['[Finance Close, Sandbox]', '[]']], '[]', 'workspaces', /must not be empty/],
    [
      'a workspace twice',
      [['[Finance Close, Sandbox]', '[Sandbox, Finance Close, Sandbox]']],
      'Sandbox]\n',
      'workspaces.2',
      /“Sandbox” is in the list already/,
    ],
    [
      'a number for a name',
      [['[Finance Close, Sandbox]', '[Finance Close, Sandbox, 2026]']],
      '2026',
      'workspaces.2',
      /write text; put it in quotes/,
    ],
    [
      'text for a list',
      [['workspaces: [Finance Close, Sandbox]', 'workspaces: Sandbox']],
      'Sandbox\n',
      'workspaces',
      /write a list, such as \[a, b\]/,
    ],
    [
      'a duration without a unit',
      [['default_lifetime: 90d', 'default_lifetime: "90"']],
      '"90"',
      'limits.default_lifetime',
      /duration such as 30d, 4h or 90m/,
    ],
    [
      'a duration of nothing',
      [['default_lifetime: 90d', 'default_lifetime: 0d']],
      '0d',
      'limits.default_lifetime',
      /duration such as/,
    ],
    [
      'a default beyond the maximum',
      [['default_lifetime: 90d', 'default_lifetime: 400d']],
      '400d',
      'limits.default_lifetime',
      /is 400 days: write 365 days \(max_lifetime\) or less/,
    ],
    [
      'an unknown access',
      [['access: read', 'access: reads']],
      'reads,',
      'rules.0.when.access',
      /write one of: read, write/,
    ],
    [
      'an unknown workspace',
      [['[Sandbox], access', '[Sand], access']],
      'Sand]',
      'rules.0.when.workspaces.0',
      /“Sand” is not in workspaces/,
    ],
    [
      'an unknown approval',
      [['approval: automatic', 'approval: auto']],
      'auto\n',
      'rules.0.approval',
      /write automatic, or stages/,
    ],
    [
      'an approval without stages',
      [['approval: automatic', 'approval: { stages: [] }']],
      '[]',
      'rules.0.approval.stages',
      /must not be empty/,
    ],
    ['a count of nobody', [['count: 2', 'count: 0']], '0 }', 'rules.1.approval.stages.0.count', /write 1 or more/],
    [
      'a count larger than the group',
      [['count: 2', 'count: 3']],
      '3 }',
      'rules.1.approval.stages.0.count',
      /needs 3 approvers, but its groups name 2/,
    ],
    [
      'a rule without a name',
      [['  - name: Everything else\n    approval', '  - approval']],
      'approval: { stages: [{ from: [workiva-admins], count: 1',
      'rules.2.name',
      /is missing: write text/,
    ],
    [
      'two rules of one name',
      [['Everything else', 'Changes to finance data']],
      'Changes',
      'rules.1.name',
      /two rules are called/,
    ],
    [
      'a last rule with conditions',
      [['name: Everything else', 'name: Everything else\n    when: { access: write }']],
      '{ access: write }',
      'rules.2.when',
      /the last rule must match everything: add a rule without “when” at the end/,
    ],
    [
      'a misspelt key',
      [['workspaces: [Sandbox], access', 'workspace: [Sandbox], access']],
      'workspace: [Sandbox]',
      'rules.0.when.workspace',
      /not known here: check the spelling/,
    ],
    ['a misspelt key at the top', [['limits:', 'limit:']], 'limit:', 'limit', /not known here: check the spelling/],
    [
      'something missing',
      [['workspaces: [Finance Close, Sandbox]\n', '']],
      'version',
      'workspaces',
      /is missing: write a list/,
    ],
  ])('%s', (_what, replacements, at, path, remedy) => {
    const text = policyText(...replacements);
    const faults = faultsOf(text);
    expect(faults).toContainEqual(expect.stringContaining(`policy.yml:${positionOf(text, at)}: ${path}: `));
    const fault = faults.find((one) => one.includes(` ${path}: `)) ?? '';
    expect(fault).toMatch(remedy);
  });

  test('in a repeated product of the scopes too', () => {
    const text = `${POLICY}scopes:\n  - { product: Files, access: [read] }\n  - { product: Files, access: [write] }\n`;
    expect(faultsOf(text)).toEqual([
      `policy.yml:${positionOf(text, '{ product: Files, access: [write]')}: scopes.1: “Files” is in the list already: remove one of the two`,
    ]);
  });

  test('in an auditor who is neither a group nor a person', () => {
    expect(faultsOf(`${POLICY}auditors: [Bob]\n`)).toEqual([
      expect.stringMatching(/auditors\.0: write the name of a group, or a Slack user/),
    ]);
    expect(faultsOf(`${POLICY}auditors: [nobody]\n`)).toEqual([
      expect.stringMatching(/auditors\.0: there is no group “nobody”/),
    ]);
  });

  test('in an unknown group to escalate to', () => {
    expect(faultsOf(`${POLICY}timing: { escalate_to: [nobody] }\n`)).toEqual([
      expect.stringMatching(/timing\.escalate_to\.0: there is no group “nobody”/),
    ]);
  });
});

describe('a rule that can never be reached is a fault', () => {
  const rule = (when: string) => `  - { name: Late, ${when}approval: automatic }\n  - name: Everything else`;
  const withRule = (when: string) => policyText(['  - name: Everything else', rule(when)]);

  test.each([
    ['the same conditions', 'when: { workspaces: [Finance Close], access: write }, '],
    ['one condition more', 'when: { workspaces: [Finance Close], access: write, lifetime_up_to: 30d }, '],
  ])('after one with %s', (_what, when) => {
    const text = withRule(when);
    expect(faultsOf(text)).toEqual([
      `policy.yml:${positionOf(text, '{ name: Late')}: rules.2: is never reached, because “Changes to finance data” before it matches all of this: put it further up, or remove it`,
    ]);
  });

  test('after one that matches everything', () => {
    const text = policyText([
      'name: Changes to finance data\n    when: { workspaces: [Finance Close], access: write }',
      'name: All',
    ]);
    expect(faultsOf(text)).toEqual([expect.stringMatching(/rules\.2: is never reached, because “All” before it/)]);
  });

  test.each([
    ['wider', 'when: { access: write }, '],
    ['in another workspace', 'when: { workspaces: [Sandbox], access: write }, '],
    ['in one more workspace', 'when: { workspaces: [Finance Close, Sandbox], access: write }, '],
    ['for a longer life', 'when: { workspaces: [Sandbox], access: read, lifetime_up_to: 31d }, '],
    ['for any length of life', 'when: { workspaces: [Sandbox], access: read }, '],
  ])('but not one that is %s', (_what, when) => {
    expect(() => parsePolicy(withRule(when), 'policy.yml')).not.toThrow();
  });
});

describe('a count', () => {
  test('may be as large as the group, people of several groups taken once', () => {
    expect(() =>
      policy(
        ['  finance: [U0FIN1, U0FIN2]', '  finance: [U0FIN1, U0FIN2]\n  two: [U0FIN2, U0FIN3]'],
        ['from: [finance], count: 2', 'from: [finance, two], count: 3'],
      ),
    ).not.toThrow();
    expect(
      faultsOf(
        policyText(
          ['  finance: [U0FIN1, U0FIN2]', '  finance: [U0FIN1, U0FIN2]\n  two: [U0FIN2, U0FIN3]'],
          ['from: [finance], count: 2', 'from: [finance, two], count: 4'],
        ),
      ),
    ).toEqual([expect.stringMatching(/needs 4 approvers, but its groups name 3/)]);
  });

  test('is not judged where a user group has members that only Slack knows', () => {
    expect(() => policy(['[U0FIN1, U0FIN2]', '[U0FIN1, S0FINANCE]'], ['count: 2', 'count: 9'])).not.toThrow();
  });
});

test('all faults are told at once, each on its own line', () => {
  const text = policyText(
    ['admins: [workiva-admins]', 'admins: [nobody]'],
    ['access: read, lifetime_up_to: 30d', 'access: read'],
    ['[Finance Close], access', '[Nowhere], access'],
    ['from: [finance], count: 2', 'from: [finanz], count: 2'],
    ['default_lifetime: 90d', 'default_lifetime: 900d'],
  );
  const faults = faultsOf(text);
  for (const path of [
    'admins.0',
    'limits.default_lifetime',
    'rules.1.when.workspaces.0',
    'rules.1.approval.stages.0.from.0',
  ]) {
    expect(faults).toContainEqual(expect.stringContaining(` ${path}: `));
  }
  expect(() => parsePolicy(text, 'policy.yml')).toThrow(faults.map((fault) => `  ${fault}`).join('\n'));

  const shapes = faultsOf(
    policyText(
      ['version: 1', 'version: 2'],
      ['C0ADMINS', 'admins'],
      ['access: write', 'access: both'],
      ['approval: automatic', 'approval: auto'],
    ),
  );
  expect(shapes.map((fault) => fault.split(': ')[1])).toEqual([
    'version',
    'channels.admin',
    'rules.0.approval',
    'rules.1.when.access',
  ]);
});

describe('text that is not a policy at all', () => {
  test.each([
    ['nothing', '', /^policy\.yml:1:1: the file: write keys with their values/],
    ['a list', '- a\n- b\n', /^policy\.yml:1:1: the file: write keys with their values/],
    ['a tab', 'version: 1\n\tchannels: x\n', /^policy\.yml:2:1: Tabs are not allowed/],
    ['a key twice', `${POLICY}version: 1\n`, /^policy\.yml:\d+:1: Map keys must be unique/],
    ['a bracket that is not closed', 'version: 1\nadmins: [a\n', /^policy\.yml:3:1: /],
    ['an alias of nothing', 'version: *one\n', /^policy\.yml:1:10: .*alias.*one/],
    [
      'aliases that blow up',
      `a: &a [${'x,'.repeat(9)}x]\nb: &b [${'*a,'.repeat(9)}*a]\nc: &c [${'*b,'.repeat(9)}*b]\nd: [*c,*c,*c]\n`,
      /^policy\.yml.*alias/,
    ],
  ])('is refused as such: %s', (_what, text, fault) => {
    expect(faultsOf(text)).toContainEqual(expect.stringMatching(fault));
  });

  test('because the file is not there, says which variable to set', () => {
    expect(() => loadPolicy('/nowhere/policy.yml')).toThrow(
      /\/nowhere\/policy\.yml: cannot be read\. Set GRANTDESK_POLICY/,
    );
  });
});
