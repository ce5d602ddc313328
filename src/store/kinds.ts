import { isDelegationId } from '../domain/delegation.ts';
import { Delegation, NEXT_DELEGATION } from '../domain/delegation-record.ts';
import { Drift, isDriftId, NEXT_DRIFT } from '../domain/drift-record.ts';
import { numberOf } from '../domain/ids.ts';
import { isPreferencesId, NEXT_PREFERENCES, Preferences } from '../domain/preferences.ts';
import { isPartId, isReviewId, NEXT_REVIEW, NEXT_REVIEW_PART, Review, ReviewPart } from '../domain/review-records.ts';
import { type IndexEntry, score } from './indexes.ts';
import type { Keys } from './keys.ts';
import { tallyMembers } from './review-tally.ts';

/** Records beside requests and grants, which one transaction may change as well. */
export type OtherRecord = Delegation | Preferences | Review | ReviewPart | Drift;

/** How each of them is read, and where it can go. */
export const KINDS = {
  delegation: { schema: Delegation, next: NEXT_DELEGATION },
  preferences: { schema: Preferences, next: NEXT_PREFERENCES },
  review: { schema: Review, next: NEXT_REVIEW },
  part: { schema: ReviewPart, next: NEXT_REVIEW_PART },
  drift: { schema: Drift, next: NEXT_DRIFT },
} as const;

/** Every sorted set that such a record belongs to as it is now. */
export function otherEntries(record: OtherRecord, keys: Keys): IndexEntry[] {
  if (isDelegationId(record.id) || isPreferencesId(record.id)) return [];
  if (isReviewId(record.id))
    return [{ key: keys.reviews, member: record.id, score: score(numberOf(record.id), record.id) }];
  if (isDriftId(record.id)) {
    return record.state === 'open' ? [{ key: keys.openDrift, member: record.id, score: 0 }] : [];
  }
  return isPart(record) ? partEntries(record, keys) : [];
}

const isPart = (record: OtherRecord): record is ReviewPart => isPartId(record.id);

function partEntries(part: ReviewPart, keys: Keys): IndexEntry[] {
  return tallyMembers(part).map(({ member, count }) => ({ key: keys.tallyOf(part.review), member, score: count }));
}
