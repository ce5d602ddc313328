import { z } from 'zod';
import { IntegrationTask, RoleDefault } from '../domain/integration-tasks.ts';
import { Access, CatalogueEntry, DEFAULT_CATALOGUE } from '../domain/scopes.ts';
import { Approval } from './approval-schema.ts';
import { Conditions } from './conditions-schema.ts';
import { Duration } from './fields.ts';
import { GroupName, Principal } from './principals.ts';

const ChannelId = z.string().regex(/^[CG][A-Z0-9]{2,}$/, 'write the channel’s ID (C…), from its details in Slack');
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time of the day as 19:00, in quotes');

const Rule = z.strictObject({
  name: z.string().min(1).max(100).describe('What a decision is recorded under, and what people are shown.'),
  when: Conditions.optional().describe('All of it must hold. A rule without it matches everything.'),
  approval: Approval.describe('automatic, { forbidden: text }, or { stages: […] }.'),
});

const Limits = z.strictObject({
  default_lifetime: Duration.prefault('90d').describe('What the form proposes.'),
  max_lifetime: Duration.prefault('365d').describe('The longest that may be asked for.'),
  require_ip_restrictions_for: z
    .array(Access)
    .default([])
    .describe('[write]: a grant with such a scope must name the addresses it is called from.'),
  unused_after: Duration.prefault('60d').describe('How long nothing may use a grant before its owner is asked.'),
});

const QuietHours = z.strictObject({
  from: TimeOfDay.describe('From then on nobody is reminded of a request that waits for them, in their own time zone.'),
  to: TimeOfDay,
  weekends: z.boolean().default(true).describe('Whether Saturdays and Sundays are quiet as a whole.'),
});

const Timing = z.strictObject({
  remind_approvers_after: z.array(Duration).prefault(['4h', '1d']).describe('When approvers are reminded.'),
  escalate_after: Duration.prefault('2d').describe('When the groups of escalate_to may decide too.'),
  escalate_to: z.array(GroupName).optional().describe('Who decides when nobody else does. Without it: admins.'),
  lapse_after: Duration.prefault('7d').describe('When a request that nobody decided on ends.'),
  warn_before_expiry: z
    .array(Duration)
    .min(1)
    .prefault(['30d', '14d', '7d', '3d', '1d'])
    .describe('When owners are warned that their grant ends.'),
  rotate_secret_every: Duration.optional().describe('How often owners are reminded to regenerate a secret.'),
  quiet_hours: QuietHours.optional().describe(
    'When nobody is reminded of a request that waits for them, unless it is urgent. All other messages still go out.',
  ),
});

const People = z.strictObject({
  allow: z
    .array(z.enum(['guests', 'other_workspaces', 'bots']))
    .default([])
    .describe('Who else may request and decide. Whoever has left Slack never can.'),
});

const Audit = z.strictObject({
  keep: Duration.optional().describe('How long audit events stay at least: nothing younger is ever trimmed.'),
});

const Reviews = z.strictObject({
  every: Duration.prefault('90d').describe('How long after the last review began the next one begins.'),
  by: z
    .union([z.literal('owner'), z.array(GroupName).min(1)], {
      error: 'write owner, or a list of groups such as [security]',
    })
    .default('owner')
    .describe('Who reviews: owner, each their own grants; or groups, whose people share those of others.'),
  answer_within: Duration.prefault('14d').describe('How long reviewers have.'),
  remind_after: z.array(Duration).prefault(['3d', '7d']).describe('When those who have not answered are reminded.'),
  unanswered: z
    .enum(['escalate', 'suspend'])
    .default('escalate')
    .describe('What happens then: the admins are asked, or the grant is suspended.'),
});

const BreakGlass = z.strictObject({
  who: z.array(GroupName).min(1).describe('Groups whose people may start a request without waiting.'),
  lifetime_up_to: Duration.prefault('1d').describe('The longest such a grant may live: 1d or more.'),
});

/** What may stand in the policy file, part by part. */
export const Shape = z.strictObject({
  version: z.literal(1, { error: 'write version: 1' }),
  channels: z.strictObject({
    requests: ChannelId.describe('Where approvers get their messages.'),
    admin: ChannelId.describe('Admin tasks, failures, and faults of this file.'),
    audit: ChannelId.optional().describe('Announcements to auditors, such as a break-glass request.'),
  }),
  groups: z
    .record(GroupName, z.array(Principal).min(1))
    .describe('Names for people: Slack user IDs (U…) and user group IDs (S…).'),
  admins: z.array(GroupName).min(1).describe('Groups whose people do admin tasks: Org Security Admins in Workiva.'),
  auditors: z
    .array(z.union([GroupName, Principal], { error: 'write the name of a group, or a Slack user or user group ID' }))
    .default([])
    .describe('Groups or people who may read everything.'),
  people: People.prefault({}),
  workspaces: z.array(z.string().min(1).max(75)).min(1).max(100).describe('Named as in Workiva.'),
  workspace_roles: z
    .array(z.string().min(1).max(75))
    .max(100)
    .optional()
    .describe('The roles that may be asked for. With API access only those of them that the chosen workspace has.'),
  role_defaults: z
    .array(RoleDefault)
    .max(100)
    .default([])
    .describe('Roles that the form proposes with some scopes, and permissions that an admin has to give by hand.'),
  scopes: z
    .array(CatalogueEntry)
    .min(1)
    .max(50)
    .default([...DEFAULT_CATALOGUE])
    .describe('The scopes that the form offers.'),
  tasks: z
    .array(IntegrationTask)
    .max(100)
    .optional()
    .describe('What an integration can be said to do, each with the scopes that it needs. []: nobody is asked.'),
  limits: Limits.prefault({}),
  rules: z.array(Rule).min(1).describe('The first rule that matches decides; the last one must match everything.'),
  break_glass: BreakGlass.optional().describe('Who may start a short-lived request without waiting for approval.'),
  timing: Timing.prefault({}),
  audit: Audit.prefault({}),
  reviews: Reviews.optional().describe('Regular reviews of every live grant. Without it there are none.'),
  on_revoke: z
    .enum(['suspend', 'remove'])
    .default('suspend')
    .describe('What becomes of an integration user that no grant needs any more.'),
});

export type Policy = z.infer<typeof Shape>;
export type PolicyRule = Policy['rules'][number];
