import { z } from 'zod';
import type { Target } from './activity-log.ts';
import { ApiFault, badField, notFound } from './api-fault.ts';
import { opaqueId } from './ids.ts';
import { changeRoles, type RoleHolder } from './role-work.ts';
import { bodyOf, type Route, type RouteContext, withId } from './routing.ts';
import { findMembership, joinWorkspace, leaveWorkspace, type Membership, type Workspace } from './world.ts';

const WORKSPACES = '/organizations/{organization}/workspaces';
const WORKSPACE = `${WORKSPACES}/{workspace}`;
const MEMBERSHIP = `${WORKSPACE}/memberships/{membership}`;

const NewMembership = z.object({
  user: z.string(),
  options: z.object({ notifyNewMember: z.boolean().optional(), sendWelcomeEmail: z.boolean().optional() }).optional(),
});
const Modification = z.object({ toAdd: z.array(z.string()).default([]), toRemove: z.array(z.string()).default([]) });

/** Workspaces, their members, roles and groups. */
export const workspaceRoutes: readonly Route[] = [
  reading(WORKSPACES, ({ world }) => world.workspaces.map(({ id, name }) => ({ id, name }))),
  reading(`${WORKSPACE}/memberships`, (context) => membershipsOf(context).map((one) => shown(context, one))),
  reading(`${WORKSPACE}/roles`, (context) => workspaceOf(context).roles),
  reading(`${WORKSPACE}/groups`, (context) => workspaceOf(context).groups.map(({ id, name }) => ({ id, name }))),
  reading(`${MEMBERSHIP}/roles`, (context) => {
    const { roleIds } = membershipOf(context);
    return workspaceOf(context).roles.filter(({ id }) => roleIds.has(id));
  }),
  { method: 'POST', path: `${WORKSPACE}/memberships/membershipCreation`, scope: 'organization:write', handle: add },
  { method: 'DELETE', path: MEMBERSHIP, scope: 'organization:write', handle: remove },
  {
    method: 'POST',
    path: `${MEMBERSHIP}/roles/assignment`,
    scope: 'organization:write',
    handle: (context) => changeRoles(context, holderOf(context), workspaceOf(context).roles, 'workspaceRole.assign'),
  },
  {
    method: 'POST',
    path: `${MEMBERSHIP}/roles/revocation`,
    scope: 'organization:write',
    handle: (context) => changeRoles(context, holderOf(context), workspaceOf(context).roles, 'workspaceRole.revoke'),
  },
  { method: 'POST', path: `${WORKSPACE}/groups`, scope: 'organization:write', handle: createGroup },
  {
    method: 'POST',
    path: `${WORKSPACE}/groups/{group}/members/modification`,
    scope: 'organization:write',
    handle: modifyGroup,
  },
];

function reading(path: string, items: (context: RouteContext) => readonly unknown[]): Route {
  return { method: 'GET', path, scope: 'organization:read', handle: (context) => context.list(items(context)) };
}

function add(context: RouteContext) {
  const { world, performer } = context;
  const workspace = workspaceOf(context);
  const wanted = bodyOf(NewMembership, context.body).user;
  const user = withId(
    world.users.filter(({ inOrganization }) => inOrganization),
    wanted,
    'user',
  );
  if (findMembership(world, user.id, workspace.id)) {
    throw new ApiFault(409, { code: 'memberAlready', message: 'The user is a member of this workspace already.' });
  }
  const membership = joinWorkspace(world, user, workspace.id);
  world.log.write('membership.create', performer, [memberTarget(context, membership), targetOf(workspace)]);
  return { status: 201, body: shown(context, membership) };
}

function remove(context: RouteContext) {
  const { world, performer } = context;
  const membership = membershipOf(context);
  leaveWorkspace(world, membership);
  const targets = [memberTarget(context, membership), targetOf(workspaceOf(context))];
  world.log.write('membership.delete', performer, targets);
  return { status: 204 };
}

function createGroup(context: RouteContext) {
  const workspace = workspaceOf(context);
  const { name } = bodyOf(z.object({ name: z.string().min(1) }), context.body);
  if (workspace.groups.some((group) => group.name === name)) {
    throw new ApiFault(409, { code: 'groupNameTaken', message: 'There is a group of this name already.' });
  }
  const group = { id: opaqueId(), name, userIds: new Set<string>() };
  workspace.groups.push(group);
  const targets = [{ id: group.id, type: 'group', name }, targetOf(workspace)];
  context.world.log.write('group.create', context.performer, targets);
  return { status: 201, body: { id: group.id, name } };
}

function modifyGroup(context: RouteContext) {
  const workspace = workspaceOf(context);
  const group = withId(workspace.groups, context.id('group'), 'group');
  const { toAdd, toRemove } = bodyOf(Modification, context.body);
  if (toAdd.length + toRemove.length === 0) throw badField('toAdd', 'Nothing is to be added or removed.');
  const stranger = toAdd.find((userId) => !findMembership(context.world, userId, workspace.id));
  if (stranger) throw notFound('member', stranger);
  for (const userId of toAdd) group.userIds.add(userId);
  for (const userId of toRemove) group.userIds.delete(userId);
  context.world.log.write('group.modify', context.performer, [{ id: group.id, type: 'group', name: group.name }]);
  return { status: 204 };
}

function workspaceOf({ world, id }: RouteContext): Workspace {
  return withId(world.workspaces, id('workspace'), 'workspace');
}

function membershipsOf(context: RouteContext): Membership[] {
  const workspace = workspaceOf(context);
  return context.world.memberships.filter(({ workspaceId }) => workspaceId === workspace.id);
}

function membershipOf(context: RouteContext): Membership {
  return withId(membershipsOf(context), context.id('membership'), 'membership');
}

function holderOf(context: RouteContext): RoleHolder {
  const membership = membershipOf(context);
  return {
    roleIds: membership.roleIds,
    target: memberTarget(context, membership),
    place: targetOf(workspaceOf(context)),
    present: () => context.world.memberships.includes(membership),
    what: 'membership',
  };
}

function memberTarget({ world }: RouteContext, membership: Membership): Target {
  const user = world.users.find(({ id }) => id === membership.userId);
  return { id: membership.userId, type: 'user', name: user?.username ?? '' };
}

function targetOf({ id, name }: Workspace): Target {
  return { id, type: 'workspace', name };
}

/** The user and the workspace are whole, as far as Workiva's own examples are. */
function shown(context: RouteContext, { id, userId }: Membership) {
  const { name, id: workspaceId } = workspaceOf(context);
  const user = context.world.users.find((one) => one.id === userId);
  return { id, user: { id: userId, displayName: user?.displayName }, workspace: { id: workspaceId, name } };
}
