import { openReview, type ReviewMoved, shared } from '../domain/review.ts';
import { ADMINS, type Review } from '../domain/review-records.ts';
import { assign, partsOf, type ReviewPeople } from '../domain/review-share.ts';
import { lastNumbers, type PartTally, totalOf } from '../domain/review-tally.ts';
import type { Refused } from '../domain/transition.ts';
import type { Stored } from '../store/commit.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';
import type { ReviewParts } from './review-parts.ts';

/** How many parts are written at a time, each of a hundred grants at most. */
const PARTS_AT_ONCE = 10;

/** How many owners Slack is asked about at a time. */
const OWNERS_AT_ONCE = 20;

type Owned = { id: string; owner: string };

/**
 * Shares every live grant out among the reviewers, and asks them. Parts are written together with the review that counts
 * them: of two processes the later one fails with `record_moved`, and after a crash the rest is shared out.
 */
export async function shareOut(stored: Stored<Review>, parts: ReviewParts, now: Date): Promise<ReviewMoved | Refused> {
  const { store } = parts;
  const { id, by } = stored.record;
  const made = await store.reviews.tally(id);
  const grants = await notShared(store, id);
  const assigned = assign(grants, by, await peopleFor(by, grants, parts), loadOf(made));
  const fresh = partsOf(stored.record, assigned, lastNumbers(made));
  let { record: review, version } = stored;
  for (let at = 0; at < fresh.length; at += PARTS_AT_ONCE) {
    const batch = fresh.slice(at, at + PARTS_AT_ONCE);
    review = shared(review, batch);
    const records = [{ record: review, version }, ...batch.map((record) => ({ record, version: 0 }))];
    await store.commit({ requests: [], grants: [], records, events: [], effects: [], claims: [], releases: [] });
    version += 1;
  }
  const reviewers = [...new Set((await store.reviews.tally(id)).map(({ reviewer }) => reviewer))];
  return transact(store, { review: id }, (found) =>
    found.review ? openReview(found.review, reviewers, now) : missing(id),
  );
}

async function notShared(store: Store, review: string): Promise<Owned[]> {
  const made = new Set<string>();
  for await (const { record } of store.reviews.parts(review)) for (const { grant } of record.items) made.add(grant);
  const grants: Owned[] = [];
  for await (const { id, owner } of store.reviews.liveGrants()) if (!made.has(id)) grants.push({ id, owner });
  return grants.sort((one, other) => one.id.localeCompare(other.id, 'en', { numeric: true }));
}

async function peopleFor(by: Review['by'], grants: readonly Owned[], parts: ReviewParts): Promise<ReviewPeople> {
  if (by !== 'owner') return { present: new Set(), people: await parts.reviewers.peopleIn(by) };
  const owners = [...new Set(grants.map(({ owner }) => owner))];
  const present: string[] = [];
  for (let at = 0; at < owners.length; at += OWNERS_AT_ONCE) {
    const some = owners.slice(at, at + OWNERS_AT_ONCE);
    const left = await Promise.all(some.map((owner) => hasLeft(owner, parts)));
    present.push(...some.filter((_, index) => !left[index]));
  }
  return { present: new Set(present), people: [] };
}

/** Whom Slack cannot tell of is asked; if they have left, their grants reach the admins when the time is over. */
async function hasLeft(owner: string, { reviewers, onFault }: ReviewParts): Promise<boolean> {
  try {
    return await reviewers.hasLeft(owner);
  } catch (error) {
    onFault(owner, error);
    return false;
  }
}

const loadOf = (made: readonly PartTally[]): Map<string, number> =>
  made.reduce(
    (load, { reviewer, counts }) => load.set(reviewer, (load.get(reviewer) ?? 0) + totalOf(counts)),
    new Map<string, number>([[ADMINS, 0]]),
  );
