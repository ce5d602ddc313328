import { z } from 'zod';
import { RuleVerdict, StagePlan } from './routing.ts';

/** A stage of a request's approval. */
export const Stage = StagePlan.extend({
  distinct: StagePlan.shape.distinct.default(true),
  /** The groups that were added, because nobody decided or nobody could. */
  escalated: z.object({ at: z.string(), to: z.array(z.string()) }).optional(),
});
export type Stage = z.infer<typeof Stage>;

export const Approval = z.object({
  by: z.string(),
  /** Who had handed over to them, where they did not approve in their own right. */
  for: z.string().optional(),
  stage: z.int(),
  at: z.string(),
  /** SHA-256 of the policy in force. */
  digest: z.string(),
  /** How it was proven that it was them, beyond their Slack account. */
  confirmed: z.literal('totp').optional(),
});
export type Approval = z.infer<typeof Approval>;

/** What an approver wants to know before they decide. */
export const Question = z.object({
  by: z.string(),
  at: z.string(),
  text: z.string(),
  answer: z.object({ by: z.string(), at: z.string(), text: z.string() }).optional(),
});
export type Question = z.infer<typeof Question>;

/** The clock of reminders, escalation and lapse; it starts anew whenever somebody else's turn comes. */
export const Waiting = z.object({
  since: z.string(),
  /** How long, in ms, it stood still while questions waited for their answers. */
  heldMs: z.number().default(0),
  /** The reminders that were sent, by their names, the latest last. */
  told: z.array(z.string()).default([]),
});
export type Waiting = z.infer<typeof Waiting>;

/** A request that did not wait: why, until when somebody has to approve it after the fact, and what they said. */
export const BreakGlass = z.object({
  reason: z.string(),
  reviewBy: z.string(),
  /** When those who may approve it were reminded that nobody has. */
  remindedAt: z.string().optional(),
  verdict: z
    .object({
      outcome: z.enum(['approved', 'denied', 'lapsed']),
      by: z.string(),
      at: z.string(),
      reason: z.string().optional(),
    })
    .optional(),
});
export type BreakGlass = z.infer<typeof BreakGlass>;

/** The rule that matched, why, the SHA-256 of its policy, and why the rules before it did not match. */
export const MatchedRule = z.object({
  rule: z.string(),
  why: z.string(),
  digest: z.string(),
  explanation: z.array(RuleVerdict).default([]),
});
export type MatchedRule = z.infer<typeof MatchedRule>;
