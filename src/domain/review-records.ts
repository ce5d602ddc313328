import { z } from 'zod';
import { CalendarDate } from './expiry.ts';
import { numberOf } from './ids.ts';

/** What a reviewer can answer for a grant. */
export const ReviewAnswer = z.enum(['keep', 'narrow', 'revoke']);
export type ReviewAnswer = z.infer<typeof ReviewAnswer>;

/** What became of a grant in a review: an answer, or what happened without one. */
export const ReviewOutcome = z.enum([...ReviewAnswer.options, 'suspended', 'ended', 'unanswered']);
export type ReviewOutcome = z.infer<typeof ReviewOutcome>;

/** What a grant was when its outcome was settled: later changes leave the report as it is. */
export const Reviewed = z.object({
  owner: z.string(),
  clientName: z.string(),
  workspace: z.string(),
  username: z.string(),
  scopes: z.array(z.string()),
  expires: CalendarDate,
});
export type Reviewed = z.infer<typeof Reviewed>;

export const Settled = z.object({
  outcome: ReviewOutcome,
  by: z.string(),
  at: z.string(),
  seen: Reviewed,
  /** The number of the audit event that says so; known once the review ends. */
  evidence: z.int().optional(),
});
export type Settled = z.infer<typeof Settled>;

export const ReviewItem = z.object({ grant: z.string(), settled: Settled.optional() });
export type ReviewItem = z.infer<typeof ReviewItem>;

/** Some of the grants that one reviewer looks at. Somebody with many grants has several parts, so that each stays small. */
export const ReviewPart = z.object({
  id: z.string(),
  state: z.enum(['open', 'sealed']),
  review: z.string(),
  /** A person, or {@link ADMINS}. */
  reviewer: z.string(),
  items: z.array(ReviewItem),
  /** When the admins were asked, because the reviewer had not answered. */
  escalatedAt: z.string().optional(),
  /** The grants that are another owner's since, who was asked about them in a part of their own. */
  handedOn: z.array(z.string()).optional(),
  dueAt: z.string().optional(),
});
export type ReviewPart = z.infer<typeof ReviewPart>;

/** Where a part can go: once it is sealed, nothing in it changes any more. */
export const NEXT_REVIEW_PART = { open: ['open', 'sealed'], sealed: [] } as const;

/** A campaign in which every live grant is looked at again. */
export const Review = z.object({
  id: z.string(),
  state: z.enum(['sharing', 'open', 'escalated', 'closed']),
  startedBy: z.string(),
  startedAt: z.string(),
  /** What the policy said when it began; a later policy is for the next one. */
  by: z.union([z.literal('owner'), z.array(z.string())]),
  answerBy: z.string(),
  remindAt: z.array(z.string()),
  unanswered: z.enum(['escalate', 'suspend']),
  /** The number of the first audit event that can be about it. */
  auditFrom: z.int(),
  /** How many grants it covers, in how many parts, and how many of those still wait for an answer. */
  grants: z.int(),
  parts: z.int(),
  openParts: z.int(),
  /** Whether the admins were asked from the beginning, about what is nobody else's to review. */
  toAdmins: z.boolean(),
  /** The reminders that were sent, by their moments. */
  reminded: z.array(z.string()),
  /** Until when the admins can answer what was escalated. */
  escalatedUntil: z.string().optional(),
  closedAt: z.string().optional(),
  /** SHA-256 of the report, which the audit event of the end has too. */
  digest: z.string().optional(),
  /** When a grant last changed hands, until it has been looked whom that leaves to ask. */
  lookAgainAt: z.string().optional(),
  /** When the sweep must look at it next. */
  dueAt: z.string().optional(),
});
export type Review = z.infer<typeof Review>;

/** Where a review can go. */
export const NEXT_REVIEW = {
  sharing: ['sharing', 'open'],
  open: ['open', 'escalated', 'closed'],
  escalated: ['escalated', 'closed'],
  closed: [],
} as const satisfies Record<Review['state'], readonly Review['state'][]>;

/** Stands for whichever admin answers: for the grants of those who have left, or whom nobody else may review. */
export const ADMINS = 'admins';

const REVIEW = /^REVIEW-\d+$/;
const PART = /^REVIEW-\d+-([A-Z0-9]+|admins)-\d+$/;

/** The id of the review with this number. */
export const reviewId = (number: number): string => `REVIEW-${number}`;

/** The id of one part of what somebody reviews; the first is number 1. */
export const partId = (review: string, reviewer: string, number: number): string => `${review}-${reviewer}-${number}`;

/** Whether a text has the form of a review's id. */
export const isReviewId = (id: string): boolean => REVIEW.test(id);

/** Whether a text has the form of a part's id. */
export const isPartId = (id: string): boolean => PART.test(id);

/** The review that a part belongs to. */
export const reviewOfPart = (id: string): string => reviewId(numberOf(id));

/** Who reviews a part, and which of theirs it is. */
export function partPlace(id: string): { reviewer: string; number: number } {
  const [, , reviewer = '', number] = id.split('-');
  return { reviewer, number: Number(number) };
}
