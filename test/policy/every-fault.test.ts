import { describe, expect, test } from '@jest/globals';
import { POLICY, policyText } from '../support/domain-policy.ts';
import { policyFaults } from '../support/policy-faults.ts';

/** The paths of the faults, in the order in which they stand in the file. */
function pathsOf(text: string): string[] {
  const found = policyFaults(text).map((fault) => {
    const [, line = '', column = '', path = ''] = /^policy\.yml:(\d+):(\d+): ([^:]+): /.exec(fault) ?? [];
    return { path, place: Number(line) * 1_000 + Number(column) };
  });
  return found.sort((one, other) => one.place - other.place).map(({ path }) => path);
}

/** Two faults that only show between parts: an unknown group, and an unknown workspace. */
const BETWEEN: [string, string][] = [
  ['workspaces: [Finance Close], access: write', 'workspaces: [Finance Closed], access: write'],
  ['{ from: [workiva-admins] }', '{ from: [workiva-admin] }'],
];
const TOLD = ['rules.1.when.workspaces.0', 'rules.1.approval.stages.1.from.0'];

describe('faults between the parts are told at once with', () => {
  test.each<[string, [string, string], string]>([
    ['a bad duration', ['lifetime_up_to: 30d', 'lifetime_up_to: 30 days'], 'rules.0.when.lifetime_up_to'],
    ['a duration of nothing', ['lifetime_up_to: 30d', 'lifetime_up_to: 0d'], 'rules.0.when.lifetime_up_to'],
    ['a bad limit', ['default_lifetime: 90d', 'default_lifetime: 90'], 'limits.default_lifetime'],
    ['another version', ['version: 1', 'version: 2'], 'version'],
    ['a channel by name', ['C0ADMINS', 'admins'], 'channels.admin'],
    ['a person by name', ['U0FIN2', 'bob'], 'groups.finance.1'],
    ['an empty group', ['[U0FIN1, U0FIN2]', '[]'], 'groups.finance'],
    ['a group with capitals', ['  finance:', '  Finance:'], 'groups.Finance'],
    ['an unknown key', ['version: 1', 'version: 1\nchanels: {}'], 'chanels'],
    ['an unknown condition', ['access: read', 'acess: read'], 'rules.0.when.acess'],
    ['a wrong approval', ['automatic', 'auto'], 'rules.0.approval'],
    ['a count in words', ['count: 2', 'count: two'], 'rules.1.approval.stages.0.count'],
    ['a rule that is none', ['tasks: []', 'tasks: [5]'], 'tasks.0'],
    ['a name that is missing', ['- name: Short reads in the sandbox\n    when', '- when'], 'rules.0.name'],
  ])('%s', (_what, fault, path) => {
    expect(pathsOf(policyText(fault, ...BETWEEN)).sort()).toEqual([path, ...TOLD].sort());
  });

  test('several of them', () => {
    const text = policyText(
      ['lifetime_up_to: 30d', 'lifetime_up_to: 30 days'],
      ['count: 2', 'count: two'],
      ['admins: [workiva-admins]', 'admins: [5, workiva]'],
      ...BETWEEN,
    );
    const timing = 'timing: { remind_approvers_after: [soon, 9d], escalate_to: [nobody] }\n';
    expect(pathsOf(`${text}${timing}`)).toEqual([
      'admins.0',
      'admins.1',
      'rules.0.when.lifetime_up_to',
      'rules.1.when.workspaces.0',
      'rules.1.approval.stages.0.count',
      'rules.1.approval.stages.1.from.0',
      'timing.remind_approvers_after.0',
      'timing.remind_approvers_after.1',
      'timing.escalate_to.0',
    ]);
  });
});

test('a group with a fault is named once among those there are', () => {
  const found = policyFaults(policyText(['U0FIN2', 'bob'], ['from: [workiva-admins] }', 'from: [nobody] }']));
  expect(found.at(-1)).toMatch(/there is no group “nobody”; the groups are: workiva-admins, finance$/);
});

describe('nothing is said that may only seem a fault because of another, such as', () => {
  test.each<[string, string, string[]]>([
    ['groups without the key for them', policyText(['groups:', 'gruops:']), ['groups', 'gruops']],
    [
      'scopes under a misspelt key',
      `${policyText(['access: write', 'scopes: [Own (Read)]'])}scops: [{ product: Own, access: [read] }]\n`,
      ['scops'],
    ],
    [
      'a scope of a faulty catalogue',
      `${policyText(['access: write', 'scopes: [Own (Read)]'])}scopes: [{ product: Own, access: [reed] }]\n`,
      ['scopes.0.access.0'],
    ],
    ['workspaces of a faulty list', policyText(['[Finance Close, Sandbox]', '[2026, Sandbox]']), ['workspaces.0']],
    [
      'roles of a faulty list',
      `${policyText(['access: write', 'roles: [Owner]'])}workspace_roles: [Viewer, 5]\n`,
      ['workspace_roles.1'],
    ],
    ['a count of a faulty group', policyText(['U0FIN2', 'bob']), ['groups.finance.1']],
    [
      'a limit beyond one that is misspelt',
      policyText(['90d, max_lifetime: 365d', '400d, max_lifetme: 500d']),
      ['limits.max_lifetme'],
    ],
    [
      'what is later than a misspelt time',
      `${POLICY}timing: { escalate_after: 10d, lapse_afer: 20d }\n`,
      ['timing.lapse_afer'],
    ],
    [
      'an unused default',
      `${policyText(['tasks: []\n', ''])}role_defaults: [{ scopes: [Files (Read)], role: [Viewer] }]\n`,
      ['role_defaults.0.role'],
    ],
    [
      'an empty exception of a misspelt condition',
      policyText(['access: read, ', 'not: { acess: read }, ']),
      ['rules.0.when.not.acess'],
    ],
    [
      'a rule after one whose conditions are misspelt',
      policyText(['    when: { workspaces: [Sandbox]', '    whem: { workspaces: [Sandbox]']),
      ['rules.0.whem'],
    ],
    ['rules that are none', policyText().replace(/rules:\n(.*\n)+tasks/, 'rules: first\ntasks'), ['rules']],
  ])('%s', (_what, text, paths) => {
    expect(pathsOf(text).sort()).toEqual(paths.sort());
  });
});

test.each([['5'], ['[]'], ['only text'], ['']])('a file with %j in it has one fault: it has no keys', (text) => {
  expect(policyFaults(text)).toEqual([expect.stringContaining('the file: ')]);
});
