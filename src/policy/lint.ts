import { type Fault, type PolicyParts, unknownGroups } from './fault.ts';
import { orderFaults } from './order-faults.ts';
import { ruleFaults } from './rule-faults.ts';
import type { Path } from './sound-parts.ts';
import { taskFaults } from './task-faults.ts';
import { timeFaults } from './time-faults.ts';

/** What no part of a policy shows alone. Each fault has the path to it, and says what to write instead. */
export function faultsBetween(parts: PolicyParts): Fault[] {
  return [
    ...groupFaults(parts),
    ...repeatedFaults(parts),
    ...taskFaults(parts),
    ...ruleFaults(parts),
    ...orderFaults(parts),
    ...timeFaults(parts),
  ];
}

function groupFaults(parts: PolicyParts): Fault[] {
  const { admins, auditors, timing, break_glass: breakGlass, reviews } = parts.value;
  const within = (names: readonly string[] | undefined, ...path: Path) => unknownGroups(parts, names ?? [], path);
  return [
    ...within(admins, 'admins'),
    ...within(auditors, 'auditors'),
    ...within(timing?.escalate_to, 'timing', 'escalate_to'),
    ...within(breakGlass?.who, 'break_glass', 'who'),
    ...(Array.isArray(reviews?.by) ? within(reviews.by, 'reviews', 'by') : []),
  ];
}

function repeatedFaults({ value }: PolicyParts): Fault[] {
  const { workspaces = [], workspace_roles = [], scopes = [], tasks = [] } = value;
  const lists = {
    workspaces,
    workspace_roles,
    scopes: scopes.map(({ product }) => product),
    tasks: tasks.map(({ name }) => name),
  };
  return Object.entries(lists).flatMap(([list, names]) =>
    names.flatMap((name, at) =>
      name !== undefined && names.indexOf(name) < at
        ? [{ path: [list, at], message: `“${name}” is in the list already: remove one of the two` }]
        : [],
    ),
  );
}
