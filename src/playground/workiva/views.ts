import type { GrantRow, StandInMembership, StandInUser, StandInWorkspace } from './types.ts';
import type { Grant, Membership, Role, User, Workspace, World } from './world.ts';

/** A user with the names of the roles held in the organization. */
export function viewUser(world: World, user: User): StandInUser {
  const { roleIds, listedFrom: _, ...plain } = user;
  return { ...plain, organizationRoles: namesOf(world.organizationRoles, roleIds) };
}

/** A membership with names instead of ids. */
export function viewMembership(world: World, membership: Membership): StandInMembership {
  const workspace = world.workspaces.find(({ id }) => id === membership.workspaceId);
  return {
    id: membership.id,
    username: usernameOf(world, membership.userId),
    workspace: workspace?.name ?? '',
    roles: namesOf(workspace?.roles ?? [], membership.roleIds),
  };
}

/** A workspace with its roles and groups. */
export function viewWorkspace(world: World, workspace: Workspace): StandInWorkspace {
  return {
    id: workspace.id,
    name: workspace.name,
    roles: workspace.roles.map((role) => ({ ...role })),
    groups: workspace.groups.map(({ id, name, userIds }) => ({
      id,
      name,
      members: [...userIds].map((userId) => usernameOf(world, userId)),
    })),
  };
}

/** A grant as the screens list it, without its secret. */
export function viewGrant(world: World, grant: Grant): GrantRow {
  return {
    clientId: grant.clientId,
    clientName: grant.clientName,
    workspace: world.workspaces.find(({ id }) => id === grant.workspaceId)?.name ?? '',
    workivaUsername: usernameOf(world, grant.userId),
    expires: grant.expires,
    scopes: [...grant.scopes],
    ipRestrictions: grant.ipRestrictions,
    status: hasExpired(world, grant) ? 'expired' : 'active',
    hasSecret: grant.secretHash !== undefined,
  };
}

/** A grant works to the end of its last day, UTC. */
export function hasExpired(world: World, grant: Grant): boolean {
  return world.clock.now().toISOString().slice(0, 10) > grant.expires;
}

function namesOf(roles: readonly Role[], ids: ReadonlySet<string>): string[] {
  return roles.filter(({ id }) => ids.has(id)).map(({ name }) => name);
}

function usernameOf(world: World, userId: string): string {
  return world.users.find(({ id }) => id === userId)?.username ?? '';
}
