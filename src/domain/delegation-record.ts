import { z } from 'zod';
import { CalendarDate } from './expiry.ts';

export const Delegation = z.object({
  /** `DELEGATION-` and the person who hands over: each has one at most. */
  id: z.string(),
  state: z.enum(['active', 'ended']),
  from: z.string(),
  to: z.string(),
  /** The last day on which it holds, in UTC. */
  until: CalendarDate,
  startedAt: z.string(),
  /** The groups of the policy whose waiting requests the other has not been told of yet. */
  untold: z.array(z.string()).optional(),
  ended: z.object({ by: z.string(), at: z.string() }).optional(),
  dueAt: z.string().optional(),
});
/** Somebody's right to decide, handed over to another for a time. */
export type Delegation = z.infer<typeof Delegation>;

/** Where a delegation can go. */
export const NEXT_DELEGATION = { active: ['active', 'ended'], ended: ['active'] } as const;
