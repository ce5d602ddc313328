import { EVER } from '../domain/expiry.ts';
import { type ReviewMoved, type ReviewRules, reviewDue, startReview } from '../domain/review.ts';
import { type Refused, refused } from '../domain/transition.ts';
import { StoreError } from './errors.ts';
import type { Store } from './store.ts';

/**
 * Begins a review. `every`, in ms: only when the last began so long ago, and there is a grant to review: an empty review
 * would put off the first that is not. Of several that begin one at the same moment, one does.
 */
export async function beginReview(
  store: Store,
  filing: { by: string; rules: ReviewRules; now: Date; every?: number },
): Promise<ReviewMoved | Refused | undefined> {
  const last = (await store.reviews.latest())?.record;
  if (filing.every !== undefined) {
    if (!reviewDue(last, filing.every, filing.now)) return undefined;
    if ((await store.lists.expiringBefore(EVER, { number: 0, size: 1 })).total === 0) return undefined;
  }
  const begun = startReview(last, { ...filing, auditFrom: (await store.audit.head()).seq + 1 });
  if (!begun.ok) return begun;
  const { review, events, effects } = begun;
  try {
    const records = [{ record: review, version: 0 }];
    await store.commit({ requests: [], grants: [], records, events, effects, claims: [], releases: [] });
    return begun;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'record_moved') throw error;
    return refused('review_open', `${review.id} was begun by somebody else at this moment.`);
  }
}
