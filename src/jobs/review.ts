import { SYSTEM } from '../domain/effects.ts';
import type { Grant } from '../domain/records.ts';
import { escalatePart, escalateReview, isOver, type ReviewMoved, remind } from '../domain/review.ts';
import type { Review } from '../domain/review-records.ts';
import { hasEnded, settleEnded, suspendUnanswered, type UnderReview } from '../domain/review-settle.ts';
import { sumOf, waitedFor } from '../domain/review-tally.ts';
import type { Moved, Refused } from '../domain/transition.ts';
import { reviewRules } from '../policy/review-rules.ts';
import { beginReview } from '../store/begin-review.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';
import { endReview, grantsNamed } from './review-close.ts';
import { handOnAll } from './review-hand-on.ts';
import type { ReviewParts } from './review-parts.ts';
import { shareOut } from './review-share.ts';

/** Begins a review when the policy wants one by now. Many processes may ask; one review begins. */
export async function beginReviewIfDue(
  { store, policy }: Pick<ReviewParts, 'store' | 'policy'>,
  now: Date,
): Promise<void> {
  const rules = reviewRules(policy());
  if (rules) await beginReview(store, { by: SYSTEM, rules, every: rules.every, now });
}

/** Does what time asks of a review: shares it out, reminds, escalates or suspends, and ends it. Each may be done again. */
export async function sweepReview(id: string, parts: ReviewParts, now: Date): Promise<ReviewMoved | Refused> {
  const { store } = parts;
  const stored = await store.review(id);
  if (!stored) return missing(id);
  if (stored.record.state === 'sharing') return shareOut(stored, parts, now);
  await settleWaiting(id, store, (found) => settleEnded(found, now), hasEnded);
  await handOnAll(stored.record, store, now);
  const review = (await store.review(id))?.record ?? stored.record;
  if (!isOver(review, now)) {
    const people = waitedFor(await store.reviews.tally(id));
    return onReview(id, store, (found) => remind(found, people, now));
  }
  return review.state === 'open' ? afterAnswering(review, store, now) : endReview(review, store, now);
}

async function afterAnswering(review: Review, store: Store, now: Date): Promise<ReviewMoved | Refused> {
  const { id } = review;
  if (sumOf(await store.reviews.tally(id)).waiting === 0) return endReview(review, store, now);
  if (review.unanswered === 'suspend') {
    await settleWaiting(id, store, (found) => suspendUnanswered(found, now));
    return endReview(review, store, now);
  }
  for (const { id: part, counts } of await store.reviews.tally(id)) {
    if (counts.waiting === 0) continue;
    const escalated = await transact(store, { part }, (found) =>
      found.part ? escalatePart(found.part, now) : missing(part),
    );
    if (!escalated.ok) return escalated;
  }
  return onReview(id, store, (found) => escalateReview(found, now));
}

/** Moves on what waits for an answer, grant by grant, so that what was done stays done when it is interrupted. */
async function settleWaiting(
  id: string,
  store: Store,
  move: (found: UnderReview) => Moved,
  isMeant: (grant: Grant) => boolean = () => true,
): Promise<void> {
  for (const { id: part, counts } of await store.reviews.tally(id)) {
    if (counts.waiting === 0) continue;
    const items = (await store.part(part))?.record.items ?? [];
    const waiting = items.filter(({ settled }) => settled === undefined).map(({ grant }) => grant);
    const meant = [...(await grantsNamed(waiting, store)).values()].filter(isMeant);
    for (const grant of meant) {
      await transact(store, { review: id, part, grant: grant.id }, (found) =>
        found.review && found.part && found.grant
          ? move({ review: found.review, part: found.part, grant: found.grant })
          : missing(part),
      );
    }
  }
}

function onReview(id: string, store: Store, move: (review: Review) => ReviewMoved): Promise<ReviewMoved | Refused> {
  return transact(store, { review: id }, ({ review }) => (review ? move(review) : missing(id)));
}
