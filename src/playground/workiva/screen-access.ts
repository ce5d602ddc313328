import type { Performer } from './activity-log.ts';
import {
  findMembership,
  findUser,
  type Membership,
  SECURITY_ADMIN,
  type User,
  type Workspace,
  type World,
} from './world.ts';

/** Who is signed in. @throws Error when nobody of this name can */
export function signedIn(world: World, username: string): User {
  const user = findUser(world, username);
  if (!user?.inOrganization || user.status !== 'active') throw new Error(`${username} cannot sign in.`);
  return user;
}

/** Who is signed in, where it takes an Org Security Admin. @throws Error when it is nobody of that kind */
export function adminNamed(world: World, username: string): User {
  const user = signedIn(world, username);
  const role = world.organizationRoles.find(({ name }) => name === SECURITY_ADMIN);
  if (role && user.roleIds.has(role.id)) return user;
  throw new Error('You do not have access to this page. It takes an Org Security Administrator.');
}

/** How the log names somebody who acts by hand. */
export function byHand(user: User): Performer {
  return { id: user.id, type: 'user', displayName: user.displayName, ipAddress: '127.0.0.1' };
}

/** The workspace that the field Workspace names. @throws Error */
export function workspaceNamed(world: World, name: string): Workspace {
  if (name === '') throw new Error('Workspace: choose a workspace.');
  const workspace = world.workspaces.find((one) => one.name === name);
  if (!workspace) throw new Error(`Workspace: there is no workspace called "${name}".`);
  return workspace;
}

/** The user that the field Workiva Username names. @throws Error */
export function userNamed(world: World, username: string): User {
  const name = username.trim();
  if (name === '') throw new Error('Workiva Username: enter a username.');
  const user = findUser(world, name);
  if (!user?.inOrganization) throw new Error(`Workiva Username: there is no user "${name}".`);
  return user;
}

/** The user's place in the workspace. @throws Error when there is none */
export function memberOf(world: World, workspace: Workspace, user: User): Membership {
  const membership = findMembership(world, user.id, workspace.id);
  if (!membership) throw new Error(`Workiva Username: ${user.username} is not a member of ${workspace.name}.`);
  return membership;
}
