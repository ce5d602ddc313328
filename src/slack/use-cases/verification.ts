import type { Transition } from '../../domain/transition.ts';
import { settleVerification, verified } from '../../domain/verification.ts';
import type { VerifyOutcome } from '../../domain/verify-outcome.ts';
import { adminsNow, onGrant } from './find.ts';
import type { UseCaseParts } from './parts.ts';

/** Notes what came of the owner's test of a grant. */
export function noteVerification(
  id: string,
  by: string,
  outcome: VerifyOutcome,
  parts: UseCaseParts,
): Promise<Transition> {
  return onGrant(id, parts, (grant) => verified(grant, by, outcome, parts.clock.now()));
}

/** Notes that an admin has seen to what a test of a grant has shown. */
export async function settleTest(
  { id, test }: { id: string; test: string },
  by: string,
  parts: UseCaseParts,
): Promise<Transition> {
  const admins = await adminsNow(parts);
  return onGrant(id, parts, (grant) => settleVerification(grant, { by, admins, test, now: parts.clock.now() }));
}
