import { type Effect, eventAbout, notify } from './effects.ts';
import { ownersMove } from './grant.ts';
import { handOver } from './hand-over.ts';
import type { Grant } from './records.ts';
import type { Transition } from './transition.ts';
import type { VerifyOutcome } from './verify-outcome.ts';

/** The owner says what came of testing the grant with its secret, which only they have. The admins hear what is not well. */
export function verified(grant: Grant, by: string, outcome: VerifyOutcome, now: Date): Transition {
  const no = ownersMove(grant, by);
  if (no) return no;
  const tested: Grant = { ...grant, verified: { by, at: now.toISOString(), outcome } };
  return {
    ok: true,
    grant: tested,
    events: [eventAbout([grant], by, 'grant.verified', now, { outcome })],
    effects: [handOver(grant), ...tellAdmins(grant), ...tellAdmins(tested)],
  };
}

/** The admins' message about an outcome, which a later one brings up to date; none about what is well. */
function tellAdmins({ id, verified: last }: Grant): Effect[] {
  if (last === undefined || last.outcome === 'works') return [];
  return [notify('verification', id, String(Date.parse(last.at)))];
}

/** The outcome that still counts: another secret, or another owner, has made an earlier one worthless. */
export function lastVerified({ verified: last, handOver: latest }: Grant): Grant['verified'] {
  return last !== undefined && (latest === undefined || last.at >= latest.at) ? last : undefined;
}
