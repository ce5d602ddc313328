import { isPerson } from './principals.ts';
import type { Policy } from './shape.ts';

type Stage = { from: readonly string[]; count: number; distinct_from_earlier_stages: boolean };

/**
 * The stages that can never get their approvals, whoever is in Slack's user groups: provable only where every approver
 * is named.
 */
export function stageFaults({ groups }: Pick<Policy, 'groups'>, stages: readonly Stage[]) {
  const staffed = stages.map((stage) => ({ ...stage, people: peopleNamed(groups, stage.from) }));
  return staffed.flatMap(({ people, count, distinct_from_earlier_stages: distinct }, at) => {
    if (people === undefined) return [];
    if (people.size < count) {
      return [{ stage: at, message: `needs ${count} approvers, but its groups name ${people.size}` }];
    }
    if (!distinct) return [];
    const spent = spentBefore(staffed.slice(0, at), people);
    if (people.size - spent >= count) return [];
    const message = `needs ${count} approvers who have not approved an earlier stage, but its groups name ${people.size} people and earlier stages take ${spent} of them: name more, or lower the count`;
    return [{ stage: at, message }];
  });
}

/** The people of groups, or nothing where a user group has members that only Slack knows, or a group is not there. */
function peopleNamed(groups: Policy['groups'], names: readonly string[]): Set<string> | undefined {
  const members = names.map((name) => groups[name]);
  const people = members.flatMap((group) => group ?? []);
  return members.every((group) => group?.every(isPerson)) ? new Set(people) : undefined;
}

/** How many of these people earlier stages take at least, by those stages that have nobody else. */
function spentBefore(earlier: readonly (Stage & { people: Set<string> | undefined })[], people: Set<string>): number {
  const inside = earlier.filter((stage) => stage.people && [...stage.people].every((person) => people.has(person)));
  const counts = inside.map(({ count }) => count);
  const apart = inside.slice(1).every((stage) => stage.distinct_from_earlier_stages);
  return apart ? counts.reduce((sum, count) => sum + count, 0) : Math.max(...counts);
}
