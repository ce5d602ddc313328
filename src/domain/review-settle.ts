import { type Effect, notify, SYSTEM } from './effects.ts';
import type { Grant } from './records.ts';
import { adminMessages, timed } from './review.ts';
import {
  ADMINS,
  type Review,
  type Reviewed,
  type ReviewItem,
  type ReviewOutcome,
  type ReviewPart,
  type Settled,
} from './review-records.ts';
import { isStopped, suspend } from './suspension.ts';
import type { Moved } from './transition.ts';

/** A grant under review, in the part in which it is. */
export type UnderReview = { review: Review; part: ReviewPart; grant: Grant };

/** Whether a grant has ended; one that is only being revoked has not. */
export const hasEnded = ({ state }: Pick<Grant, 'state'>): boolean => state === 'expired' || state === 'revoked';

/** A grant that has ended since needs no answer. One that has not is left as it is. */
export function settleEnded(found: UnderReview, now: Date): Moved {
  if (!isWaiting(found) || !hasEnded(found.grant)) return { ok: true, part: found.part, events: [], effects: [] };
  return settle(found, { outcome: 'ended', by: SYSTEM, now });
}

/** Nobody has answered in time: the grant is suspended, and its owner told. */
export function suspendUnanswered(found: UnderReview, now: Date): Moved {
  const { review, part, grant } = found;
  if (!isWaiting(found)) return { ok: true, part, events: [], effects: [] };
  if (hasEnded(grant)) return settleEnded(found, now);
  const settled = settle(found, { outcome: 'suspended', by: SYSTEM, now });
  if (isStopped(grant)) return settled;
  const reason = `Nobody said in the access review ${review.id} that it is still needed.`;
  const stopped = suspend(grant, { by: SYSTEM, reason, now });
  return {
    ...settled,
    grant: stopped.grant,
    events: [...settled.events, ...stopped.events],
    effects: [...settled.effects, ...stopped.effects],
  };
}

const isWaiting = ({ part, grant }: UnderReview): boolean =>
  part.state === 'open' && part.items.some((item) => item.grant === grant.id && item.settled === undefined);

/** The audit event that stands for an outcome. */
const ACTIONS: Record<ReviewOutcome, string> = {
  keep: 'review.answered',
  narrow: 'review.answered',
  revoke: 'review.answered',
  suspended: 'review.suspended',
  ended: 'review.ended',
  unanswered: 'review.escalated',
};

/** The audit events among which the evidence of an outcome is; the last one about a grant counts. */
export const EVIDENCE: ReadonlySet<string> = new Set(Object.values(ACTIONS));

/** Notes what became of a grant. The last outcome of a part is counted, and that of the last part ends the review. */
export function settle(
  { review, part, grant }: UnderReview,
  { outcome, by, now }: { outcome: ReviewOutcome; by: string; now: Date },
): Moved {
  const at = now.toISOString();
  const seen = reviewedAs(grant);
  const settled: Settled = { outcome, by, at, seen };
  const items = part.items.map((item) => (item.grant === grant.id ? { ...item, settled } : item));
  const isComplete = items.every((item) => item.settled !== undefined);
  const after: ReviewPart = { ...part, items };
  const { scopes, ...rest } = seen;
  return {
    ok: true,
    part: after,
    ...(isComplete ? { review: timed({ ...review, openParts: review.openParts - 1 }, now) } : {}),
    events: [
      {
        at,
        actor: by,
        action: ACTIONS[outcome],
        subjects: [review.id, grant.id],
        detail: { answer: outcome, ...rest, scopes },
      },
    ],
    effects: messagesOf(review, after),
  };
}

/** What a grant is now, as a report keeps it. */
function reviewedAs({ owner, terms }: Grant): Reviewed {
  const { clientName, workspace, user, scopes, expires } = terms;
  return { owner, clientName, workspace, username: user.username, scopes: [...scopes], expires };
}

/** The messages that show what was answered in a part. */
export function messagesOf(review: Review, { reviewer }: ReviewPart): Effect[] {
  const own =
    reviewer === ADMINS
      ? []
      : [
          notify('review', review.id, reviewer),
          ...review.reminded.slice(-1).map((at) => notify('review-reminder', review.id, `${reviewer}.${at}`)),
        ];
  return [...own, ...adminMessages(review), notify('review-progress', review.id)];
}

/** Seals a part: nobody answers any more, and what is unanswered stays so. `grants` are those that are unanswered. */
export function sealPart(
  part: ReviewPart,
  grants: ReadonlyMap<string, Grant>,
  now: Date,
): Moved & { part: ReviewPart } {
  if (part.state === 'sealed') return { ok: true, part, events: [], effects: [] };
  const items = part.items.map((item) => {
    const grant = grants.get(item.grant);
    if (item.settled || !grant) return item;
    return {
      ...item,
      settled: { outcome: 'unanswered' as const, by: SYSTEM, at: now.toISOString(), seen: reviewedAs(grant) },
    };
  });
  return { ok: true, part: { ...part, state: 'sealed', items }, events: [], effects: [] };
}

/** Gives every outcome of a sealed part the number of the audit event that says so, where there is one. */
export function withEvidence(part: ReviewPart, evidence: ReadonlyMap<string, number>): Moved & { part: ReviewPart } {
  const isNew = ({ grant, settled }: ReviewItem) => settled !== undefined && settled.evidence !== evidence.get(grant);
  if (!part.items.some(isNew)) return { ok: true, part, events: [], effects: [] };
  const items = part.items.map((item) =>
    item.settled ? { ...item, settled: { ...item.settled, evidence: evidence.get(item.grant) } } : item,
  );
  return { ok: true, part: { ...part, items }, events: [], effects: [] };
}
