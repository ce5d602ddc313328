import { type Finding, isStillWrong, placeIn, type Recorded } from '../domain/drift.ts';
import { sameName } from '../domain/same-name.ts';
import { unlessGone } from './api-steps.ts';
import type { OperationRef, WorkivaClient } from './client.ts';
import { hasCode } from './errors.ts';
import type { WorkivaUser } from './schemas.ts';
import { StepRefused } from './step.ts';
import { makeStatusTrue, type UserStatus } from './user-status.ts';

/** The calls that reverting needs. */
export type Reverting = Pick<
  WorkivaClient,
  | 'findUser'
  | 'findWorkspace'
  | 'findMembership'
  | 'addMember'
  | 'removeMember'
  | 'workspaceRoles'
  | 'memberRoles'
  | 'giveMemberRoles'
  | 'takeMemberRoles'
  | 'followOperation'
  | 'setUserStatus'
>;

/** What is recorded may move while Workiva is being told; and a revert may be stopped at any moment. */
export type Meanwhile = {
  /** What is recorded by now. */
  recorded(): Promise<Recorded>;
  /** What the user has to be by now, also where a stop is just being carried over into Workiva. */
  status(): Promise<UserStatus>;
  /** Keeps the URL of the operation that Workiva has begun: another try waits for it, and does not ask again. */
  remember(operation: string): Promise<void>;
};

/**
 * Makes Workiva as it was recorded again, in one respect; whatever part of it is so already is left. Answers what was
 * done. Throws {@link StepRefused} or WorkivaError; either says by `transient` whether another try can help.
 */
export async function revertFinding(
  finding: Finding,
  recorded: Recorded,
  workiva: Reverting,
  meanwhile: Meanwhile,
): Promise<string> {
  const done = await act(finding, recorded, workiva, meanwhile);
  if (!isOfStatus(finding) && !isStillWrong(finding, await meanwhile.recorded())) throw new StepRefused(MOVED);
  return done;
}

async function act(finding: Finding, recorded: Recorded, workiva: Reverting, meanwhile: Meanwhile): Promise<string> {
  const { username, role = '' } = finding;
  const user = await workiva.findUser(username);
  if (!user) throw new StepRefused(`Workiva has no user “${username}” any more.`);
  if (recorded.userId !== undefined && user.id !== recorded.userId) throw new StepRefused(anotherUser(username));
  switch (finding.kind) {
    case 'user_suspended':
      return turn(user, 'active', workiva, meanwhile);
    case 'user_active':
    case 'left_active':
      return turn(user, 'suspended', workiva, meanwhile);
    case 'membership_missing': {
      if (recorded.status !== 'active') throw new StepRefused(wouldActivate(username));
      const seat = await seatOf(finding, user.id, workiva);
      const membership = seat.membership ?? (await addTo(seat.workspace, user.id, workiva));
      const roles = placeIn(recorded.must, seat.workspace.name)?.roles ?? [];
      const given = await give(seat.workspace, membership, roles, workiva, meanwhile);
      return `Added ${username} to ${seat.workspace.name}${given === '' ? '' : `, with ${given}`}`;
    }
    case 'membership_extra': {
      const { workspace, membership } = await seatOf(finding, user.id, workiva);
      if (membership !== undefined) await unlessGone(() => workiva.removeMember(workspace.id, membership));
      return `Removed ${username} from ${workspace.name}`;
    }
    case 'role_missing': {
      const { workspace, membership } = await memberAt(finding, user.id, workiva);
      await give(workspace, membership, [role], workiva, meanwhile);
      return `Gave ${username} the role ${role} in ${workspace.name}`;
    }
    case 'role_extra': {
      const { workspace, membership } = await memberAt(finding, user.id, workiva);
      await take(workspace, membership, role, workiva, meanwhile);
      return `Took the role ${role} in ${workspace.name} from ${username}`;
    }
    default:
      throw new StepRefused('Workiva’s API cannot do this: a person has to.');
  }
}

/** Whether Workiva may activate a user through the revert of this, so that a stop in between has to be told anew. */
export const canActivate = ({ kind }: Pick<Finding, 'kind'>): boolean =>
  kind === 'user_suspended' || kind === 'membership_missing';

/** Whether it is about the user's status, of which what is recorded at the end is made true, whatever that is. */
export const isOfStatus = ({ kind }: Pick<Finding, 'kind'>): boolean =>
  kind === 'user_suspended' || kind === 'user_active' || kind === 'left_active';

/** What is said where it was not made as recorded, because that has moved. */
export const MOVED =
  'What is recorded has changed since then, and the rest of it was not done: part of it may have been.';

const anotherUser = (username: string) =>
  `Workiva’s user “${username}” is another one now than the one that was approved. Nothing was changed.`;

const wouldActivate = (username: string) =>
  `A grant of ${username} is stopped, or is just being stopped or reinstated, and Workiva activates whoever is added to a workspace. Once it works again, press Revert again.`;

type Workspace = { id: string; name: string };

async function turn(user: WorkivaUser, status: UserStatus, workiva: Reverting, meanwhile: Meanwhile): Promise<string> {
  const told = await makeStatusTrue(user, () => meanwhile.status(), workiva);
  if (told !== status) throw new StepRefused(MOVED);
  return `${status === 'active' ? 'Activated' : 'Suspended'} ${user.username}`;
}

async function seatOf({ workspace: name = '' }: Finding, user: string, workiva: Reverting) {
  const workspace = await workiva.findWorkspace(name);
  if (!workspace) throw new StepRefused(`Workiva shows no workspace “${name}” to Grantdesk.`);
  return { workspace, membership: (await workiva.findMembership(workspace.id, user))?.id };
}

async function memberAt(finding: Finding, user: string, workiva: Reverting) {
  const { workspace, membership } = await seatOf(finding, user, workiva);
  if (membership === undefined) {
    throw new StepRefused(`“${finding.username}” is not a member of ${workspace.name} any more. Revert that first.`);
  }
  return { workspace, membership };
}

/** Somebody else may have added it in between, or this very job the last time. */
async function addTo(workspace: Workspace, user: string, workiva: Reverting): Promise<string> {
  try {
    return (await workiva.addMember(workspace.id, user, { notifyNewMember: false, sendWelcomeEmail: false })).id;
  } catch (error) {
    const there = hasCode(error, 'conflict') ? await workiva.findMembership(workspace.id, user) : undefined;
    if (!there) throw error;
    return there.id;
  }
}

/** Answers the names of the roles that it gave. */
async function give(
  workspace: Workspace,
  member: string,
  names: readonly string[],
  workiva: Reverting,
  meanwhile: Meanwhile,
): Promise<string> {
  if (names.length === 0) return '';
  const offered = await workiva.workspaceRoles(workspace.id);
  const held = new Set((await workiva.memberRoles(workspace.id, member)).map(({ id }) => id));
  const wanted = names.map((name) => {
    const role = offered.find((one) => sameName(one.name, name));
    if (role) return role;
    throw new StepRefused(`${workspace.name} has no role “${name}” any more.`);
  });
  const lacking = wanted.filter(({ id }) => !held.has(id));
  if (lacking.length === 0) return '';
  const ids = lacking.map(({ id }) => id);
  await followed(await workiva.giveMemberRoles(workspace.id, member, ids), workiva, meanwhile);
  return lacking.map(({ name }) => name).join(', ');
}

async function take(
  workspace: Workspace,
  member: string,
  name: string,
  workiva: Reverting,
  meanwhile: Meanwhile,
): Promise<void> {
  const held = await workiva.memberRoles(workspace.id, member);
  const ids = held.filter((role) => sameName(role.name, name)).map(({ id }) => id);
  if (ids.length > 0) await followed(await workiva.takeMemberRoles(workspace.id, member, ids), workiva, meanwhile);
}

async function followed(operation: OperationRef | undefined, workiva: Reverting, { remember }: Meanwhile) {
  if (!operation) return;
  await remember(operation.url);
  await workiva.followOperation(operation);
}
