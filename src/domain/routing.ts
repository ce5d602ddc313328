import { z } from 'zod';

/** A condition of a rule: whether it holds, and the fact in one whole sentence. */
export const Condition = z.object({ holds: z.boolean(), sentence: z.string() });
export type Condition = z.infer<typeof Condition>;

/** Whether a rule matched a request, and what became of each of its conditions. */
export const RuleVerdict = z.object({ rule: z.string(), matched: z.boolean(), conditions: z.array(Condition) });
export type RuleVerdict = z.infer<typeof RuleVerdict>;

/** One stage of an approval: how many people, out of which groups, and whether they must be others than before. */
export const StagePlan = z.object({ from: z.array(z.string()), count: z.int(), distinct: z.boolean() });
export type StagePlan = z.infer<typeof StagePlan>;

/** What a policy makes of a request. No stages and nothing `forbidden` means that it is approved by itself. */
export type Routing = {
  rule: string;
  /** Why this rule: one sentence for each of its conditions. */
  why: string;
  stages: StagePlan[];
  /** What the requester is told when the rule lets nobody have this. */
  forbidden?: string | undefined;
  /** What an approver must prove beyond their Slack account. */
  confirm?: 'totp' | undefined;
  /** Every rule up to the one that matched. */
  explanation: RuleVerdict[];
};
