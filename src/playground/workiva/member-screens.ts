import type { Target } from './activity-log.ts';
import { userTarget } from './routes-users.ts';
import { adminNamed, byHand, memberOf, userNamed, workspaceNamed } from './screen-access.ts';
import { holdRoles } from './screen-roles.ts';
import type { Member, Screens } from './screen-types.ts';
import { findMembership, joinWorkspace, leaveWorkspace, type Workspace, type World } from './world.ts';

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
      joinWorkspace(world, user, workspace.id);
      world.log.write('membership.create', byHand(admin), [userTarget(user), workspaceTarget(workspace)]);
    },
    setRoles(adminUsername, member, names) {
      const admin = adminNamed(world, adminUsername);
      const { workspace, user } = named(member);
      const { roleIds: held } = memberOf(world, workspace, user);
      const place = { ...workspace, target: workspaceTarget(workspace) };
      holdRoles(world, admin, { kind: 'workspaceRole', user, held, place, names });
    },
    removeMember(adminUsername, member) {
      const admin = adminNamed(world, adminUsername);
      const { workspace, user } = named(member);
      leaveWorkspace(world, memberOf(world, workspace, user));
      world.log.write('membership.delete', byHand(admin), [userTarget(user), workspaceTarget(workspace)]);
    },
  };
}

function workspaceTarget({ id, name }: Workspace): Target {
  return { id, type: 'workspace', name };
}
