import { describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { type PolicyError, parsePolicy } from '../../src/policy/load.ts';
import { escalationGroups } from '../../src/policy/schema.ts';

import { POLICY, policy, policyText } from '../support/domain-policy.ts';

/** The faults of a text; none when it is sound. */
function faultsOf(text: string): readonly string[] {
  try {
    parsePolicy(text, 'policy.yml');
    return [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'policy_invalid' });
    return (error as PolicyError).faults;
  }
}

/** The example with other conditions in its first rule. They start at line 11, column 11. */
const withWhen = (when: string) =>
  policyText(
    ['{ workspaces: [Sandbox], access: read, lifetime_up_to: 30d }', when],
    ['when: { workspaces: [Finance Close], access: write }', 'when: { client_name: no such name }'],
  );

describe('a fault in a condition is told where it stands, with what to write instead', () => {
  test.each<[string, string]>([
    [
      '{ scopes: [Files (Raed)] }',
      'policy.yml:11:22: rules.0.when.scopes.0: “Files (Raed)” is not a scope of this policy: write “Files (Read)”, if that is meant',
    ],
    [
      '{ scopes: { any: [Files (Read), File (Write)] } }',
      'policy.yml:11:43: rules.0.when.scopes.any.1: “File (Write)” is not a scope of this policy: write “Files (Write)”, if that is meant',
    ],
    [
      '{ not: { scopes: { all: [Graph] } } }',
      'policy.yml:11:36: rules.0.when.not.scopes.all.0: “Graph” is not a scope of this policy: write “Graph (Read)”, if that is meant',
    ],
    ['{ scopes: { all: [] } }', 'policy.yml:11:28: rules.0.when.scopes.all: must not be empty'],
    [
      '{ scopes: Files (Read) }',
      'policy.yml:11:21: rules.0.when.scopes: write a list of scopes, { any: [scopes] } or { all: [scopes] }',
    ],
    [
      '{ requester: [nobody] }',
      'policy.yml:11:25: rules.0.when.requester.0: there is no group “nobody”; the groups are: workiva-admins, finance',
    ],
    [
      '{ requester: [finance, Bob] }',
      'policy.yml:11:34: rules.0.when.requester.1: write the name of a group, a Slack user or user group ID, or an email domain as @example.com',
    ],
    [
      '{ not: { requester: [nobody] } }',
      'policy.yml:11:32: rules.0.when.not.requester.0: there is no group “nobody”; the groups are: workiva-admins, finance',
    ],
    [
      '{ not: { not: { workspaces: [Sandbax] } } }',
      'policy.yml:11:40: rules.0.when.not.not.workspaces.0: “Sandbax” is not in workspaces, so this can never match: write “Sandbox”, if that is meant',
    ],
    [
      '{ not: {} }',
      'policy.yml:11:18: rules.0.when.not: is empty, so the rule can never match: write conditions, or remove it',
    ],
    [
      '{ kind: remove }',
      'policy.yml:11:19: rules.0.when.kind: write one of: create, renew, change, revoke; or a list of them',
    ],
    ['{ risk: [low, hihg] }', 'policy.yml:11:25: rules.0.when.risk.1: write one of: low, high'],
    ['{ access: 5 }', 'policy.yml:11:21: rules.0.when.access: write one of: read, write; or a list of them'],
    [
      '{ client_name: "" }',
      'policy.yml:11:26: rules.0.when.client_name: write a pattern such as "Sandbox*", or a list of them',
    ],
    [
      '{ client_name: { like: x } }',
      'policy.yml:11:26: rules.0.when.client_name: write a pattern such as "Sandbox*", or a list of them',
    ],
    ['{ has_ip_restrictions: "yes" }', 'policy.yml:11:34: rules.0.when.has_ip_restrictions: write true or false'],
    [
      '{ lifetime_up_to: 30 days }',
      'policy.yml:11:29: rules.0.when.lifetime_up_to: write a duration such as 30d, 4h or 90m',
    ],
  ])('%s', (when, fault) => {
    expect(faultsOf(withWhen(when))).toEqual([fault]);
  });

  test('and each unknown key by itself, at the key', () => {
    expect(faultsOf(withWhen('{ workspace: [Sandbox], acess: read, risk: low }'))).toEqual([
      'policy.yml:11:13: rules.0.when.workspace: is not known here: check the spelling, or remove it',
      'policy.yml:11:35: rules.0.when.acess: is not known here: check the spelling, or remove it',
    ]);
  });
});

describe('a fault in what a rule decides is told inside of it', () => {
  test.each<[string, string]>([
    [
      '{ stages: [{ from: [finance], count: two }] }',
      'policy.yml:12:52: rules.0.approval.stages.0.count: write a number',
    ],
    [
      '{ stages: [{ from: finance }] }',
      'policy.yml:12:34: rules.0.approval.stages.0.from: write a list, such as [a, b]',
    ],
    [
      '{ stages: [{ from: [finance], not_requester: never }] }',
      'policy.yml:12:60: rules.0.approval.stages.0.not_requester: write always, or leave it out: nobody ever decides on their own request',
    ],
    [
      '{ stages: [{ from: [finance], distinct: true }] }',
      'policy.yml:12:45: rules.0.approval.stages.0.distinct: is not known here: check the spelling, or remove it',
    ],
    [
      '{ stages: [{ from: [finance] }], confirm: sms }',
      'policy.yml:12:57: rules.0.approval.confirm: write one of: totp',
    ],
    ['{ forbidden: "" }', 'policy.yml:12:28: rules.0.approval.forbidden: must not be empty'],
    [
      '{ stagse: [] }',
      'policy.yml:12:15: rules.0.approval: write automatic, or stages: [{ from: [group], count: 1 }], or forbidden: "what the requester is told"',
    ],
  ])('%s', (approval, fault) => {
    expect(faultsOf(policyText(['automatic', approval]))).toEqual([fault]);
  });
});

describe('a role in a condition that workspace_roles does not list', () => {
  const withRoles = (roles: string) =>
    withWhen('{ roles: [Viewer, Creater] }').replace('tasks: []', `tasks: []\n${roles}`);

  test('is a fault', () => {
    expect(faultsOf(withRoles('workspace_roles: [Viewer, Creator]'))).toEqual([
      'policy.yml:11:29: rules.0.when.roles.1: “Creater” is not in workspace_roles: write “Creator”, if that is meant',
    ]);
  });

  test('is none without that list, because a workspace of Workiva may have it', () => {
    expect(faultsOf(withRoles(''))).toEqual([]);
  });
});

describe('a fault in the tasks', () => {
  test.each<[string, string]>([
    [
      'tasks: [{ name: Read, scopes: [Spreadsheets (Reed)] }]',
      'policy.yml:18:32: tasks.0.scopes.0: “Spreadsheets (Reed)” is not a scope of this policy: write “Spreadsheets (Read)”, if that is meant',
    ],
    ['tasks: [{ name: Read, scopes: [] }]', 'policy.yml:18:31: tasks.0.scopes: must not be empty'],
    [
      'tasks: [{ name: Read, scopes: [Files (Read)] }, { name: Read, scopes: [Files (Write)] }]',
      'policy.yml:18:49: tasks.1: “Read” is in the list already: remove one of the two',
    ],
    [
      'tasks: [{ name: Read, scopes: [Files (Read)], roles: [Viewr] }]\nworkspace_roles: [Viewer, Creator]',
      'policy.yml:18:55: tasks.0.roles.0: “Viewr” is not in workspace_roles: write “Viewer”, if that is meant',
    ],
  ])('%s', (line, fault) => {
    expect(faultsOf(policyText(['tasks: []', line]))).toEqual([fault]);
  });

  test('is not that a role is any, where the policy lists none', () => {
    const line = 'tasks: [{ name: Read, scopes: [Files (Read)], roles: [Reader of the close] }]';
    expect(faultsOf(policyText(['tasks: []', line]))).toEqual([]);
  });
});

describe('a fault in the other keys', () => {
  test.each<[string, string]>([
    ['people: { allow: [robots] }', 'people.allow.0: write one of: guests, other_workspaces, bots'],
    [
      'break_glass: { who: [nobody] }',
      'break_glass.who.0: there is no group “nobody”; the groups are: workiva-admins, finance',
    ],
    ['break_glass: { who: [] }', 'break_glass.who: must not be empty'],
    [
      'break_glass: { who: [finance], lifetime_up_to: 23h }',
      'break_glass.lifetime_up_to: grants end at the start of a day: write 1d or more',
    ],
    [
      'break_glass: { who: [finance], lifetime_up_to: 400d }',
      'break_glass.lifetime_up_to: is 400 days: write 365 days (max_lifetime) or less',
    ],
    [
      'timing: { quiet_hours: { from: "7pm", to: "08:00" } }',
      'timing.quiet_hours.from: write a time of the day as 19:00, in quotes',
    ],
    [
      'timing: { quiet_hours: { from: "19:00", to: "24:00" } }',
      'timing.quiet_hours.to: write a time of the day as 19:00, in quotes',
    ],
    [
      'timing: { quiet_hours: { from: "19:00", to: "19:00" } }',
      'timing.quiet_hours.to: is when they begin: write another time, or remove quiet_hours',
    ],
    [
      'timing: { escalate_after: 8d, lapse_after: 7d }',
      'timing.escalate_after: is 8 days: write less than 7 days (lapse_after)',
    ],
    [
      'timing: { escalate_after: 7d, lapse_after: 7d }',
      'timing.escalate_after: is 7 days: write less than 7 days (lapse_after)',
    ],
    [
      'timing: { remind_approvers_after: [4h, 10d] }',
      'timing.remind_approvers_after.1: is 10 days: write less than 7 days (lapse_after)',
    ],
    [
      'role_defaults: [{ scopes: [Document (Write)], roles: [Creator] }]',
      'role_defaults.0.scopes.0: “Document (Write)” is not a scope of this policy: write “Documents (Write)”, if that is meant',
    ],
    [
      'role_defaults: [{ scopes: [Documents (Write)] }]',
      'role_defaults.0: gives nothing: write roles, permissions or both, or remove it',
    ],
  ])('%s', (line, fault) => {
    expect(faultsOf(`${POLICY}${line}\n`)).toEqual([expect.stringMatching(/^policy\.yml:19:\d+: /)]);
    expect(faultsOf(`${POLICY}${line}\n`)[0]).toContain(`: ${fault}`);
  });
});

describe('the other keys', () => {
  test('may be left out: only members of the workspace take part, and nobody breaks glass', () => {
    const { people, break_glass, timing } = policy();
    expect(people).toEqual({ allow: [] });
    expect(break_glass).toBeUndefined();
    expect(timing).not.toHaveProperty('quiet_hours');
  });

  test('have defaults inside: one day for break glass, and quiet weekends', () => {
    const { policy: full } = parsePolicy(
      `${POLICY}break_glass: { who: [finance] }\ntiming: { quiet_hours: { from: 19:00, to: 08:00 } }\n`,
      'policy.yml',
    );
    expect(full.break_glass).toEqual({ who: ['finance'], lifetime_up_to: DAY });
    expect(full.timing.quiet_hours).toEqual({ from: '19:00', to: '08:00', weekends: true });
  });

  test('leave escalation to the admins, until escalate_to names others', () => {
    expect(escalationGroups(policy())).toEqual(['workiva-admins']);
    const named = parsePolicy(`${POLICY}timing: { escalate_to: [finance] }\n`, 'policy.yml').policy;
    expect(escalationGroups(named)).toEqual(['finance']);
    const none = parsePolicy(`${POLICY}timing: { escalate_to: [] }\n`, 'policy.yml').policy;
    expect(escalationGroups(none)).toEqual(['workiva-admins']);
  });
});

describe('a later rule counts as unreachable', () => {
  const unreachable = (earlier: string, later: string) =>
    faultsOf(
      policyText(
        ['{ workspaces: [Sandbox], access: read, lifetime_up_to: 30d }', earlier],
        ['{ workspaces: [Finance Close], access: write }', later],
      ),
    ).some((fault) => fault.includes('is never reached, because “Short reads in the sandbox” before it'));

  test.each<[string, string]>([
    ['{ risk: high }', '{ risk: high, access: write }'],
    ['{ risk: [low, high] }', '{ kind: renew }'],
    ['{ access: [write, read] }', '{ kind: renew }'],
    ['{ kind: [create, renew, change, revoke] }', '{ risk: high }'],
    ['{ kind: [renew, create] }', '{ kind: renew }'],
    ['{ roles: [Viewer, Creator] }', '{ roles: [Viewer] }'],
    ['{ requester: [finance, U0ANA] }', '{ requester: [U0ANA] }'],
    ['{ client_name: "*" }', '{ risk: high }'],
    ['{ client_name: ["A*", "B*"] }', '{ client_name: "b*" }'],
    ['{ scopes: [Files (Read), Graph (Read)] }', '{ scopes: { any: [Graph (Read)] } }'],
    ['{ scopes: { all: [Files (Read), Graph (Read)] } }', '{ scopes: { all: [Graph (Read)] } }'],
    ['{ new_integration_user: false }', '{ new_integration_user: false, risk: low }'],
    ['{ has_ip_restrictions: true }', '{ has_ip_restrictions: true, risk: low }'],
    ['{ more_than_needed: false }', '{ more_than_needed: false, risk: low }'],
    ['{ lifetime_up_to: 30d }', '{ lifetime_up_to: 30d, risk: low }'],
    ['{ not: { access: write } }', '{ not: { access: write }, risk: low }'],
    ['{ not: { workspaces: [Sandbox], access: write } }', '{ not: { workspaces: [Sandbox] } }'],
    ['{ not: { access: write } }', '{ access: read }'],
    ['{ scopes: [Graph (Read)] }', '{ scopes: { all: [Graph (Read)] } }'],
    ['{ kind: [create, renew, change] }', '{ risk: high }'],
  ])('after %s: %s', (earlier, later) => {
    expect(unreachable(earlier, later)).toBe(true);
  });

  test.each<[string, string]>([
    ['{ risk: high }', '{ access: write }'],
    ['{ risk: high }', '{ risk: [low, high] }'],
    ['{ roles: [Viewer] }', '{ roles: [Viewer, Creator] }'],
    ['{ roles: [Viewer] }', '{ risk: high }'],
    ['{ requester: [finance] }', '{ requester: [finance, U0ANA] }'],
    ['{ requester: [finance] }', '{ risk: high }'],
    ['{ client_name: "A*" }', '{ client_name: ["A*", "B"] }'],
    ['{ client_name: "A*" }', '{ risk: high }'],
    ['{ scopes: [Graph (Read)] }', '{ scopes: [Files (Read), Graph (Read)] }'],
    ['{ scopes: [Graph (Read)] }', '{ risk: high }'],
    ['{ new_integration_user: false }', '{ new_integration_user: true }'],
    ['{ new_integration_user: false }', '{ risk: high }'],
    ['{ has_ip_restrictions: true }', '{ risk: high }'],
    ['{ more_than_needed: false }', '{ more_than_needed: true }'],
    ['{ lifetime_up_to: 30d }', '{ lifetime_up_to: 31d }'],
    ['{ lifetime_up_to: 30d }', '{ risk: high }'],
    ['{ kind: [create, renew] }', '{ risk: high }'],
    ['{ scopes: [Graph (Read)] }', '{ scopes: { all: [Files (Read), Graph (Read)] } }'],
    ['{ not: { access: write } }', '{ not: { access: read } }'],
    ['{ not: { workspaces: [Sandbox] } }', '{ not: { workspaces: [Sandbox], access: write } }'],
  ])('but not after %s: %s', (earlier, later) => {
    expect(unreachable(earlier, later)).toBe(false);
  });
});

describe('stages over the same named people', () => {
  const staged = (stages: string) => faultsOf(policyText(['automatic', `{ stages: ${stages} }`]));
  const faultAt = (stage: number) =>
    expect.stringMatching(
      new RegExp(
        `rules\\.0\\.approval\\.stages\\.${stage}\\.count: needs \\d approvers who have not approved an earlier stage`,
      ),
    );

  test('that need more of them than there are can never be passed', () => {
    expect(staged('[{ from: [finance], count: 2 }, { from: [finance] }]')).toEqual([faultAt(1)]);
    expect(staged('[{ from: [finance] }, { from: [finance] }, { from: [finance] }]')).toEqual([faultAt(2)]);
  });

  test.each([
    ['have enough of them', '[{ from: [finance] }, { from: [finance] }]'],
    [
      'let the same people approve again',
      '[{ from: [finance], count: 2 }, { from: [finance], count: 2, distinct_from_earlier_stages: false }]',
    ],
    ['have a user group beside them', '[{ from: [finance, workiva-admins], count: 2 }, { from: [finance] }]'],
    [
      'were approved by the same people before',
      '[{ from: [finance] }, { from: [finance], distinct_from_earlier_stages: false }, { from: [finance] }]',
    ],
  ])('are sound where they %s', (_what, stages) => {
    expect(staged(stages)).toEqual([]);
  });
});
