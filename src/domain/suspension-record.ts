import { z } from 'zod';

export const Suspension = z.object({
  by: z.string(),
  at: z.string(),
  reason: z.string(),
  /** The grant that was to be stopped, where this one was stopped with it because both act as one integration user. */
  with: z.string().optional(),
  /** Set where those who had to approve it have not: nobody can reinstate it. */
  final: z.literal(true).optional(),
  /** Whom the outcome of their request tells of it, so that no other message has to. */
  told: z.string().optional(),
  /** Counts the suspensions and reinstatements of a grant; a job of an earlier one no longer counts. */
  run: z.int(),
  /** Who let it work again, and why: what is said below is then about the reinstatement. */
  lifted: z.object({ by: z.string(), at: z.string(), reason: z.string() }).optional(),
  /** When its job was last queued again, because nothing was heard of it, and how often that was. */
  requeued: z.object({ at: z.string(), times: z.int() }).optional(),
  /** Why the API could not do it, so that an admin has to. */
  trouble: z.string().optional(),
  enforced: z
    .object({
      by: z.string(),
      at: z.string(),
      /** Set where there was no integration user of its own to suspend. */
      noUser: z.literal(true).optional(),
    })
    .optional(),
});
export type Suspension = z.infer<typeof Suspension>;
