import type { Grant } from '../../domain/records.ts';
import { type LeakReport, leaked, notTheirSecret, rotated } from '../../domain/secret.ts';
import type { Refused, Transition } from '../../domain/transition.ts';
import { adminsNow, grantNamed, noGrant, onGrant } from './find.ts';
import type { UseCaseParts } from './parts.ts';

/** The grant about whose secret somebody may say something; or why they may not. */
export async function grantWithSecret(id: string, by: string, parts: UseCaseParts): Promise<Grant | Refused> {
  const grant = await grantNamed(id, parts.store);
  if (!grant) return noGrant(id);
  return notTheirSecret(grant, by, await adminsNow(parts)) ?? grant;
}

/** Notes that the owner has regenerated the secret. */
export function markRotated(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  return onGrant(id, parts, (grant) => rotated(grant, by, parts.clock.now()));
}

/** Who says that a secret may have leaked, where, and whether its grant is to stop at once. */
export type Leak = Pick<LeakReport, 'by' | 'where' | 'stops'>;

/** Notes that the secret may have leaked, and where; and stops the grant with that, where it is wanted. */
export async function reportLeak(id: string, leak: Leak, parts: UseCaseParts): Promise<Transition> {
  const admins = await adminsNow(parts);
  return onGrant(id, parts, (grant) => leaked(grant, { ...leak, admins, now: parts.clock.now() }));
}
