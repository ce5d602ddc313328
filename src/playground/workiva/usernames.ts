import { ApiFault, badField } from './api-fault.ts';
import { findUser, type User, type World } from './world.ts';

/** Why nobody, or nobody but `except`, can have this username; nothing when it is free. */
export function usernameFault(world: World, username: string, except?: User): ApiFault | undefined {
  if (/\s/.test(username)) return badField('username', 'A username must not contain spaces.');
  if (username !== username.toLowerCase()) return badField('username', 'A username must not contain capital letters.');
  const holder = findUser(world, username);
  if (!holder || holder === except) return undefined;
  return new ApiFault(409, { code: 'usernameTaken', message: 'The username is already taken.', target: 'username' });
}
