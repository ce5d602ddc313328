import { DAY } from '../../src/domain/duration.ts';
import type { Grant } from '../../src/domain/records.ts';
import { openReview, type ReviewRules, shared, startReview } from '../../src/domain/review.ts';
import type { Answering } from '../../src/domain/review-answer.ts';
import type { Review, ReviewPart } from '../../src/domain/review-records.ts';
import type { UnderReview } from '../../src/domain/review-settle.ts';
import { partsOf } from '../../src/domain/review-share.ts';
import type { Moved, Refused } from '../../src/domain/transition.ts';
import { ADMIN, ANA, DIGEST, grant, moved, NOW } from './domain-cases.ts';

export const RULES: ReviewRules = {
  by: 'owner',
  answerWithin: 14 * DAY,
  remindAfter: [3 * DAY, 7 * DAY],
  unanswered: 'escalate',
};

export const reviewOf = (outcome: Moved | Refused): Review => moved(outcome).review as Review;
export const partAfter = (outcome: Moved | Refused): ReviewPart => moved(outcome).part as ReviewPart;

export const started = (rules: Partial<ReviewRules> = {}, last?: Review) =>
  startReview(last, { by: 'operator', rules: { ...RULES, ...rules }, auditFrom: 1, now: NOW });

/** An open review of GRANT-7 and GRANT-8, both in one part. */
export function open(
  { reviewer = ANA, ...changes }: Partial<Review> & { reviewer?: string } = {},
  changed: Partial<Grant> = {},
): UnderReview {
  const review = reviewOf(started());
  const [part] = partsOf(review, new Map([[reviewer, ['GRANT-7', 'GRANT-8']]]));
  const opened = reviewOf(openReview(shared(review, [part as ReviewPart]), [reviewer], NOW));
  return { review: { ...opened, ...changes }, part: part as ReviewPart, grant: grant(changed) };
}

export const answering = (changes: Partial<Answering> = {}): Answering => ({
  ...{ by: ANA, answer: 'keep', admins: [ADMIN], reviewers: [], request: 'REQ-90', digest: DIGEST, now: NOW },
  ...changes,
});

export const outcomesOf = ({ items }: ReviewPart) => items.map(({ settled }) => settled?.outcome ?? 'waiting');

/** What is left by a move that changes nothing of a part. */
export const leftAlone = (part: ReviewPart): Moved => ({ ok: true, part, events: [], effects: [] });
