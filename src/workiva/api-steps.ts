import type { ApiStepName } from '../domain/effects.ts';
import { rolesLacking, rolesToTake, staysActive, type WorkivaState } from '../domain/judge.ts';
import { type StepFacts, stepNamed } from '../domain/provisioning-steps.ts';
import type { AccessRequest } from '../domain/records.ts';
import type { OperationRef } from './client.ts';
import { hasCode } from './errors.ts';
import type { Depth } from './look.ts';
import { type StepContext, type StepNote, StepRefused } from './step.ts';

/** One step in Workiva. Whether there is something to do, and whether it has been done, {@link judge} says. */
export type ApiStep = {
  /** How much of Workiva has to be seen to judge it. */
  look: Depth;
  /** What it changes, by name, given what is there. */
  changes(request: AccessRequest, seen: WorkivaState): string[];
  /** What a later try must know of how it was before. */
  before?(request: AccessRequest, seen: WorkivaState): StepNote;
  /** Changes it. Only called when there is something to change. */
  act(context: StepContext, seen: WorkivaState): Promise<Acted>;
  /** The step that takes it back. What takes away is not given back without an approval. */
  undo?: ApiStepName;
};

/**
 * What came of it: what the steps after it need to know; what else it has changed, by name; or that it is said to be there
 * already, in Workiva's words.
 */
export type Acted = { facts?: StepFacts; also?: string[]; taken?: string };

/** Every step as data. */
export const API_STEPS: Record<ApiStepName, ApiStep> = {
  user: { look: 'user', changes: username, act: createUser, undo: 'user_removal' },
  membership: { look: 'membership', changes: workspaceName, act: addMember, undo: 'membership_removal' },
  roles: { look: 'roles', changes: (...seen) => names(rolesLacking(...seen)), act: giveRoles, undo: 'roles_removal' },
  roles_removal: { look: 'roles', changes: (...seen) => names(rolesToTake(...seen)), act: takeRoles },
  membership_removal: {
    look: 'membership',
    changes: (request, seen) => (seen.membership ? workspaceName(request) : username(request)),
    before: (request, seen) => (seen.membership ? { staysActive: staysActive(request, seen) } : {}),
    act: removeMember,
  },
  user_suspension: { look: 'user', changes: username, act: suspendUser },
  user_removal: { look: 'user', changes: username, act: removeUser },
};

function username({ terms }: AccessRequest): string[] {
  return [terms.user.username];
}

function workspaceName({ terms }: AccessRequest): string[] {
  return [terms.workspace];
}

const names = (roles: readonly { name: string }[]) => roles.map(({ name }) => name);

async function createUser({ request, workiva }: StepContext): Promise<Acted> {
  const { user } = request.terms;
  if (user.kind !== 'new') return {};
  const { username: name, givenName, familyName, email } = user;
  return unlessTaken(
    async () => ({ userId: (await workiva.createUser({ username: name, givenName, familyName, email })).id }),
    'This organization shows no such user, so it may be one of another: the requester can withdraw the request and choose another username.',
  );
}

async function addMember({ request, workiva }: StepContext, { workspace, user }: WorkivaState): Promise<Acted> {
  const { terms } = request;
  if (!workspace) throw new StepRefused(`Workiva shows no workspace “${terms.workspace}” to Grantdesk.`);
  if (!user) {
    // One that was made a moment ago is not in Workiva's lists yet.
    const sentence = `Workiva has no user “${terms.user.username}”. An admin can create it and press Retry.`;
    throw new StepRefused(sentence, { transient: true });
  }
  const options = { notifyNewMember: false, sendWelcomeEmail: terms.user.kind === 'new' };
  return unlessTaken(
    async () => ({ membershipId: (await workiva.addMember(workspace.id, user.id, options)).id }),
    `${workspace.name} does not show it among its members. An admin can look and press Retry.`,
  );
}

/** Something of the kind may be there already: whether it is the right one is looked at next; `otherwise`, if it never shows. */
async function unlessTaken(make: () => Promise<StepFacts>, otherwise: string): Promise<Acted> {
  try {
    return { facts: await make() };
  } catch (error) {
    if (!hasCode(error, 'conflict')) throw error;
    return { taken: `${error.sentence} ${otherwise}` };
  }
}

async function giveRoles(context: StepContext, seen: WorkivaState): Promise<Acted> {
  const { request, workiva } = context;
  const { workspace, membership } = placeIn(seen, request);
  const roles = rolesLacking(request, seen).map(({ id }) => id);
  await followed(await workiva.giveMemberRoles(workspace, membership, roles), context);
  return {};
}

async function takeRoles(context: StepContext, seen: WorkivaState): Promise<Acted> {
  const { request, workiva } = context;
  const { workspace, membership } = placeIn(seen, request);
  const roles = rolesToTake(request, seen).map(({ id }) => id);
  await followed(await workiva.takeMemberRoles(workspace, membership, roles), context);
  return {};
}

async function followed(operation: OperationRef | undefined, { workiva, remember }: StepContext): Promise<void> {
  if (!operation) return;
  await remember({ operation: operation.url });
  await workiva.followOperation(operation);
}

function placeIn({ workspace, membership }: WorkivaState, { terms }: AccessRequest) {
  if (workspace && membership) return { workspace: workspace.id, membership: membership.id };
  throw new StepRefused(
    `The integration user is not a member of ${terms.workspace} yet. An admin can add it and press Retry.`,
  );
}

/** Workiva suspends whoever leaves its last workspace: of a request that is undone, that takes back more than it gave. */
async function removeMember({ request, workiva }: StepContext, { workspace, membership, user }: WorkivaState) {
  if (workspace && membership) await unlessGone(() => workiva.removeMember(workspace.id, membership.id));
  if (!user || !stepNamed(request, 'membership_removal')?.staysActive) return {};
  const left = await workiva.user(user.id);
  if (left?.status !== 'suspended') return {};
  await workiva.setUserStatus(user.id, 'active');
  return { also: username(request) };
}

async function suspendUser({ workiva }: StepContext, { user }: WorkivaState): Promise<Acted> {
  if (user) await workiva.setUserStatus(user.id, 'suspended');
  return {};
}

async function removeUser({ workiva }: StepContext, { user }: WorkivaState): Promise<Acted> {
  if (user) await unlessGone(() => workiva.removeUser(user.id));
  return {};
}

/** Somebody else may have taken it away in between, or this very step the last time. */
export async function unlessGone(remove: () => Promise<void>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Whether Workiva does not know what was asked for, any more or at all. */
export const isGone = (error: unknown): boolean => hasCode(error, 'not_found');
