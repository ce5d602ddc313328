import type { Target } from './activity-log.ts';
import { userTarget } from './routes-users.ts';
import { byHand } from './screen-access.ts';
import type { Role, User, World } from './world.ts';

/** Who is to hold which roles from now on: `held` are the ids of those held, `place` is what offers them, by its name. */
export type RoleChange = {
  kind: 'workspaceRole' | 'organizationRole';
  user: User;
  held: Set<string>;
  place: { name: string; roles: readonly Role[]; target?: Target };
  names: readonly string[];
};

/** Gives and takes roles until exactly these are held; each is logged. @throws Error when one is not offered */
export function holdRoles(world: World, admin: User, { kind, user, held, place, names }: RoleChange): void {
  const unknown = names.find((name) => !place.roles.some((role) => role.name === name));
  if (unknown !== undefined) throw new Error(`Roles: ${place.name} has no role "${unknown}".`);
  const given = place.roles.filter(({ id, name }) => names.includes(name) && !held.has(id));
  const taken = place.roles.filter(({ id, name }) => !names.includes(name) && held.has(id));
  for (const { id } of given) held.add(id);
  for (const { id } of taken) held.delete(id);
  for (const [alias, roles] of [
    [`${kind}.assign`, given],
    [`${kind}.revoke`, taken],
  ] as const) {
    const targets = [userTarget(user), ...roles.map(({ id, name }) => ({ id, type: 'role', name }))];
    if (roles.length > 0) world.log.write(alias, byHand(admin), place.target ? [...targets, place.target] : targets);
  }
}
