import { z } from 'zod';
import type { ActivityAlias } from './activity-log.ts';
import { userTarget } from './routes-users.ts';
import { adminNamed, byHand, userNamed } from './screen-access.ts';
import type { Screens, UserForm } from './screen-types.ts';
import { usernameFault } from './usernames.ts';
import { addUser, type User, type World } from './world.ts';

/** Organization Admin → People: users are added, suspended and reinstated. */
export function peopleScreens(world: World): Pick<Screens, 'addUser' | 'suspendUser' | 'reinstateUser'> {
  const turn = (admin: User, user: User, status: User['status'], alias: ActivityAlias) => {
    user.status = status;
    world.log.write(alias, byHand(admin), [userTarget(user)]);
  };
  return {
    addUser(adminUsername, form) {
      const admin = adminNamed(world, adminUsername);
      const user = addUser(world, checkedUser(world, form));
      world.log.write('user.create', byHand(admin), [userTarget(user)]);
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
  };
}

/** Checks a form as the screen does: its fields from the first to the last. */
function checkedUser(world: World, form: UserForm): UserForm {
  const username = form.username.trim();
  if (username === '') throw new Error('Username: enter a username.');
  const fault = usernameFault(world, username);
  if (fault) throw new Error(`Username: ${fault.message.charAt(0).toLowerCase()}${fault.message.slice(1)}`);
  const givenName = entered('Given name', form.givenName);
  const familyName = entered('Family name', form.familyName);
  const email = form.email.trim();
  if (email === '') throw new Error('Email: enter an email address.');
  if (!z.email().safeParse(email).success) throw new Error(`Email: "${email}" is not an email address.`);
  return { username, givenName, familyName, email };
}

function entered(label: string, text: string): string {
  if (text.trim() === '') throw new Error(`${label}: enter a name.`);
  return text.trim();
}
