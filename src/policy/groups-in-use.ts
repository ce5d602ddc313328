import { stagesOf } from './approval-schema.ts';
import { escalationGroups, type Policy } from './schema.ts';

/** A group that somebody has to be in, and what for. */
export type GroupInUse = { name: string; uses: readonly string[] };

/** The groups that the policy relies on to decide and to act, each with what for, in words. */
export function groupsInUse(policy: Policy): GroupInUse[] {
  const uses = new Map<string, string[]>();
  const add = (names: readonly string[], use: string) => {
    for (const name of names) uses.set(name, [...new Set([...(uses.get(name) ?? []), use])]);
  };

  for (const { name, approval } of policy.rules) {
    for (const { from } of stagesOf(approval)) add(from, `approve under the rule “${name}”`);
  }
  add(policy.admins, 'do the admin tasks');
  add(escalationGroups(policy), 'decide on requests that nobody else decides on');
  add(policy.break_glass?.who ?? [], 'break the glass');
  if (policy.reviews && policy.reviews.by !== 'owner') add(policy.reviews.by, 'review access');
  return [...uses].map(([name, all]) => ({ name, uses: all }));
}

/** The groups of stages that ask for a code of an authenticator app. */
export function groupsWithCodes({ rules }: Pick<Policy, 'rules'>): ReadonlySet<string> {
  return new Set(
    rules
      .filter(({ approval }) => typeof approval === 'object' && 'confirm' in approval && approval.confirm !== undefined)
      .flatMap(({ approval }) => stagesOf(approval).flatMap(({ from }) => from)),
  );
}
