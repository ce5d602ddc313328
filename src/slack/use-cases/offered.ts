import { withRolesOf } from '../../domain/workspace-roles.ts';
import type { Policy } from '../../policy/schema.ts';
import type { FilingParts } from './parts.ts';

type Offering = Pick<FilingParts, 'policy' | 'workspaceRoles'>;

/** How long, in ms, Workiva may take where a person or Slack's 3 s wait for the rest. */
const SOON_MS = 500;

/**
 * The policy in force with the roles that a workspace has in Workiva, as far as they are known or can be learned within
 * so many ms.
 */
export async function policyFor(
  workspace: string | undefined,
  { policy, workspaceRoles }: Offering,
  withinMs = SOON_MS,
): Promise<Policy> {
  const inForce = policy().policy;
  if (!isOffered(inForce, workspace)) return inForce;
  return withRolesOf(inForce, await workspaceRoles.current(workspace, withinMs));
}

/** The same by what is known now, for what must not wait. */
export function policyKnownFor(workspace: string | undefined, { policy, workspaceRoles }: Offering): Policy {
  const inForce = policy().policy;
  return isOffered(inForce, workspace) ? withRolesOf(inForce, workspaceRoles.known(workspace)) : inForce;
}

/** Nobody makes Grantdesk ask Workiva about anything else. */
const isOffered = ({ workspaces }: Policy, workspace: string | undefined): workspace is string =>
  workspace !== undefined && workspaces.includes(workspace);
