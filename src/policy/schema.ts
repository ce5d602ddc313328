import { z } from 'zod';
import { inWords, parseDuration } from '../domain/duration.ts';
import { Access, CatalogueEntry, DEFAULT_CATALOGUE } from '../domain/scopes.ts';

const GROUP_NAME = /^[a-z][a-z0-9-]*$/;
const PERSON = /^[UW][A-Z0-9]{2,}$/;
const USER_GROUP = /^S[A-Z0-9]{2,}$/;

const ChannelId = z.string().regex(/^[CG][A-Z0-9]{2,}$/, 'write the channel’s ID (C…), from its details in Slack');
const GroupName = z.string().regex(GROUP_NAME, 'write the name of a group in small letters, such as workiva-admins');

/** A Slack user (U…, W…) or a Slack user group (S…). */
const Principal = z
  .string()
  .refine((id) => PERSON.test(id) || USER_GROUP.test(id), 'write a Slack user ID (U…) or user group ID (S…)');

const Duration = z.string().transform((text, context) => {
  const duration = parseDuration(text);
  if (duration === undefined || duration <= 0) {
    context.addIssue({ code: 'custom', message: 'write a duration such as 30d, 4h or 90m' });
    return z.NEVER;
  }
  return duration;
});

const Stage = z.strictObject({ from: z.array(GroupName).min(1), count: z.int().min(1).default(1) });

const Rule = z.strictObject({
  name: z.string().min(1).max(100),
  when: z
    .strictObject({
      workspaces: z.array(z.string()).min(1).optional(),
      access: Access.optional(),
      risk: z.enum(['low', 'high']).optional(),
      roles: z.array(z.string()).optional(),
      new_integration_user: z.boolean().optional(),
      lifetime_up_to: Duration.optional(),
    })
    .optional(),
  approval: z.union([z.literal('automatic'), z.strictObject({ stages: z.array(Stage).min(1) })], {
    error: 'write automatic, or stages: [{ from: [group], count: 1 }]',
  }),
});

const Limits = z.strictObject({
  default_lifetime: Duration.default(parseDuration('90d') as number),
  max_lifetime: Duration.default(parseDuration('365d') as number),
  require_ip_restrictions_for: z.array(Access).default([]),
});

const DAYS = (...days: number[]) => days.map((day) => day * 86_400_000);

const Timing = z.strictObject({
  remind_approvers_after: z.array(Duration).default([4 * 3_600_000, ...DAYS(1)]),
  escalate_after: Duration.default(2 * 86_400_000),
  escalate_to: z.array(GroupName).optional(),
  lapse_after: Duration.default(7 * 86_400_000),
  warn_before_expiry: z
    .array(Duration)
    .min(1)
    .default(DAYS(30, 14, 7, 3, 1)),
});

const Shape = z.strictObject({
  version: z.literal(1, { error: 'write version: 1' }),
  channels: z.strictObject({ requests: ChannelId, admin: ChannelId, audit: ChannelId.optional() }),
  groups: z.record(GroupName, z.array(Principal).min(1)),
  admins: z.array(GroupName).min(1),
  auditors: z
    .array(z.union([GroupName, Principal], { error: 'write the name of a group, or a Slack user or user group ID' }))
    .default([]),
  workspaces: z.array(z.string().min(1).max(75)).min(1).max(100),
  workspace_roles: z
    .array(z.string().min(1).max(75))
    .max(100)
    .default(['Viewer', 'Creator', 'Manager', 'Workspace Owner']),
  scopes: z
    .array(CatalogueEntry)
    .min(1)
    .max(50)
    .default([...DEFAULT_CATALOGUE]),
  limits: Limits.prefault({}),
  rules: z.array(Rule).min(1),
  timing: Timing.prefault({}),
});

/** The policy file, checked. Durations are milliseconds. Faults that only show between parts are found here too. */
export const PolicyFile = Shape.superRefine((policy, context) => {
  const fault = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  const known = Object.keys(policy.groups);
  const checkGroup = (name: string, path: (string | number)[]) => {
    if (!known.includes(name)) fault(path, `there is no group “${name}”; the groups are: ${known.join(', ')}`);
  };

  policy.admins.forEach((name, at) => {
    checkGroup(name, ['admins', at]);
  });
  policy.auditors.forEach((name, at) => {
    if (GROUP_NAME.test(name)) checkGroup(name, ['auditors', at]);
  });
  policy.timing.escalate_to?.forEach((name, at) => {
    checkGroup(name, ['timing', 'escalate_to', at]);
  });
  policy.rules.forEach((rule, at) => {
    checkRule(policy, rule, ['rules', at], checkGroup, fault);
  });

  const products = policy.scopes.map(({ product }) => product);
  for (const [list, names] of Object.entries({
    workspaces: policy.workspaces,
    workspace_roles: policy.workspace_roles,
    scopes: products,
  })) {
    names.forEach((name, at) => {
      if (names.indexOf(name) < at) fault([list, at], `“${name}” is in the list already: remove one of the two`);
    });
  }

  policy.rules.forEach((rule, at) => {
    const cover = policy.rules.slice(0, at).find((earlier) => covers(earlier, rule));
    if (cover) {
      fault(
        ['rules', at],
        `is never reached, because “${cover.name}” before it matches all of this: put it further up`,
      );
    }
  });
  const last = policy.rules.length - 1;
  if (policy.rules[last]?.when !== undefined) {
    fault(['rules', last, 'when'], 'the last rule must match everything: add a rule without “when” at the end');
  }
  const { default_lifetime: proposed, max_lifetime: most } = policy.limits;
  if (proposed > most) {
    fault(['limits', 'default_lifetime'], `is ${inWords(proposed)}: write ${inWords(most)} (max_lifetime) or less`);
  }
});
export type Policy = z.infer<typeof PolicyFile>;
export type PolicyRule = Policy['rules'][number];

/** Whether everything that a rule matches is matched by an earlier one. */
function covers({ when: earlier = {} }: PolicyRule, { when: later = {} }: PolicyRule): boolean {
  const workspaces = later.workspaces?.every((name) => earlier.workspaces?.includes(name)) ?? false;
  return (
    (earlier.workspaces === undefined || workspaces) &&
    (earlier.access === undefined || earlier.access === later.access) &&
    (earlier.lifetime_up_to === undefined || (later.lifetime_up_to ?? Infinity) <= earlier.lifetime_up_to)
  );
}

function checkRule(
  policy: z.infer<typeof Shape>,
  rule: PolicyRule,
  path: (string | number)[],
  checkGroup: (name: string, path: (string | number)[]) => void,
  fault: (path: (string | number)[], message: string) => void,
): void {
  if (policy.rules.filter((other) => other.name === rule.name).length > 1) {
    fault([...path, 'name'], `two rules are called “${rule.name}”; a decision is recorded by its rule’s name`);
  }
  rule.when?.workspaces?.forEach((name, at) => {
    if (!policy.workspaces.includes(name)) {
      fault([...path, 'when', 'workspaces', at], `“${name}” is not in workspaces, so this can never match`);
    }
  });
  if (rule.approval === 'automatic') return;
  rule.approval.stages.forEach((stage, at) => {
    const here = [...path, 'approval', 'stages', at];
    stage.from.forEach((name, index) => {
      checkGroup(name, [...here, 'from', index]);
    });
    const members = stage.from.flatMap((name) => policy.groups[name] ?? []);
    const countable = new Set(members.filter((member) => PERSON.test(member))).size;
    if (members.every((member) => PERSON.test(member)) && countable < stage.count) {
      fault([...here, 'count'], `needs ${stage.count} approvers, but its groups name ${countable}`);
    }
  });
}

/** Whether an entry of a group is a Slack user group rather than a person. */
export function isUserGroup(principal: string): boolean {
  return USER_GROUP.test(principal);
}
