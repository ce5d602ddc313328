import { z } from 'zod';
import type { Target } from './activity-log.ts';
import { badField } from './api-fault.ts';
import { bodyOf, type Route, type RouteContext, withId } from './routing.ts';
import { usernameFault } from './usernames.ts';
import { createUser, leaveOrganization, type User, type World } from './world.ts';

const USERS = '/organizations/{organization}/users';

const NewUser = z.object({
  username: z.string().min(1),
  givenName: z.string().min(1),
  familyName: z.string().min(1),
  email: z.email(),
  displayName: z.string().min(1).optional(),
  id: z.undefined('A new user has no id.').optional(),
});

/** What Workiva's description lists, and `/status`, which it leaves out and the product relies on. */
const Changeable = z.enum(['/status', '/givenName', '/familyName', '/displayName', '/email', '/username']);
const Patch = z.array(z.object({ op: z.literal('replace'), path: Changeable, value: z.string().min(1) })).min(1);

/** Users: find, create, assign, change, remove. */
export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: USERS,
    scope: 'organization:read',
    handle: ({ world, list }) => list(world.users.filter(isListed).map(shown)),
  },
  { method: 'POST', path: USERS, scope: 'organization:write', handle: create },
  { method: 'POST', path: `${USERS}/assignment`, scope: 'organization:write', handle: assign },
  {
    method: 'GET',
    path: `${USERS}/{user}`,
    scope: 'organization:read',
    handle: (context) => ({ status: 200, body: shown(userOf(context)) }),
  },
  { method: 'PATCH', path: `${USERS}/{user}`, scope: 'organization:write', handle: change },
  { method: 'DELETE', path: `${USERS}/{user}`, scope: 'organization:write', handle: remove },
];

/** The member of the organization whom the path names. @throws ApiFault 404 */
export function userOf({ world, id }: Pick<RouteContext, 'world' | 'id'>): User {
  return withId(
    world.users.filter((user) => user.inOrganization),
    id('user'),
    'user',
  );
}

/** How the log names a user. */
export function userTarget(user: User): Target {
  return { id: user.id, type: 'user', name: user.username };
}

function create({ world, body, performer }: RouteContext) {
  const { id: _, displayName, ...fields } = bodyOf(NewUser, body);
  checkUsername(world, fields.username);
  const user = createUser(world, { ...fields, ...(displayName ? { displayName } : {}) });
  world.log.write('user.create', performer, [userTarget(user)]);
  return { status: 201, body: shown(user) };
}

function assign({ world, body, performer }: RouteContext) {
  const user = withId(world.users, bodyOf(z.object({ user: z.string() }), body).user, 'user');
  user.inOrganization = true;
  world.log.write('user.assign', performer, [userTarget(user)]);
  return { status: 200, body: shown(user) };
}

function change(context: RouteContext) {
  const { world, performer } = context;
  const user = userOf(context);
  const changed = { ...user };
  for (const { path, value } of bodyOf(Patch, context.body)) {
    if (path === '/status') changed.status = statusOf(value);
    else if (path === '/username') changed.username = value;
    else changed[path.slice(1) as 'givenName' | 'familyName' | 'displayName' | 'email'] = value;
  }
  if (changed.username !== user.username) checkUsername(world, changed.username, user);
  const moved = changed.status !== user.status;
  Object.assign(user, changed);
  const alias = user.status === 'suspended' ? 'user.suspend' : 'user.activate';
  world.log.write(moved ? alias : 'user.update', performer, [userTarget(user)]);
  return { status: 200, body: shown(user) };
}

function remove(context: RouteContext) {
  const { world, performer } = context;
  const user = userOf(context);
  leaveOrganization(world, user);
  world.log.write('user.remove', performer, [userTarget(user)]);
  return { status: 204 };
}

function isListed({ inOrganization, listedFrom }: User): boolean {
  return inOrganization && performance.now() >= listedFrom;
}

function checkUsername(world: World, username: string, except?: User): void {
  const fault = usernameFault(world, username, except);
  if (fault) throw fault;
}

function statusOf(value: string): User['status'] {
  if (value === 'active' || value === 'suspended') return value;
  throw badField('status', 'The status must be active or suspended.');
}

function shown({ id, givenName, familyName, displayName, email, username, status }: User) {
  return { id, givenName, familyName, displayName, email, username, status };
}
