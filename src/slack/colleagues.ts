import { quietUntil } from '../domain/quiet-hours.ts';
import type { AccessRequest } from '../domain/records.ts';
import { deciders, groupsOf } from '../domain/stages.ts';
import type { Colleague } from '../domain/waiting.ts';
import { escalationGroups } from '../policy/schema.ts';
import { type AuthorityParts, authorityFor } from './use-cases/authority.ts';

/**
 * Makes the look-up of who can act on a request that waits, and until when each of them is left alone by the policy's
 * quiet hours, in their own time zone. What it answers is pure, for the request as it is stored a moment later.
 */
export function createColleagues(parts: AuthorityParts) {
  return async (request: AccessRequest): Promise<(found: AccessRequest) => readonly Colleague[]> => {
    const { policy } = parts.policy();
    const { quiet_hours: quiet } = policy.timing;
    const authority = await authorityFor([...request.stages.flatMap(groupsOf), ...escalationGroups(policy)], parts);
    const now = parts.clock.now();
    const known = new Map<string, Colleague>();
    const everybody = [
      ...Object.values(authority.groups).flat(),
      ...authority.delegations.map(({ to }) => to),
      request.owner,
    ];
    for (const id of new Set(everybody)) {
      const tz = quiet && (await parts.directory.person(id)).tz;
      known.set(id, { id, quietUntil: quiet && tz ? quietUntil(now, tz, quiet) : undefined });
    }
    return (found) => {
      const people =
        found.state === 'awaiting_owner' ? [found.owner] : deciders(found, authority).map(({ person }) => person);
      return people.map((id) => known.get(id) ?? { id });
    };
  };
}
