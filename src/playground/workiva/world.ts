import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../../domain/clock.ts';
import { type ActivityLog, createActivityLog } from './activity-log.ts';
import { opaqueId } from './ids.ts';
import type { UserStatus, WorkivaStandInOptions } from './types.ts';

/** A role of the organization or of a workspace. */
export type Role = { id: string; name: string };
/** An account; `inOrganization` is false once it has been removed, or when it belongs to another. */
export type User = {
  id: string;
  username: string;
  givenName: string;
  familyName: string;
  displayName: string;
  email: string;
  status: UserStatus;
  inOrganization: boolean;
  roleIds: Set<string>;
  /** The moment, in milliseconds of `performance.now()`, from which lists show it. */
  listedFrom: number;
};
/** A group of members of one workspace. */
export type Group = { id: string; name: string; userIds: Set<string> };
/** A workspace with the roles it offers. */
export type Workspace = { id: string; name: string; roles: Role[]; groups: Group[] };
/** A user's place in a workspace. */
export type Membership = { id: string; userId: string; workspaceId: string; roleIds: Set<string> };
/** An API grant; `expires` is `YYYY-MM-DD`, the last day on which it works. */
export type Grant = {
  clientId: string;
  clientName: string;
  workspaceId: string;
  userId: string;
  expires: string;
  scopes: string[];
  ipRestrictions: string;
  /** SHA-256; the secret itself is not kept. */
  secretHash: string | undefined;
};

/** Everything that this Workiva knows. */
export type World = {
  readonly organization: { id: string; name: string; status: 'active' };
  readonly clock: Clock;
  readonly log: ActivityLog;
  /** How long a new user is not listed. */
  readonly listedAfterMs: number;
  organizationRoles: Role[];
  users: User[];
  workspaces: Workspace[];
  memberships: Membership[];
  grants: Grant[];
};

/** The role that lets a person add, edit and delete grants. */
export const SECURITY_ADMIN = 'Org Security Admin';

/** Roles of a workspace that names none of its own. */
export const DEFAULT_WORKSPACE_ROLES = ['Workspace Owner', 'Workspace Member', 'Creator', 'Manager', 'Viewer'];

const ORGANIZATION_ROLES = [SECURITY_ADMIN, 'Org User Admin', 'Org Workspace Admin', 'Org Member'];

/** Sets the world up as the options describe it. */
export function createWorld(options: WorkivaStandInOptions): World {
  const clock = options.clock ?? systemClock;
  const world: World = {
    organization: { id: options.organizationId, name: 'Example Organization', status: 'active' },
    clock,
    log: createActivityLog(clock),
    listedAfterMs: options.listedAfterMs ?? 0,
    organizationRoles: ORGANIZATION_ROLES.map((name) => ({ id: randomUUID(), name })),
    users: [],
    workspaces: (options.workspaces ?? []).map(({ name, roles }) => newWorkspace(name, roles)),
    memberships: [],
    grants: [],
  };
  for (const seed of options.users ?? []) {
    const user = addUser(world, seed);
    for (const role of seed.organizationRoles ?? []) user.roleIds.add(roleNamed(world.organizationRoles, role).id);
    for (const [workspace, roles] of Object.entries(seed.memberOf ?? {})) seedMembership(world, user, workspace, roles);
  }
  for (const username of options.admins ?? []) {
    const user = findUser(world, username) ?? addUser(world, { username });
    user.roleIds.add(roleNamed(world.organizationRoles, SECURITY_ADMIN).id);
  }
  return world;
}

/** What a new user needs; the rest is made up from the username. */
export type NewUser = Pick<User, 'username'> &
  Partial<Pick<User, 'givenName' | 'familyName' | 'displayName' | 'email' | 'status' | 'inOrganization'>>;

/** Adds an account. It checks nothing. */
export function addUser(world: World, seed: NewUser): User {
  const givenName = seed.givenName ?? seed.username.split(/[._@-]/)[0] ?? seed.username;
  const familyName = seed.familyName ?? 'Example';
  const user: User = {
    id: opaqueId(),
    username: seed.username,
    givenName,
    familyName,
    displayName: seed.displayName ?? `${givenName} ${familyName}`,
    email: seed.email ?? (seed.username.includes('@') ? seed.username : `${seed.username}@example.com`),
    status: seed.status ?? 'active',
    inOrganization: seed.inOrganization ?? true,
    roleIds: new Set(),
    listedFrom: 0,
  };
  world.users.push(user);
  return user;
}

/** Adds an account that lists show only after a while. It checks nothing. */
export function createUser(world: World, seed: NewUser): User {
  return Object.assign(addUser(world, seed), { listedFrom: performance.now() + world.listedAfterMs });
}

/** Takes a user out of the organization: its roles and memberships too. */
export function leaveOrganization(world: World, user: User): void {
  user.inOrganization = false;
  user.roleIds.clear();
  for (const one of world.memberships.filter(({ userId }) => userId === user.id)) removeMembership(world, one);
}

/** Makes a user a member without roles, as Workiva does it: one that was suspended is active again. It checks nothing. */
export function joinWorkspace(world: World, user: User, workspaceId: string): Membership {
  user.status = 'active';
  return addMembership(world, user.id, workspaceId);
}

/** Takes a user out of a workspace, as Workiva does it: one that leaves its last workspace is suspended. */
export function leaveWorkspace(world: World, membership: Membership): void {
  removeMembership(world, membership);
  const user = world.users.find(({ id }) => id === membership.userId);
  if (user && !world.memberships.some(({ userId }) => userId === user.id)) user.status = 'suspended';
}

/** Makes a user a member without roles. It checks nothing. */
function addMembership(world: World, userId: string, workspaceId: string): Membership {
  const membership: Membership = { id: opaqueId(), userId, workspaceId, roleIds: new Set() };
  world.memberships.push(membership);
  return membership;
}

/** Usernames are one whatever their capitals. */
export function findUser(world: World, username: string): User | undefined {
  const wanted = username.toLowerCase();
  return world.users.find((user) => user.username.toLowerCase() === wanted);
}

/** A user's membership of a workspace, if there is one. */
export function findMembership(world: World, userId: string, workspaceId: string): Membership | undefined {
  return world.memberships.find((one) => one.userId === userId && one.workspaceId === workspaceId);
}

/** Takes a user out of a workspace: its groups too. */
function removeMembership(world: World, membership: Membership): void {
  world.memberships = world.memberships.filter((one) => one !== membership);
  const workspace = world.workspaces.find((one) => one.id === membership.workspaceId);
  for (const group of workspace?.groups ?? []) group.userIds.delete(membership.userId);
}

function newWorkspace(name: string, roles = DEFAULT_WORKSPACE_ROLES): Workspace {
  return { id: opaqueId(), name, roles: roles.map((role) => ({ id: randomUUID(), name: role })), groups: [] };
}

function seedMembership(world: World, user: User, workspaceName: string, roles: string[]): void {
  const workspace = world.workspaces.find(({ name }) => name === workspaceName);
  if (!workspace) throw new Error(`${user.username}: there is no workspace called ${workspaceName}`);
  const membership = addMembership(world, user.id, workspace.id);
  for (const role of roles) membership.roleIds.add(roleNamed(workspace.roles, role).id);
}

function roleNamed(roles: readonly Role[], name: string): Role {
  const role = roles.find((one) => one.name === name);
  if (!role) throw new Error(`there is no role called ${name}`);
  return role;
}
