import { enforceByHand } from '../../domain/suspension.ts';
import type { Transition } from '../../domain/transition.ts';
import { adminsNow, onGrant } from './find.ts';
import type { UseCaseParts } from './parts.ts';

/** Notes that an admin has suspended the integration user of a grant in Workiva. */
export async function finishSuspension(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  const admins = await adminsNow(parts);
  return onGrant(id, parts, (grant) => enforceByHand(grant, { by, admins, now: parts.clock.now() }));
}
