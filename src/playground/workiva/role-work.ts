import { z } from 'zod';
import type { ActivityAlias, Target } from './activity-log.ts';
import { notFound } from './api-fault.ts';
import type { Reply } from './reply.ts';
import { bodyOf, type RouteContext, withId } from './routing.ts';
import type { Role } from './world.ts';

/** Somebody who can hold roles. `present` tells whether they are still there when the work comes to its end. */
export type RoleHolder = { roleIds: Set<string>; target: Target; place?: Target; present(): boolean; what: string };

/**
 * Gives or takes all of the roles named in the body, or none: 404 at once when one does not exist, otherwise 202 and an
 * operation, which fails when the holder has gone in the meantime.
 */
export function changeRoles(
  context: RouteContext,
  holder: RoleHolder,
  offered: readonly Role[],
  alias: ActivityAlias & `${string}Role.${'assign' | 'revoke'}`,
): Reply {
  const { world, operations, performer, url } = context;
  const roles = bodyOf(z.array(z.string()).min(1), context.body).map((id) => withId(offered, id, 'role'));
  const named = [holder.target, ...roles.map(({ id, name }) => ({ id, type: 'role', name }))];
  const targets = holder.place ? [...named, holder.place] : named;
  return operations.start(url, () => {
    if (!holder.present()) {
      world.log.write(alias, performer, targets, 'failure');
      throw notFound(holder.what);
    }
    for (const { id } of roles) {
      if (alias.endsWith('.assign')) holder.roleIds.add(id);
      else holder.roleIds.delete(id);
    }
    world.log.write(alias, performer, targets);
  });
}
