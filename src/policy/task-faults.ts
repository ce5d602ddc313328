import { type Fault, unknownScopes } from './fault.ts';
import { guess } from './nearest.ts';
import type { Policy } from './shape.ts';

/** What tasks and role_defaults name that the policy does not have. */
export function taskFaults(policy: Policy): Fault[] {
  const { tasks = [], role_defaults } = policy;
  const lists = { tasks, role_defaults };
  return [
    ...Object.entries(lists).flatMap(([list, entries]) =>
      entries.flatMap((entry, at) => [
        ...unknownScopes(policy, entry.scopes, [list, at, 'scopes']),
        ...unknownRoles(policy, entry.roles, [list, at, 'roles']),
      ]),
    ),
    ...role_defaults.flatMap(({ roles, permissions }, at) =>
      roles.length === 0 && permissions === undefined ? [{ path: ['role_defaults', at], message: NOTHING }] : [],
    ),
  ];
}

const NOTHING = 'gives nothing: write roles, permissions or both, or remove it';

/** Without a list of roles there may be any: a workspace of Workiva says which it has. */
function unknownRoles({ workspace_roles: known }: Policy, roles: readonly string[], path: Fault['path']): Fault[] {
  if (known === undefined) return [];
  return roles.flatMap((role, at) =>
    known.includes(role)
      ? []
      : [{ path: [...path, at], message: `“${role}” is not in workspace_roles${guess(role, known)}` }],
  );
}
