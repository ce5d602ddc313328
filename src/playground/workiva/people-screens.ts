import { z } from 'zod';
import type { ActivityAlias } from './activity-log.ts';
import { userTarget } from './routes-users.ts';
import { adminNamed, byHand, userNamed } from './screen-access.ts';
import { holdRoles } from './screen-roles.ts';
import type { Screens, UserForm } from './screen-types.ts';
import { usernameFault } from './usernames.ts';
import { createUser, leaveOrganization, type User, type World } from './world.ts';

type People = Pick<
  Screens,
  'addUser' | 'renameUser' | 'setOrganizationRoles' | 'suspendUser' | 'reinstateUser' | 'removeUser'
>;

/** Organization Admin → People: users are added, renamed, given roles, suspended, reinstated and removed. */
export function peopleScreens(world: World): People {
  const turn = (admin: User, user: User, status: User['status'], alias: ActivityAlias) => {
    user.status = status;
    world.log.write(alias, byHand(admin), [userTarget(user)]);
  };
  return {
    addUser(adminUsername, form) {
      const admin = adminNamed(world, adminUsername);
      const user = createUser(world, checkedUser(world, form));
      world.log.write('user.create', byHand(admin), [userTarget(user)]);
    },
    renameUser(adminUsername, username, newUsername) {
      const admin = adminNamed(world, adminUsername);
      const user = userNamed(world, username);
      user.username = checkedUsername(world, newUsername, user);
      world.log.write('user.update', byHand(admin), [userTarget(user)]);
    },
    setOrganizationRoles(adminUsername, username, names) {
      const admin = adminNamed(world, adminUsername);
      const user = userNamed(world, username);
      const place = { name: 'The organization', roles: world.organizationRoles };
      holdRoles(world, admin, { kind: 'organizationRole', user, held: user.roleIds, place, names });
    },
    suspendUser(adminUsername, username) {
      const admin = adminNamed(world, adminUsername);
      const user = userNamed(world, username);
      if (user === admin) throw new Error('You cannot suspend yourself. Ask another Org Security Administrator.');
      if (user.status === 'suspended') throw new Error(`${user.username} is suspended already.`);
      turn(admin, user, 'suspended', 'user.suspend');
    },
    reinstateUser(adminUsername, username) {
      const admin = adminNamed(world, adminUsername);
      const user = userNamed(world, username);
      if (user.status === 'active') throw new Error(`${user.username} is not suspended.`);
      turn(admin, user, 'active', 'user.activate');
    },
    removeUser(adminUsername, username) {
      const admin = adminNamed(world, adminUsername);
      const user = userNamed(world, username);
      if (user === admin) throw new Error('You cannot remove yourself. Ask another Org Security Administrator.');
      leaveOrganization(world, user);
      world.log.write('user.remove', byHand(admin), [userTarget(user)]);
    },
  };
}

/** Checks a form as the screen does: its fields from the first to the last. */
function checkedUser(world: World, form: UserForm): UserForm {
  const username = checkedUsername(world, form.username);
  const givenName = entered('Given name', form.givenName);
  const familyName = entered('Family name', form.familyName);
  const email = form.email.trim();
  if (email === '') throw new Error('Email: enter an email address.');
  if (!z.email().safeParse(email).success) throw new Error(`Email: "${email}" is not an email address.`);
  return { username, givenName, familyName, email };
}

function checkedUsername(world: World, typed: string, holder?: User): string {
  const username = typed.trim();
  if (username === '') throw new Error('Username: enter a username.');
  const fault = usernameFault(world, username, holder);
  if (fault) throw new Error(`Username: ${fault.message.charAt(0).toLowerCase()}${fault.message.slice(1)}`);
  return username;
}

function entered(label: string, text: string): string {
  if (text.trim() === '') throw new Error(`${label}: enter a name.`);
  return text.trim();
}
