import { rolesTaken } from '../domain/change.ts';
import type { StepName } from '../domain/effects.ts';
import type { AccessRequest } from '../domain/records.ts';
import type { WorkivaClient } from './client.ts';
import { WorkivaError } from './errors.ts';
import type { StepContext, StepDone } from './step.ts';

type CleanUpStep = Extract<StepName, 'roles_removal' | 'membership_removal' | 'user_suspension'>;

/**
 * Takes away what a grant has left in Workiva, whatever part of it is gone already. Each looks before it acts, and
 * leaves alone what another live grant needs: that is asked before.
 */
export const CLEAN_UP_STEPS: Record<CleanUpStep, (context: StepContext) => Promise<StepDone>> = {
  roles_removal: takeRoles,
  membership_removal: removeMembership,
  user_suspension: suspendUser,
};

/** Whether a step takes away rather than gives. */
export function isCleanUp(step: StepName): step is CleanUpStep {
  return step in CLEAN_UP_STEPS;
}

async function takeRoles({ request, workiva, remember }: StepContext): Promise<StepDone> {
  const begun = request.provisioning?.steps.find((step) => step.name === 'roles_removal')?.operation;
  if (begun !== undefined) await workiva.followOperation({ url: begun, retryAfterSeconds: 1 });
  const place = await placeOf(request, workiva);
  if (!place) return { note: 'It is not a member of the workspace any more' };
  const wanted = new Set(rolesTaken(request).map((name) => name.toLowerCase()));
  const held = await workiva.memberRoles(place.workspace, place.membership);
  const ours = held.filter((role) => wanted.has(role.name.toLowerCase()));
  if (ours.length === 0) return { note: 'It has none of the roles any more' };

  const ids = ours.map((role) => role.id);
  const operation = await workiva.takeMemberRoles(place.workspace, place.membership, ids);
  if (operation) {
    await remember({ operation: operation.url });
    await workiva.followOperation(operation);
  }
  return { note: `Took ${ours.map((role) => role.name).join(', ')}` };
}

async function removeMembership({ request, workiva }: StepContext): Promise<StepDone> {
  const place = await placeOf(request, workiva);
  if (!place) return { note: 'It is not a member of the workspace any more' };
  await unlessGone(() => workiva.removeMember(place.workspace, place.membership));
  return { note: `Removed from ${request.terms.workspace}` };
}

async function suspendUser({ request, workiva, removeUser }: StepContext): Promise<StepDone> {
  const { username } = request.terms.user;
  const user = await workiva.findUser(username);
  if (!user) return { note: `There is no user ${username} any more` };
  if (removeUser) {
    await unlessGone(() => workiva.removeUser(user.id));
    return { note: `Removed the user ${username}` };
  }
  if (user.status !== 'suspended') await workiva.setUserStatus(user.id, 'suspended');
  return { note: `Suspended the user ${username}` };
}

/** Where the integration user is a member, if it still is. */
async function placeOf({ terms }: AccessRequest, workiva: WorkivaClient) {
  const [workspace, user] = await Promise.all([
    workiva.findWorkspace(terms.workspace),
    workiva.findUser(terms.user.username),
  ]);
  if (!workspace || !user) return undefined;
  const membership = await workiva.findMembership(workspace.id, user.id);
  return membership && { workspace: workspace.id, membership: membership.id };
}

/** Somebody else may have taken it away in between, or this very step the last time. */
async function unlessGone(remove: () => Promise<void>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!(error instanceof WorkivaError) || error.code !== 'not_found') throw error;
  }
}
