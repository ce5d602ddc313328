import type { WorkivaState } from '../domain/judge.ts';
import type { AccessRequest } from '../domain/records.ts';
import type { WorkivaClient } from './client.ts';

/** How far to look: each asks for one thing more than the one before. */
export type Depth = 'user' | 'membership' | 'roles';

/**
 * Looks what Workiva has of what a request is about. What an earlier step has found is not looked up again: a new user is
 * not in Workiva's lists at once. Neither is what was `seen` a moment ago and stays as it is.
 *
 * @throws WorkivaError
 */
export async function look(
  request: AccessRequest,
  workiva: WorkivaClient,
  depth: Depth,
  seen?: WorkivaState,
): Promise<WorkivaState> {
  const { terms, provisioning } = request;
  if (depth === 'user') return { user: await userOf(request, workiva), offered: [], held: [] };

  const user = seen?.user ?? (await userOf(request, workiva));
  const workspace = seen?.workspace ?? (await workiva.findWorkspace(terms.workspace));
  const known = provisioning?.membershipId;
  const membership =
    known === undefined ? workspace && user && (await workiva.findMembership(workspace.id, user.id)) : { id: known };
  if (depth === 'membership' || !workspace) return { workspace, user, membership, offered: [], held: [] };

  const [offered, held] = await Promise.all([
    seen?.offered ?? workiva.workspaceRoles(workspace.id),
    membership ? workiva.memberRoles(workspace.id, membership.id) : [],
  ]);
  return { workspace, user, membership, offered, held };
}

/** By its ID where that is known: a user that was made a moment ago is in no list yet. */
function userOf({ terms, provisioning, undoes }: AccessRequest, workiva: WorkivaClient) {
  const id = provisioning?.userId ?? undoes?.userId;
  return id === undefined ? workiva.findUser(terms.user.username) : workiva.user(id);
}
