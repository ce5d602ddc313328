import { faultsBetween } from './lint.ts';
import { type Policy, Shape } from './shape.ts';

export { RuleVerdict, StagePlan } from '../domain/routing.ts';
export { isUserGroup } from './principals.ts';
export type { Policy, PolicyRule } from './shape.ts';

/** The policy file, checked. Durations are milliseconds. Faults that only show between parts are found here too. */
export const PolicyFile = Shape.superRefine((policy, context) => {
  for (const { path, message } of faultsBetween(policy)) context.addIssue({ code: 'custom', path, message });
});

/** The groups that decide when nobody else does, or nobody else can: those of `escalate_to`, or else the admins. */
export function escalationGroups({ timing, admins }: Policy): readonly string[] {
  return timing.escalate_to?.length ? timing.escalate_to : admins;
}
