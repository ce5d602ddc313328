import { DAY, inWords } from '../domain/duration.ts';
import { type Conditions, scopesAsked } from './conditions-schema.ts';
import { covers } from './covers.ts';
import { type Fault, type Path, unknownScopes } from './fault.ts';
import { guess } from './nearest.ts';
import { isGroupName } from './principals.ts';
import type { Policy, PolicyRule } from './shape.ts';
import { stageFaults } from './stage-faults.ts';
import { taskFaults } from './task-faults.ts';

/** What no part of a policy shows alone. Each fault has the path to it, and says what to write instead. */
export function faultsBetween(policy: Policy): Fault[] {
  return [
    ...groupFaults(policy),
    ...repeatedFaults(policy),
    ...taskFaults(policy),
    ...policy.rules.flatMap((rule, at) => ruleFaults(policy, rule, ['rules', at])),
    ...orderFaults(policy),
    ...limitFaults(policy),
    ...reviewFaults(policy),
  ];
}

/** Names a fault of a group that the policy does not have. */
function unknownGroup({ groups }: Policy, name: string, path: Path): Fault[] {
  const known = Object.keys(groups);
  if (known.includes(name)) return [];
  return [{ path, message: `there is no group “${name}”; the groups are: ${known.join(', ')}` }];
}

function groupFaults(policy: Policy): Fault[] {
  const { admins, auditors, timing, break_glass: breakGlass, reviews } = policy;
  const within = (names: readonly string[], ...path: Path) =>
    names.flatMap((name, at) => (isGroupName(name) ? unknownGroup(policy, name, [...path, at]) : []));
  return [
    ...within(admins, 'admins'),
    ...within(auditors, 'auditors'),
    ...within(timing.escalate_to ?? [], 'timing', 'escalate_to'),
    ...within(breakGlass?.who ?? [], 'break_glass', 'who'),
    ...(Array.isArray(reviews?.by) ? within(reviews.by, 'reviews', 'by') : []),
  ];
}

function repeatedFaults({ workspaces, workspace_roles, scopes, tasks }: Policy): Fault[] {
  const lists = {
    workspaces,
    workspace_roles: workspace_roles ?? [],
    scopes: scopes.map(({ product }) => product),
    tasks: (tasks ?? []).map(({ name }) => name),
  };
  return Object.entries(lists).flatMap(([list, names]) =>
    names.flatMap((name, at) =>
      names.indexOf(name) < at
        ? [{ path: [list, at], message: `“${name}” is in the list already: remove one of the two` }]
        : [],
    ),
  );
}

function ruleFaults(policy: Policy, rule: PolicyRule, path: Path): Fault[] {
  const twins = policy.rules.filter((other) => other.name === rule.name).length > 1;
  const named = twins
    ? [
        {
          path: [...path, 'name'],
          message: `two rules are called “${rule.name}”; a decision is recorded by its rule’s name: give each its own`,
        },
      ]
    : [];
  const { approval, when } = rule;
  if (approval === 'automatic' || 'forbidden' in approval) {
    return [...named, ...conditionFaults(policy, when, [...path, 'when'])];
  }
  const here = [...path, 'approval', 'stages'];
  return [
    ...named,
    ...conditionFaults(policy, when, [...path, 'when']),
    ...approval.stages.flatMap((stage, at) =>
      stage.from.flatMap((name, index) => unknownGroup(policy, name, [...here, at, 'from', index])),
    ),
    ...stageFaults(policy, approval.stages).map(({ stage, message }) => ({ path: [...here, stage, 'count'], message })),
  ];
}

function conditionFaults(policy: Policy, when: Conditions | undefined, path: Path): Fault[] {
  if (!when) return [];
  const { workspaces = [], requester = [], not } = when;
  return [
    ...workspaces.flatMap((name, at) =>
      policy.workspaces.includes(name)
        ? []
        : [
            {
              path: [...path, 'workspaces', at],
              message: `“${name}” is not in workspaces, so this can never match${guess(name, policy.workspaces)}`,
            },
          ],
    ),
    ...requester.flatMap((word, at) =>
      isGroupName(word) ? unknownGroup(policy, word, [...path, 'requester', at]) : [],
    ),
    ...scopeFaults(policy, when, path),
    ...(not && Object.keys(not).length === 0
      ? [{ path: [...path, 'not'], message: 'is empty, so the rule can never match: write conditions, or remove it' }]
      : conditionFaults(policy, not, [...path, 'not'])),
  ];
}

function scopeFaults(policy: Policy, { scopes }: Conditions, path: Path): Fault[] {
  if (scopes === undefined) return [];
  const { mode, names } = scopesAsked(scopes);
  return unknownScopes(policy, names, [...path, 'scopes', ...(Array.isArray(scopes) ? [] : [mode])]);
}

function orderFaults({ rules }: Policy): Fault[] {
  const unreachable = rules.flatMap((rule, at) => {
    const cover = rules.slice(0, at).find((earlier) => covers(earlier.when, rule.when));
    if (!cover) return [];
    const message = `is never reached, because “${cover.name}” before it matches all of this: put it further up`;
    return [{ path: ['rules', at], message }];
  });
  const last = rules.length - 1;
  if (rules[last]?.when === undefined) return unreachable;
  const message = 'the last rule must match everything: add a rule without “when” at the end';
  return [...unreachable, { path: ['rules', last, 'when'], message }];
}

function limitFaults({ limits, break_glass: breakGlass, timing: { quiet_hours: quiet } }: Policy): Fault[] {
  const { default_lifetime: proposed, max_lifetime: most } = limits;
  const faults: Fault[] = [];
  const fault = (path: Path, message: string) => faults.push({ path, message });
  if (proposed > most) {
    fault(['limits', 'default_lifetime'], `is ${inWords(proposed)}: write ${inWords(most)} (max_lifetime) or less`);
  }
  const urgent = breakGlass?.lifetime_up_to;
  if (urgent !== undefined && urgent < DAY) {
    fault(['break_glass', 'lifetime_up_to'], 'grants end at the start of a day: write 1d or more');
  }
  if (urgent !== undefined && urgent > most) {
    fault(['break_glass', 'lifetime_up_to'], `is ${inWords(urgent)}: write ${inWords(most)} (max_lifetime) or less`);
  }
  if (quiet && quiet.from === quiet.to) {
    fault(['timing', 'quiet_hours', 'to'], 'is when they begin: write another time, or remove quiet_hours');
  }
  return faults;
}

function reviewFaults({ reviews }: Policy): Fault[] {
  if (!reviews) return [];
  const { every, answer_within: within, remind_after: reminders } = reviews;
  const tooLong = within >= every;
  return [
    ...(tooLong
      ? [
          {
            path: ['reviews', 'answer_within'],
            message: `is ${inWords(within)}: write less than ${inWords(every)} (every)`,
          },
        ]
      : []),
    ...reminders.flatMap((ms, at) =>
      ms < within
        ? []
        : [
            {
              path: ['reviews', 'remind_after', at],
              message: `is ${inWords(ms)}: write less than ${inWords(within)} (answer_within)`,
            },
          ],
    ),
  ];
}
