import type { Target } from './activity-log.ts';
import { userTarget } from './routes-users.ts';
import { adminNamed, byHand, memberOf, userNamed, workspaceNamed } from './screen-access.ts';
import type { Member, Screens } from './screen-types.ts';
import { addMembership, findMembership, type Role, removeMembership, type Workspace, type World } from './world.ts';

/** Workspace Settings → Members: who belongs to a workspace, and with which roles. */
export function memberScreens(world: World): Pick<Screens, 'addMember' | 'setRoles' | 'removeMember'> {
  const named = ({ workspace: name, username }: Member) => {
    const workspace = workspaceNamed(world, name);
    return { workspace, user: userNamed(world, username) };
  };
  return {
    addMember(adminUsername, member) {
      const admin = adminNamed(world, adminUsername);
      const { workspace, user } = named(member);
      if (findMembership(world, user.id, workspace.id)) {
        throw new Error(`Workiva Username: ${user.username} is a member of ${workspace.name} already.`);
      }
      addMembership(world, user.id, workspace.id);
      world.log.write('membership.create', byHand(admin), [userTarget(user), targetOf('workspace', workspace)]);
    },
    setRoles(adminUsername, member, names) {
      const admin = adminNamed(world, adminUsername);
      const { workspace, user } = named(member);
      const { roleIds } = memberOf(world, workspace, user);
      const wanted = rolesNamed(workspace, names);
      const given = wanted.filter(({ id }) => !roleIds.has(id));
      const taken = workspace.roles.filter((role) => roleIds.has(role.id) && !wanted.includes(role));
      for (const { id } of given) roleIds.add(id);
      for (const { id } of taken) roleIds.delete(id);
      for (const [alias, roles] of [
        ['workspaceRole.assign', given],
        ['workspaceRole.revoke', taken],
      ] as const) {
        const targets = [userTarget(user), ...roles.map((role) => targetOf('role', role))];
        if (roles.length > 0) world.log.write(alias, byHand(admin), targets);
      }
    },
    removeMember(adminUsername, member) {
      const admin = adminNamed(world, adminUsername);
      const { workspace, user } = named(member);
      removeMembership(world, memberOf(world, workspace, user));
      world.log.write('membership.delete', byHand(admin), [userTarget(user), targetOf('workspace', workspace)]);
    },
  };
}

function rolesNamed(workspace: Workspace, names: readonly string[]): Role[] {
  const unknown = names.find((name) => !workspace.roles.some((role) => role.name === name));
  if (unknown !== undefined) throw new Error(`Roles: ${workspace.name} has no role "${unknown}".`);
  return workspace.roles.filter(({ name }) => names.includes(name));
}

function targetOf(type: 'workspace' | 'role', { id, name }: { id: string; name: string }): Target {
  return { id, type, name };
}
