import { type Fault, type PolicyParts, unknownRoles, unknownScopes } from './fault.ts';

/** What tasks and role_defaults name that the policy does not have. */
export function taskFaults(parts: PolicyParts): Fault[] {
  const { tasks = [], role_defaults = [] } = parts.value;
  const lists = { tasks, role_defaults };
  return [
    ...Object.entries(lists).flatMap(([list, entries]) =>
      entries.flatMap(({ scopes = [], roles = [] }, at) => [
        ...unknownScopes(parts, scopes, [list, at, 'scopes']),
        ...unknownRoles(parts, roles, [list, at, 'roles']),
      ]),
    ),
    ...role_defaults.flatMap(({ roles = [], permissions }, at) =>
      parts.isWhole('role_defaults', at) && roles.length === 0 && permissions === undefined
        ? [{ path: ['role_defaults', at], message: NOTHING }]
        : [],
    ),
  ];
}

const NOTHING = 'gives nothing: write roles, permissions or both, or remove it';
