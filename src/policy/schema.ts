import { faultsBetween } from './lint.ts';
import { type Policy, Shape } from './shape.ts';
import { soundParts } from './sound-parts.ts';

export { RuleVerdict, StagePlan } from '../domain/routing.ts';
export { isUserGroup } from './principals.ts';
export type { Policy, PolicyRule } from './shape.ts';

/**
 * The policy file, checked. Durations are milliseconds. Faults that only show between parts are found here too, as far as
 * the parts are sound.
 */
export const PolicyFile = Shape.superRefine(
  (policy, context) => {
    const faults = faultsBetween(soundParts(policy, context.issues));
    for (const { path, message } of faults) context.addIssue({ code: 'custom', path, message });
  },
  { when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value) },
);

/** Whether the integration user of a revoked grant is removed, and not only suspended. */
export const removesUsers = ({ on_revoke }: Policy): boolean => on_revoke === 'remove';

/** The groups that decide when nobody else does, or nobody else can: those of `escalate_to`, or else the admins. */
export function escalationGroups({ timing, admins }: Policy): readonly string[] {
  return timing.escalate_to?.length ? timing.escalate_to : admins;
}
