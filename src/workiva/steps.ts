import type { StepName } from '../domain/effects.ts';
import type { AccessRequest } from '../domain/records.ts';
import { CLEAN_UP_STEPS } from './clean-up.ts';
import { WorkivaError } from './errors.ts';
import type { WorkivaMembership, WorkivaUser, WorkivaWorkspace } from './schemas.ts';
import { type StepContext, type StepDone, StepRefused } from './step.ts';

export { type StepContext, type StepDone, StepRefused } from './step.ts';

/**
 * Makes one step true in Workiva, whatever part of it is true already: it looks before it acts. Throws
 * {@link StepRefused} or WorkivaError; either says by `transient` whether another try can help.
 */
export const API_STEPS: Record<Exclude<StepName, 'grant'>, (context: StepContext) => Promise<StepDone>> = {
  user: ensureUser,
  membership: ensureMembership,
  roles: ensureRoles,
  ...CLEAN_UP_STEPS,
};

async function ensureUser({ request, workiva, remember }: StepContext): Promise<StepDone> {
  const { user } = request.terms;
  const found = await workiva.findUser(user.username);
  if (found) return adopt(request, found);
  if (user.kind === 'existing') {
    throw new StepRefused(
      `Workiva has no user “${user.username}”. An admin can create it and press Retry; or the requester withdraws and asks for a new integration user.`,
    );
  }
  await remember({ begun: true });
  try {
    const { username, givenName, familyName, email } = user;
    const created = await workiva.createUser({ username, givenName, familyName, email });
    return { note: `Created the integration user ${username}`, facts: { userId: created.id } };
  } catch (error) {
    const taken = error instanceof WorkivaError && error.code === 'conflict';
    const other = taken ? await workiva.findUser(user.username) : undefined;
    if (!other) throw error;
    return { note: `Found the integration user ${user.username}`, facts: { userId: sameUser(request, other).id } };
  }
}

/**
 * A request for a new user takes one that is there already only when it may have made it itself, or an admin has by
 * hand. Otherwise its approver was told of a new user, and the grant would act with all permissions of an old one.
 */
function adopt(request: AccessRequest, found: WorkivaUser): StepDone {
  const { user } = request.terms;
  const step = request.provisioning?.steps.find((one) => one.name === 'user');
  if (user.kind === 'new' && step?.begun !== true && step?.by === undefined) {
    throw new StepRefused(
      `Workiva already has a user “${user.username}”, and the request is for a new one. The requester can withdraw it and choose another username, or ask for the existing user.`,
    );
  }
  return { note: `Found the integration user ${user.username}`, facts: { userId: sameUser(request, found).id } };
}

/** Refuses a user that is not the one that was asked for, or cannot act. */
function sameUser({ terms: { user } }: AccessRequest, found: WorkivaUser): WorkivaUser {
  if (found.status === 'suspended') {
    throw new StepRefused(
      `The Workiva user “${user.username}” is suspended. An admin can activate it and press Retry.`,
    );
  }
  if (user.kind === 'new' && found.email?.toLowerCase() !== user.email.toLowerCase()) {
    throw new StepRefused(
      `Workiva already has a user “${user.username}” with another email address, so it is not the one that was asked for. The requester can withdraw the request and choose another username.`,
    );
  }
  return found;
}

async function ensureMembership(context: StepContext): Promise<StepDone> {
  const { request, workiva } = context;
  const workspace = await workspaceOf(context);
  const userId = await userIdOf(context);
  const found = await workiva.findMembership(workspace.id, userId);
  if (found) return { note: `Already a member of ${workspace.name}`, facts: { userId, membershipId: found.id } };

  const isNew = request.terms.user.kind === 'new';
  try {
    const member = await workiva.addMember(workspace.id, userId, { notifyNewMember: false, sendWelcomeEmail: isNew });
    return { note: `Added to ${workspace.name}`, facts: { userId, membershipId: member.id } };
  } catch (error) {
    const taken = error instanceof WorkivaError && error.code === 'conflict';
    const member = taken ? await workiva.findMembership(workspace.id, userId) : undefined;
    if (!member) throw error;
    return { note: `Already a member of ${workspace.name}`, facts: { userId, membershipId: member.id } };
  }
}

async function ensureRoles(context: StepContext): Promise<StepDone> {
  const { request, workiva } = context;
  const workspace = await workspaceOf(context);
  const membership = await membershipOf(context, workspace);
  const wanted = await rolesWanted(context, workspace);

  const begun = request.provisioning?.steps.find((step) => step.name === 'roles')?.operation;
  if (begun !== undefined) await workiva.followOperation({ url: begun, retryAfterSeconds: 1 });
  const held = new Set((await workiva.memberRoles(workspace.id, membership.id)).map((role) => role.id));
  const lacking = wanted.filter((role) => !held.has(role.id));
  if (lacking.length === 0) return { note: `Has ${namesOf(wanted)}` };

  const operation = await workiva.giveMemberRoles(
    workspace.id,
    membership.id,
    lacking.map((role) => role.id),
  );
  if (operation) {
    await context.remember({ operation: operation.url });
    await workiva.followOperation(operation);
  }
  return { note: `Gave ${namesOf(lacking)}` };
}

async function workspaceOf({ request, workiva }: StepContext): Promise<WorkivaWorkspace> {
  const workspace = await workiva.findWorkspace(request.terms.workspace);
  if (workspace) return workspace;
  throw new StepRefused(
    `Workiva shows no workspace “${request.terms.workspace}” to Grantdesk. Check its name in the policy, and that Grantdesk’s own user can see it.`,
  );
}

async function userIdOf({ request, workiva }: StepContext): Promise<string> {
  const known = request.provisioning?.userId;
  if (known !== undefined) return known;
  const { username } = request.terms.user;
  const user = await workiva.findUser(username);
  if (user) return sameUser(request, user).id;
  throw new StepRefused(`Workiva has no user “${username}”. An admin can create it and press Retry.`);
}

async function membershipOf(context: StepContext, workspace: WorkivaWorkspace): Promise<Pick<WorkivaMembership, 'id'>> {
  const known = context.request.provisioning?.membershipId;
  if (known !== undefined) return { id: known };
  const membership = await context.workiva.findMembership(workspace.id, await userIdOf(context));
  if (membership) return membership;
  throw new StepRefused(
    `The integration user is not a member of ${workspace.name} yet. An admin can add it and press Retry.`,
  );
}

async function rolesWanted({ request, workiva }: StepContext, workspace: WorkivaWorkspace) {
  const offered = await workiva.workspaceRoles(workspace.id);
  return request.terms.roles.map((name) => {
    const role = offered.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (role) return role;
    throw new StepRefused(`${workspace.name} has no role “${name}”. Its roles are: ${namesOf(offered)}.`);
  });
}

const namesOf = (roles: readonly { name: string }[]) => roles.map((role) => role.name).join(', ');
