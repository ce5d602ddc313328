import { recheck, withoutPerson } from '../../domain/recheck.ts';
import { onCase, requestNamed } from './find.ts';
import type { UseCaseParts } from './parts.ts';
import { demandOn } from './routing.ts';

/**
 * Holds every request that waits against the policy in force, so that a stricter one holds at once and people see it.
 * A decision looks for itself, so nothing depends on when this runs. Throws when Slack cannot say who somebody is.
 */
export async function recheckWaiting(parts: UseCaseParts): Promise<void> {
  const { store, clock } = parts;
  const { digest } = parts.policy();
  for (const id of await store.lists.waiting()) {
    const request = await requestNamed(id, store);
    if (!request) continue;
    const demand = await demandOn(request, parts);
    await onCase(id, parts, (found) => recheck(found, demand(found.request), digest, clock.now()));
  }
}

/** Takes what somebody who has left Slack has approved out of the requests that still wait. */
export async function dropApprovalsOf(person: string, parts: UseCaseParts): Promise<void> {
  for (const id of await parts.store.lists.waiting()) {
    await onCase(id, parts, (found) => withoutPerson(found, person, parts.clock.now()));
  }
}
