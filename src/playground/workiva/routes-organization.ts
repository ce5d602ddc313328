import { LISTED_ACTIONS, listedActivity } from './activity-log.ts';
import { changeRoles, type RoleHolder } from './role-work.ts';
import { userOf, userTarget } from './routes-users.ts';
import type { Route, RouteContext } from './routing.ts';

const ORGANIZATION = '/organizations/{organization}';
const USER_ROLES = `${ORGANIZATION}/users/{user}/roles`;

/** The organization, its roles and who holds them, its activity log, and the operations that work of any kind begins. */
export const organizationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: ORGANIZATION,
    scope: 'organization:read',
    handle: ({ world }) => ({ status: 200, body: world.organization }),
  },
  {
    method: 'GET',
    path: `${ORGANIZATION}/roles`,
    scope: 'organization:read',
    handle: ({ world, list }) => list(world.organizationRoles),
  },
  {
    method: 'GET',
    path: USER_ROLES,
    scope: 'organization:read',
    handle(context) {
      const { roleIds } = userOf(context);
      return context.list(context.world.organizationRoles.filter(({ id }) => roleIds.has(id)));
    },
  },
  {
    method: 'POST',
    path: `${USER_ROLES}/assignment`,
    scope: 'organization:write',
    handle: (context) =>
      changeRoles(context, holderOf(context), context.world.organizationRoles, 'organizationRole.assign'),
  },
  {
    method: 'POST',
    path: `${USER_ROLES}/revocation`,
    scope: 'organization:write',
    handle: (context) =>
      changeRoles(context, holderOf(context), context.world.organizationRoles, 'organizationRole.revoke'),
  },
  {
    method: 'GET',
    path: `${ORGANIZATION}/activities`,
    scope: 'activity:read',
    handle: ({ world, list }) =>
      list(
        world.log.entries.map((entry) => listedActivity(entry, (user) => world.users.find(({ id }) => id === user))),
      ),
  },
  {
    method: 'GET',
    path: '/operations/{operation}',
    handle: ({ operations, id, url }) => operations.look(id('operation'), url),
  },
  { method: 'GET', path: '/activityActions', scope: 'activity:read', handle: ({ list }) => list(LISTED_ACTIONS) },
];

function holderOf(context: RouteContext): RoleHolder {
  const user = userOf(context);
  return { roleIds: user.roleIds, target: userTarget(user), present: () => user.inOrganization, what: 'user' };
}
