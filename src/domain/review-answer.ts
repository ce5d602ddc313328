import { notify, SYSTEM } from './effects.ts';
import type { Grant } from './records.ts';
import { nameThem } from './refusal.ts';
import { ADMINS, type Review, type ReviewAnswer, type ReviewOutcome, type Settled } from './review-records.ts';
import { hasEnded, messagesOf, settle, type UnderReview } from './review-settle.ts';
import { revoke } from './revocation.ts';
import { type Moved, type Refused, refused, type Transition } from './transition.ts';

/** What is answered, by whom, and who may answer now. */
export type Answering = {
  by: string;
  answer: ReviewAnswer;
  admins: readonly string[];
  /** The people of the policy's groups, where groups review. */
  reviewers: readonly string[];
  /** Of a revocation: the id of its request, and SHA-256 of the policy in force. */
  request: string;
  digest: string;
  now: Date;
};

/** What each outcome is called. */
export const OUTCOME_WORDS: Record<ReviewOutcome, string> = {
  keep: 'Keep',
  narrow: 'Narrow',
  revoke: 'Revoke',
  suspended: 'Suspended',
  ended: 'Ended',
  unanswered: 'Unanswered',
};

/** Takes an answer. The first one counts; one given twice by the same person is one. */
export function answerReview(found: UnderReview, given: Answering): Transition {
  const { review, part, grant } = found;
  const { by, answer, now } = given;
  const no = mayNotAnswer(found, given);
  if (no) return no;
  const item = part.items.find((one) => one.grant === grant.id);
  if (!item) return refused('not_found', `${grant.id} is not part of this review.`);
  if (item.settled) return settledAlready(found, item.settled, given);
  if (review.state === 'closed' || part.state === 'sealed') {
    return refused('not_open', `${review.id} is over, so nothing can be answered any more. Nothing was changed.`);
  }
  if (hasEnded(grant)) return settle(found, { outcome: 'ended', by: SYSTEM, now });
  const settled = settle(found, { outcome: answer, by, now });
  if (answer === 'revoke') return revoking(grant, settled, given, review);
  const tellOwner = answer === 'narrow' && by !== grant.owner;
  return tellOwner
    ? { ...settled, effects: [...settled.effects, notify('review-narrow', grant.id, `${review.id}.${by}`)] }
    : settled;
}

/** Refuses who may not answer for this grant now. Answers nothing when they may. */
function mayNotAnswer(
  { review, part, grant }: UnderReview,
  { by, admins, reviewers }: Pick<Answering, 'by' | 'admins' | 'reviewers'>,
): Refused | undefined {
  const isOpenToAdmins = part.reviewer === ADMINS || part.escalatedAt !== undefined;
  const asAdmin = isOpenToAdmins && admins.includes(by);
  const isByOwner = review.by === 'owner';
  const reviewer = isByOwner ? grant.owner : part.reviewer;
  if (by !== reviewer && !asAdmin) {
    const who = isOpenToAdmins ? nameThem(admins) : `<@${reviewer}>`;
    const why =
      isByOwner && by === part.reviewer
        ? `${grant.id} is <@${grant.owner}>’s now, so you do not answer for it any more.`
        : `You do not review ${grant.id} in ${review.id}.`;
    return refused('not_yours', `${why} It is for ${who} to answer.`);
  }
  if (isByOwner) return undefined;
  if (by === grant.owner) {
    return refused(
      'own_grant',
      `You own ${grant.id}, and nobody reviews their own here. Another reviewer or an admin has to answer for it.`,
    );
  }
  if (asAdmin || reviewers.includes(by)) return undefined;
  return refused(
    'not_yours',
    `You are no longer among the reviewers that the policy names. ${review.id} goes to the admins when its time is over.`,
  );
}

function settledAlready({ review, part, grant }: UnderReview, settled: Settled, { by, answer }: Answering): Transition {
  if (settled.by === by && settled.outcome === answer) {
    return { ok: true, part, grant, events: [], effects: messagesOf(review, part) };
  }
  const who = settled.by === SYSTEM ? 'Grantdesk' : `<@${settled.by}>`;
  return refused(
    'already_decided',
    `${grant.id} has its answer in ${review.id} already: ${OUTCOME_WORDS[settled.outcome]}, by ${who}. Nothing was changed.`,
  );
}

/** Files the revocation in the same step. A reviewer may, whoever owns it: taking away never waits. */
function revoking(grant: Grant, settled: Moved, given: Answering, review: Review): Transition {
  if (grant.revocation !== undefined) return settled;
  const { by, admins, request: id, digest, now } = given;
  const filed = revoke(grant, [...admins, by], {
    id,
    by,
    reason: `Not needed any more, said the access review ${review.id}.`,
    digest,
    now,
  });
  if (!filed.ok) return filed;
  return {
    ...filed,
    ...(settled.review ? { review: settled.review } : {}),
    part: settled.part,
    events: [...settled.events, ...filed.events],
    effects: [...settled.effects, ...filed.effects],
  };
}
