import type { Policy } from '../policy/schema.ts';
import { sameName } from './same-name.ts';

/** What Workiva gives every workspace; offered where neither the policy nor Workiva itself says which roles there are. */
const DEFAULT_ROLES: readonly string[] = ['Viewer', 'Creator', 'Manager', 'Workspace Owner'];

/** The roles that can be asked for. */
export const rolesOffered = ({ workspace_roles }: Pick<Policy, 'workspace_roles'>): readonly string[] =>
  workspace_roles ?? DEFAULT_ROLES;

/**
 * The policy for a workspace whose roles are known: only those are offered, and of them only the ones that the policy
 * lists, in its order, if it lists any. Without knowing them the policy stays as it is.
 */
export function withRolesOf(policy: Policy, real: readonly string[] | undefined): Policy {
  if (real === undefined) return policy;
  const { workspace_roles: listed } = policy;
  if (listed === undefined) return { ...policy, workspace_roles: [...real] };
  const named = listed.flatMap((role) => real.find((one) => sameName(one, role)) ?? []);
  return { ...policy, workspace_roles: [...new Set(named)] };
}

/** The roles that the policy does not let anybody have. Where it lists none, every role of a workspace may be given. */
export const rolesNotListed = (roles: readonly string[], { workspace_roles: listed }: Policy): string[] =>
  listed === undefined ? [] : roles.filter((role) => !listed.some((one) => sameName(one, role)));
