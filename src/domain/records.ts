import { z } from 'zod';
import { StepName } from './effects.ts';
import { CalendarDate } from './expiry.ts';
import { Terms } from './terms.ts';

export const RequestState = z.enum([
  'pending',
  'approved',
  'provisioning',
  'awaiting_admin',
  'fulfilled',
  'failed',
  'denied',
  'withdrawn',
  'lapsed',
]);
export type RequestState = z.infer<typeof RequestState>;

/** Where an access request can go. */
export const NEXT_REQUEST = {
  pending: ['approved', 'denied', 'withdrawn', 'lapsed'],
  approved: ['provisioning', 'awaiting_admin', 'failed'],
  provisioning: ['awaiting_admin', 'fulfilled', 'failed'],
  awaiting_admin: ['provisioning', 'fulfilled', 'failed'],
  failed: ['provisioning', 'awaiting_admin', 'withdrawn'],
  fulfilled: [],
  denied: [],
  withdrawn: [],
  lapsed: [],
} as const satisfies Record<RequestState, readonly RequestState[]>;

/** Steps that a provisioning runs through, each saved before the next begins. */
export const Step = z.object({
  name: StepName,
  state: z.enum(['waiting', 'running', 'by_hand', 'done']),
  /** What was done, for people. */
  note: z.string().optional(),
  /** Who did it, where a person did. */
  by: z.string().optional(),
  at: z.string().optional(),
  /** Why the last try did not succeed, while it is tried again. */
  trouble: z.string().optional(),
  /** Set before something is made in Workiva: what is found there later may be of our own making. */
  begun: z.boolean().optional(),
  /** The URL of Workiva's operation that this step waits for. */
  operation: z.string().optional(),
});
export type Step = z.infer<typeof Step>;

export const AccessRequest = z.object({
  id: z.string(),
  kind: z.enum(['create', 'renew', 'change', 'revoke']),
  state: RequestState,
  requester: z.string(),
  owner: z.string(),
  terms: Terms,
  /** The grant that it is about; of a create request from its approval on. */
  grant: z.string().optional(),
  /** Of a renewal: the Expires date before it. */
  previousExpires: CalendarDate.optional(),
  policy: z.object({ rule: z.string(), why: z.string(), digest: z.string() }),
  /** Empty when the rule approves by itself. */
  stages: z.array(z.object({ from: z.array(z.string()), count: z.int() })),
  approvals: z.array(z.object({ by: z.string(), stage: z.int(), at: z.string(), digest: z.string() })),
  filedAt: z.string(),
  decidedAt: z.string().optional(),
  /** Who ended it without a grant, and why. */
  outcome: z.object({ by: z.string(), at: z.string(), reason: z.string().optional() }).optional(),
  provisioning: z
    .object({ run: z.int(), steps: z.array(Step), userId: z.string().optional(), membershipId: z.string().optional() })
    .optional(),
  failure: z
    .object({
      step: StepName,
      run: z.int(),
      sentence: z.string(),
      at: z.string(),
      /** The admin who could not do it, where it was a person's task. */
      by: z.string().optional(),
      /** What became of it, and through whom. */
      handled: z.string().optional(),
    })
    .optional(),
  fulfilledAt: z.string().optional(),
  /** When the sweep must look at it next. */
  dueAt: z.string().optional(),
});
export type AccessRequest = z.infer<typeof AccessRequest>;

export const GrantState = z.enum(['provisioning', 'active', 'suspended', 'expired', 'revoked']);
export type GrantState = z.infer<typeof GrantState>;

/** Where a grant can go. An expired one comes back only when an admin confirms a renewal that was asked for in time. */
export const NEXT_GRANT = {
  provisioning: ['active', 'revoked'],
  active: ['active', 'suspended', 'expired', 'revoked'],
  suspended: ['active', 'expired', 'revoked'],
  expired: ['active'],
  revoked: [],
} as const satisfies Record<GrantState, readonly GrantState[]>;

export const Grant = z.object({
  id: z.string(),
  state: GrantState,
  owner: z.string(),
  terms: Terms,
  /** The request that created it. */
  createdBy: z.string(),
  clientId: z.string().optional(),
  /** When it became active, or was last renewed. */
  liveSince: z.string().optional(),
  /** Lead times, in milliseconds, whose warning was sent or passed over since then. */
  warned: z.array(z.number()).default([]),
  /** The warnings that were sent since then, as details of their messages. */
  warnings: z.array(z.string()).default([]),
  letExpire: z.object({ by: z.string(), at: z.string() }).optional(),
  collected: z.object({ by: z.string(), at: z.string() }).optional(),
  /** The open request to renew it. */
  renewal: z.string().optional(),
  endedAt: z.string().optional(),
  /** When the sweep must look at it next. */
  dueAt: z.string().optional(),
});
export type Grant = z.infer<typeof Grant>;

/** A request and the grant that it is about. */
export type Case = { request: AccessRequest; grant?: Grant | undefined };
