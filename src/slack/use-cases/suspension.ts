import { mayNotReinstate, reinstate } from '../../domain/reinstatement.ts';
import { enforceByHand, mayNotSuspend, stop } from '../../domain/suspension.ts';
import type { Refused, Transition } from '../../domain/transition.ts';
import { transact } from '../../store/transact.ts';
import { adminsNow, grantNamed, noGrant, onGrant } from './find.ts';
import type { UseCaseParts } from './parts.ts';
import { type Sharing, sharingWith } from './revocation.ts';

/** The grant that somebody wants to stop, and what stops with it; or why they may not. */
export async function suspendable(id: string, by: string, parts: UseCaseParts): Promise<Sharing | Refused> {
  const grant = await grantNamed(id, parts.store);
  if (!grant) return noGrant(id);
  return mayNotSuspend(grant, by, await adminsNow(parts)) ?? { grant, others: await sharingWith(grant, parts) };
}

/** Stops a grant at once. Its job stops the grants that share its integration user, and tells Workiva. */
export async function suspendGrant(id: string, by: string, reason: string, parts: UseCaseParts): Promise<Transition> {
  const admins = await adminsNow(parts);
  return onGrant(id, parts, (grant) => stop(grant, { by, reason, admins, now: parts.clock.now() }));
}

/** The suspended grant that an admin wants to let work again, and what works again with it; or why they may not. */
export async function reinstatable(id: string, by: string, parts: UseCaseParts): Promise<Sharing | Refused> {
  const grant = await grantNamed(id, parts.store);
  if (!grant) return noGrant(id);
  const [admins, others] = await Promise.all([adminsNow(parts), sharingWith(grant, parts)]);
  return mayNotReinstate(grant, { by, admins, others }) ?? { grant, others };
}

/** Lets a suspended grant work again, and with it those that share its integration user. */
export async function reinstateGrant(id: string, by: string, reason: string, parts: UseCaseParts): Promise<Transition> {
  const found = await reinstatable(id, by, parts);
  if ('ok' in found) return found;
  const admins = await adminsNow(parts);
  const now = parts.clock.now();
  return transact(parts.store, { grant: id, others: found.others.map((one) => one.id) }, ({ grant, others }) =>
    grant ? reinstate(grant, { by, admins, others, reason, now }) : noGrant(id),
  );
}

/** Notes that an admin has suspended, or activated, the integration user of a grant in Workiva. */
export async function finishSuspension(
  { id, run }: { id: string; run: number },
  by: string,
  parts: UseCaseParts,
): Promise<Transition> {
  const admins = await adminsNow(parts);
  return onGrant(id, parts, (grant) => enforceByHand(grant, { by, admins, run, now: parts.clock.now() }));
}
