import { type QuietHours, quietUntil } from '../domain/quiet-hours.ts';
import type { AccessRequest } from '../domain/records.ts';
import { deciders, groupsOf } from '../domain/stages.ts';
import type { Colleague } from '../domain/waiting.ts';
import { escalationGroups } from '../policy/schema.ts';
import { type AuthorityParts, authorityFor } from './use-cases/authority.ts';

/**
 * Makes the look-up of who can act on a request that waits, and until when each of them is left alone by the policy's
 * quiet hours, in their own time zone. What it answers is pure, for the request as it is stored a moment later. Throws
 * when Slack cannot say.
 */
export function createColleagues(parts: AuthorityParts) {
  return async (request: AccessRequest): Promise<(found: AccessRequest) => readonly Colleague[]> => {
    const { policy } = parts.policy();
    const authority = await authorityFor([...request.stages.flatMap(groupsOf), ...escalationGroups(policy)], parts);
    const everybody = [
      ...Object.values(authority.groups).flat(),
      ...authority.delegations.map(({ to }) => to),
      ...(await parts.directory.takingPart([request.owner], policy)),
    ];
    const known = await knownColleagues(everybody, policy.timing.quiet_hours, parts);
    return (found) => {
      const rights = found.state === 'awaiting_owner' ? [{ person: found.owner }] : deciders(found, authority);
      const people = new Map(rights.map((right) => [right.person, right]));
      return [...people.values()].flatMap((right) => {
        const colleague = known.get(right.person);
        return colleague ? [{ ...colleague, standsIn: 'for' in right }] : [];
      });
    };
  };
}

async function knownColleagues(
  ids: readonly string[],
  quiet: QuietHours | undefined,
  { directory, clock }: AuthorityParts,
): Promise<Map<string, Colleague>> {
  const now = clock.now();
  const colleagues = await Promise.all(
    [...new Set(ids)].map(async (id): Promise<Colleague> => {
      if (!quiet) return { id };
      const { tz } = await directory.person(id);
      return { id, quietUntil: quietUntil(now, tz, quiet) };
    }),
  );
  return new Map(colleagues.map((colleague) => [colleague.id, colleague]));
}
