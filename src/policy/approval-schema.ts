import { z } from 'zod';
import { GroupName } from './principals.ts';

const Stage = z.strictObject({
  from: z.array(GroupName).min(1).describe('Groups of this policy; the people of all of them may decide.'),
  count: z.int().min(1).default(1).describe('How many people must approve.'),
  not_requester: z
    .literal('always', { error: 'write always, or leave it out: nobody ever decides on their own request' })
    .default('always')
    .describe('Nobody decides on their own request. It cannot be switched off.'),
  distinct_from_earlier_stages: z
    .boolean()
    .default(true)
    .describe('Whether somebody who approved an earlier stage does not count in this one.'),
});

const Staged = z.strictObject({
  stages: z.array(Stage).min(1).describe('One after the other.'),
  confirm: z.literal('totp').optional().describe('totp: Approve also asks for a code of an authenticator app.'),
});

const Forbidden = z.strictObject({
  forbidden: z.string().min(1).max(500).describe('What the requester is told: why, and what to do instead.'),
});

/** What a rule decides. */
export const Approval = z.union([z.literal('automatic'), Forbidden, Staged], {
  error: 'write automatic, or stages: [{ from: [group], count: 1 }], or forbidden: "what the requester is told"',
});
export type Approval = z.output<typeof Approval>;

/** The stages of what a rule decides; none where it asks nobody. */
export const stagesOf = (approval: Approval) =>
  typeof approval === 'object' && 'stages' in approval ? approval.stages : [];
