import { OFFERED_SCOPES } from '../workiva/scopes.ts';
import type { WorkivaStandIn } from '../workiva/stand-in.ts';
import { SECURITY_ADMIN } from '../workiva/world.ts';
import type { WorkivaSnapshot } from './contract.ts';

/** What Workiva's screens show. */
export function workivaSnapshot(workiva: WorkivaStandIn, now: string): WorkivaSnapshot {
  const { users, workspaces, memberships, grants, activities } = workiva;
  return {
    users: [...users],
    workspaces: [...workspaces],
    memberships: [...memberships],
    grants: [...grants],
    activities: [...activities],
    scopes: [...OFFERED_SCOPES],
    admins: users
      .filter(({ organizationRoles }) => organizationRoles.includes(SECURITY_ADMIN))
      .map(({ username }) => username),
    now,
  };
}
