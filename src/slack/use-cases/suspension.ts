import { createHash } from 'node:crypto';
import { mayNotReinstate, reinstate, reinstatedWith } from '../../domain/reinstatement.ts';
import { enforceByHand, mayNotSuspend, stop } from '../../domain/suspension.ts';
import { type Refused, refused, type Transition } from '../../domain/transition.ts';
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

/**
 * Names what somebody has seen who wants to let grants work again: how often each of them was stopped, and is said to have
 * lost its secret.
 */
export function seenOf({ grant, others }: Sharing): string {
  const all = [grant, ...reinstatedWith(others)].sort((one, other) => one.id.localeCompare(other.id));
  const seen = all.map(({ id, suspension, leaks }) => [id, suspension?.run, leaks.length]);
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url').slice(0, 16);
}

/** Lets a suspended grant work again, as somebody has seen it, and with it those that share its integration user. */
export async function reinstateGrant(
  { id, seen }: { id: string; seen: string },
  by: string,
  reason: string,
  parts: UseCaseParts,
): Promise<Transition> {
  const found = await reinstatable(id, by, parts);
  if ('ok' in found) return found;
  const admins = await adminsNow(parts);
  const now = parts.clock.now();
  return transact(parts.store, { grant: id, others: found.others.map((one) => one.id) }, ({ grant, others }) => {
    if (!grant) return noGrant(id);
    const done = reinstate(grant, { by, admins, others, reason, now });
    if (!done.ok || seenOf({ grant, others }) === seen) return done;
    return refused(
      'terms_moved',
      `Since you opened the form, something was suspended anew, or somebody has said that a secret may have leaked. Nothing was changed. Open it again with \`/grant reinstate ${id}\`, and read what it says.`,
    );
  });
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
