import type { Grant } from '../../domain/records.ts';
import { leaked, notTheirSecret, rotated } from '../../domain/secret.ts';
import type { Refused, Transition } from '../../domain/transition.ts';
import { adminsNow, grantNamed, noGrant, onGrant } from './find.ts';
import type { UseCaseParts } from './parts.ts';
import { suspendGrant } from './suspension.ts';

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
export type Leak = { by: string; where: string; stops: boolean };

/** Notes that the secret may have leaked, and where; then stops the grant, where that is wanted. */
export async function reportLeak(id: string, { by, where, stops }: Leak, parts: UseCaseParts): Promise<Transition> {
  const admins = await adminsNow(parts);
  const noted = await onGrant(id, parts, (grant) => leaked(grant, { by, where, admins, now: parts.clock.now() }));
  // Somebody else may have stopped it since the form was opened; then the report is all that is left to do.
  const isLive = noted.ok && noted.grant?.state === 'active';
  return isLive && stops ? suspendGrant(id, by, 'Its secret may have leaked.', parts) : noted;
}
