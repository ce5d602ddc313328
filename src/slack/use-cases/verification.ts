import type { Transition } from '../../domain/transition.ts';
import { verified } from '../../domain/verification.ts';
import type { VerifyOutcome } from '../../domain/verify-outcome.ts';
import { onGrant } from './find.ts';
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
