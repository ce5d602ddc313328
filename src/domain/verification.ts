import { type Effect, eventAbout, notify } from './effects.ts';
import { ownersMove } from './grant.ts';
import { handOver } from './hand-over.ts';
import type { Grant } from './records.ts';
import { notAnAdmin, refused, type Transition } from './transition.ts';
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

/** An admin says that what a test has shown is seen to. `test` names which test: the moment (ms) at which it was told. */
export function settleVerification(
  grant: Grant,
  { by, admins, test, now }: { by: string; admins: readonly string[]; test: string; now: Date },
): Transition {
  if (!admins.includes(by)) return notAnAdmin(admins);
  const { id, owner, verified: last } = grant;
  if (last === undefined || testName(last) !== test || last.outcome === 'works') {
    return refused('not_open', `${id} was tested again since. Nothing was changed.`);
  }
  if (last.settled) return refused('not_open', `<@${last.settled.by}> has settled it already. Nothing was changed.`);
  if ((last.outcome === 'more' || last.outcome === 'unclear') && by === owner) {
    return refused(
      'own_grant',
      `${id} is yours, so another admin has to say that it can do no more than was approved. Nothing was changed.`,
    );
  }
  const settled: Grant = { ...grant, verified: { ...last, settled: { by, at: now.toISOString() } } };
  return {
    ok: true,
    grant: settled,
    events: [eventAbout([grant], by, 'grant.verification_settled', now, { outcome: last.outcome })],
    effects: [handOver(grant), ...tellAdmins(settled)],
  };
}

/** Names one test of a grant among all: the moment (ms) at which its owner told what came of it. */
export const testName = ({ at }: NonNullable<Grant['verified']>): string => String(Date.parse(at));

/** The admins' message about an outcome, which a later one brings up to date; none about what is well. */
function tellAdmins({ id, verified: last }: Grant): Effect[] {
  if (last === undefined || last.outcome === 'works') return [];
  return [notify('verification', id, testName(last))];
}

/** The outcome that still counts: another secret, or another owner, has made an earlier one worthless. */
export function lastVerified({ verified: last, handOver: latest }: Grant): Grant['verified'] {
  return last !== undefined && (latest === undefined || last.at >= latest.at) ? last : undefined;
}
