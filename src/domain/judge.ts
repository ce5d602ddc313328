import { rolesTaken } from './change.ts';
import type { ApiStepName } from './effects.ts';
import { stepNamed } from './provisioning-steps.ts';
import type { AccessRequest } from './records.ts';
import { sameName } from './same-name.ts';
import type { Step } from './step-records.ts';

type Named = { id: string; name: string };

/** What Workiva has of what a request is about. What it does not have is missing, or an empty list. */
export type WorkivaState = {
  workspace?: Named | undefined;
  /** Status and address are missing where the user is known by its id alone. */
  user?: { id: string; status?: string; email?: string | null | undefined } | undefined;
  membership?: { id: string } | undefined;
  /** The roles of the workspace. */
  offered: Named[];
  /** Those that the integration user has there. */
  held: Named[];
};

/** What a step has to do, given what is there: something, nothing any more, or it cannot be done. `words` say which. */
export type Judgement = { verdict: 'do' | 'there' | 'blocked'; words: string };

type Judge = (request: AccessRequest, state: WorkivaState) => Judgement;

/** Judges one step that the API can do. */
export function judge(name: ApiStepName, request: AccessRequest, state: WorkivaState): Judgement {
  return JUDGES[name](request, state);
}

const JUDGES: Record<ApiStepName, Judge> = {
  user: judgeUser,
  membership: judgeMembership,
  roles: judgeRoles,
  roles_removal: judgeRolesRemoval,
  membership_removal: judgeMembershipRemoval,
  user_suspension: judgeSuspension,
  user_removal: judgeRemoval,
};

const todo = (words: string): Judgement => ({ verdict: 'do', words });
const there = (words: string): Judgement => ({ verdict: 'there', words });
const blocked = (words: string): Judgement => ({ verdict: 'blocked', words });

function judgeUser(request: AccessRequest, { user: found }: WorkivaState): Judgement {
  const { user } = request.terms;
  if (!found) {
    if (user.kind === 'new') return todo(`Create the integration user ${user.username}`);
    return blocked(
      `Workiva has no user “${user.username}”. An admin can create it and press Retry; or the requester withdraws and asks for a new integration user.`,
    );
  }
  const step = stepNamed(request, 'user');
  const isOurs = step?.begun === true || step?.by !== undefined;
  if (user.kind === 'new' && !isOurs) {
    return blocked(
      `Workiva already has a user “${user.username}”, and the request is for a new one. The requester can withdraw it and choose another username, or ask for the existing user.`,
    );
  }
  const wrong = otherUser(request, found);
  if (wrong !== undefined) return blocked(wrong);
  return there(`${hasChanged(step) ? 'Created' : 'Found'} the integration user ${user.username}`);
}

/** Says why a user is not the one that was asked for, or cannot act; nothing when it is. */
function otherUser(request: AccessRequest, found: Found): string | undefined {
  const { user } = request.terms;
  if (found.status === 'suspended') {
    return `The Workiva user “${user.username}” is suspended. An admin can activate it and press Retry.`;
  }
  if (isOther(request, found)) {
    return `Workiva already has a user “${user.username}” with another email address, so it is not the one that was asked for. The requester can withdraw the request and choose another username.`;
  }
  return undefined;
}

type Found = NonNullable<WorkivaState['user']>;

/** Whether a user of the name that was to be new has another address, so that it is somebody else's. */
function isOther({ terms: { user } }: AccessRequest, { email }: Found): boolean {
  return user.kind === 'new' && email !== undefined && email?.toLowerCase() !== user.email.toLowerCase();
}

function judgeMembership(request: AccessRequest, state: WorkivaState): Judgement {
  const { workspace, user, membership } = state;
  if (!workspace) return blocked(noWorkspace(request));
  if (membership) {
    return there(
      `${hasChanged(stepNamed(request, 'membership')) ? 'Added to' : 'Already a member of'} ${workspace.name}`,
    );
  }
  const wrong = user && otherUser(request, user);
  return wrong === undefined ? todo(`Add it to ${workspace.name}`) : blocked(wrong);
}

function judgeRoles(request: AccessRequest, state: WorkivaState): Judgement {
  const { workspace, offered } = state;
  if (!workspace) return blocked(noWorkspace(request));
  const unknown = request.terms.roles.find((name) => !roleNamed(name, offered));
  if (unknown !== undefined) {
    const names = offered.map(({ name }) => name).join(', ');
    return blocked(`${workspace.name} has no role “${unknown}”. Its roles are: ${names}.`);
  }
  const lacking = rolesLacking(request, state);
  if (lacking.length > 0) return todo(`Give it ${namesOf(lacking)} in ${workspace.name}`);
  const given = stepNamed(request, 'roles')?.changed ?? [];
  return there(given.length > 0 ? `Gave ${given.join(', ')}` : `Has ${request.terms.roles.join(', ')}`);
}

const noWorkspace = ({ terms: { workspace } }: AccessRequest) =>
  `Workiva shows no workspace “${workspace}” to Grantdesk. Check its name in the policy, and that Grantdesk’s own user can see it.`;

/** The roles of the workspace that a request asks for and its integration user does not have. */
export function rolesLacking({ terms }: AccessRequest, { offered, held }: WorkivaState): Named[] {
  const has = new Set(held.map(({ id }) => id));
  return terms.roles.flatMap((name) => roleNamed(name, offered) ?? []).filter(({ id }) => !has.has(id));
}

/** The roles that a request takes away and its integration user still has. */
export function rolesToTake(request: AccessRequest, { held }: WorkivaState): Named[] {
  const taken = request.undoes?.roles ?? rolesTaken(request);
  return taken.flatMap((name) => roleNamed(name, held) ?? []);
}

function judgeRolesRemoval(request: AccessRequest, state: WorkivaState): Judgement {
  if (!state.membership) return there('It is not a member of the workspace any more');
  const ours = rolesToTake(request, state);
  if (ours.length > 0) return todo(`Take ${namesOf(ours)} from it in ${request.terms.workspace}`);
  const taken = stepNamed(request, 'roles_removal')?.changed ?? [];
  return there(taken.length > 0 ? `Took ${taken.join(', ')}` : 'It has none of the roles any more');
}

function judgeMembershipRemoval(request: AccessRequest, state: WorkivaState): Judgement {
  const {
    workspace,
    user: { username },
  } = request.terms;
  if (state.membership) {
    const then = staysActive(request, state) ? ', and activate it again if Workiva suspends it for that' : '';
    return todo(`Remove it from ${workspace}${then}`);
  }
  const { staysActive: isToStay = false, changed = [] } = stepNamed(request, 'membership_removal') ?? {};
  if (isToStay && state.user?.status === 'suspended') return todo(`Activate the user ${username} again`);
  if (changed.includes(username)) return there(`Removed from ${workspace}, and activated the user ${username} again`);
  return there(changed.length > 0 ? `Removed from ${workspace}` : 'It is not a member of the workspace any more');
}

/**
 * Whether a user is to be active after an undo has taken its membership: it was there before the request, and is active
 * now. Workiva suspends whoever leaves its last workspace.
 */
export const staysActive = ({ undoes }: AccessRequest, { user }: WorkivaState): boolean =>
  undoes?.user === false && user?.status === 'active';

function judgeSuspension(request: AccessRequest, { user }: WorkivaState): Judgement {
  const { username } = request.terms.user;
  if (!user) return there(`There is no user ${username} any more`);
  return user.status === 'suspended' ? there(`Suspended the user ${username}`) : todo(`Suspend the user ${username}`);
}

function judgeRemoval(request: AccessRequest, { user }: WorkivaState): Judgement {
  const { username } = request.terms.user;
  if (!user) {
    const step = stepNamed(request, 'user_removal') ?? stepNamed(request, 'user_suspension');
    return there(hasChanged(step) ? `Removed the user ${username}` : `There is no user ${username} any more`);
  }
  if (request.undoes && isOther(request, user)) return there(`The user ${username} is somebody else’s, and stays`);
  return todo(`Remove the user ${username}`);
}

/** Compares the names of roles as people read them. */
function roleNamed(name: string, roles: readonly Named[]): Named | undefined {
  return roles.find((role) => sameName(role.name, name));
}

const namesOf = (roles: readonly Named[]) => roles.map(({ name }) => name).join(', ');

/** Whether a step has changed something, or may have. */
const hasChanged = (step: Step | undefined): boolean => (step?.changed?.length ?? 0) > 0;
