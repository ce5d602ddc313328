import { DAY } from './duration.ts';

/** How long, in ms, somebody has to approve after the fact, before the grant is suspended by itself. */
export const REVIEW_WITHIN = DAY;

/** How long, in ms, before its review is over those who may approve what broke glass are reminded of it. */
const REMIND_BEFORE = REVIEW_WITHIN / 2;

/** The moment (ms) from which on they are reminded. */
export const remindedOfReviewAt = (reviewBy: string): number => Date.parse(reviewBy) - REMIND_BEFORE;

/** When a grant that broke glass is to be looked at next because of its review: for the reminder, then for its end. */
export function nextReviewMark(reviewBy: string, now: Date): string {
  const remindAt = remindedOfReviewAt(reviewBy);
  return now.getTime() < remindAt ? new Date(remindAt).toISOString() : reviewBy;
}
