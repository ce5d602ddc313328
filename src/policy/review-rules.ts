import type { ReviewRules } from '../domain/review.ts';
import type { Policy } from './schema.ts';

/** What the policy says about access reviews, as the domain takes it; nothing where it has none. */
export function reviewRules({ reviews }: Policy): (ReviewRules & { every: number }) | undefined {
  if (!reviews) return undefined;
  return {
    every: reviews.every,
    by: reviews.by,
    answerWithin: reviews.answer_within,
    remindAfter: reviews.remind_after,
    unanswered: reviews.unanswered,
  };
}
