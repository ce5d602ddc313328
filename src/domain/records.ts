import { z } from 'zod';
import { Approval, BreakGlass, MatchedRule, Question, Stage, Waiting } from './approval-records.ts';
import { StepName } from './effects.ts';
import { CalendarDate } from './expiry.ts';
import { Leftover, Provisioning, Undo } from './step-records.ts';
import { Suspension } from './suspension-record.ts';
import { Terms } from './terms.ts';
import { VerifyOutcome } from './verify-outcome.ts';

export const RequestState = z.enum([
  'awaiting_owner',
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

/**
 * Where an access request can go. From `approved` on, only a break-glass request is still denied or lapses: its approval
 * is asked for after the fact.
 */
export const NEXT_REQUEST = {
  awaiting_owner: ['pending', 'approved', 'denied', 'withdrawn', 'lapsed'],
  pending: ['awaiting_owner', 'approved', 'denied', 'withdrawn', 'lapsed'],
  approved: ['provisioning', 'awaiting_admin', 'failed', 'denied', 'lapsed'],
  provisioning: ['awaiting_admin', 'fulfilled', 'failed', 'denied', 'lapsed'],
  awaiting_admin: ['provisioning', 'fulfilled', 'failed', 'denied', 'lapsed'],
  failed: ['provisioning', 'awaiting_admin', 'withdrawn', 'denied', 'lapsed'],
  fulfilled: [],
  denied: [],
  withdrawn: [],
  lapsed: [],
} as const satisfies Record<RequestState, readonly RequestState[]>;

export const AccessRequest = z.object({
  id: z.string(),
  kind: z.enum(['create', 'renew', 'change', 'revoke']),
  state: RequestState,
  requester: z.string(),
  /** Who will own the grant; another than the requester has to accept first. */
  owner: z.string(),
  /** Whether those who may decide have been asked, which waits for an owner to accept. */
  opened: z.boolean().default(true),
  terms: Terms,
  /** Counts how often it was filed anew by an edit; a button of an earlier revision no longer decides. */
  revision: z.int().default(1),
  /** The last edit, and whose approvals no longer count because of it. */
  edited: z.object({ at: z.string(), dropped: z.array(z.string()) }).optional(),
  /** Of a revocation: why. */
  reason: z.string().optional(),
  /** Why it cannot wait, where it cannot. */
  urgency: z.string().optional(),
  /**
   * Of a change: what the policy was asked about, where that is more than its terms. It is all that the grant could come to
   * be, because what the same form takes away may still come to nothing.
   */
  routedOn: Terms.optional(),
  /** What was asked for, where an approver has approved less. */
  asked: Terms.optional(),
  /** The grant that it is about; of a create request from its approval on. */
  grant: z.string().optional(),
  /** Of a revocation that takes back what another request has done. */
  undoes: Undo.optional(),
  /** Of a create request: the grant whose place the new one is to take. */
  replaces: z.string().optional(),
  /** Of a renewal: the Expires date before it. */
  previousExpires: CalendarDate.optional(),
  /** Of a change: what the grant was when it was filed. */
  previous: Terms.optional(),
  /** What it was filed under. */
  policy: MatchedRule,
  /** Of a policy that has become stricter since, and holds too. */
  stricter: MatchedRule.optional(),
  /** Empty when the rule approves by itself. */
  stages: z.array(Stage),
  /** What an approver has to prove beyond their Slack account. */
  confirm: z.literal('totp').optional(),
  approvals: z.array(Approval),
  /** When a policy that has become stricter was last held against it. */
  stricterSince: z.string().optional(),
  /** Whose approvals no longer count, because they have left or may not take part any more, and since when. */
  dropped: z.array(z.object({ by: z.string(), at: z.string() })).optional(),
  questions: z.array(Question).default([]),
  waiting: Waiting.optional(),
  breakGlass: BreakGlass.optional(),
  filedAt: z.string(),
  decidedAt: z.string().optional(),
  /** Who ended it without a grant, and why. */
  outcome: z.object({ by: z.string(), at: z.string(), reason: z.string().optional() }).optional(),
  provisioning: Provisioning.optional(),
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
  provisioning: ['active', 'suspended', 'revoked'],
  active: ['active', 'suspended', 'expired', 'revoked'],
  suspended: ['active', 'expired', 'revoked'],
  expired: ['active', 'suspended'],
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
  /** When it was taken over from Workiva, where it was made by hand. */
  importedAt: z.string().optional(),
  /** Lead times, in milliseconds, whose warning was sent or passed over since then. */
  warned: z.array(z.number()).default([]),
  /** The warnings that were sent since then, as details of their messages. */
  warnings: z.array(z.string()).default([]),
  /** When who was last warned, and whether that was one line of the day's digest. */
  lastWarning: z.object({ to: z.string(), at: z.string(), inDigest: z.literal(true).optional() }).optional(),
  letExpire: z.object({ by: z.string(), at: z.string() }).optional(),
  /** The latest message on how to collect the secret, where it is not the first: another user, or another owner, has come. */
  handOver: z.object({ name: z.string(), at: z.string() }).optional(),
  collected: z.object({ by: z.string(), at: z.string() }).optional(),
  /** When its secret was last regenerated because the policy asks for it. */
  rotated: z.object({ by: z.string(), at: z.string() }).optional(),
  /** The reminders about its secret that were sent, and who was last reminded when. */
  asked: z.array(z.string()).default([]),
  lastReminder: z.object({ to: z.string(), at: z.string() }).optional(),
  /** What came of the latest test that its owner made with the secret. */
  verified: z
    .object({
      by: z.string(),
      at: z.string(),
      outcome: VerifyOutcome,
      /** The admin who says that what was not well is seen to. */
      settled: z.object({ by: z.string(), at: z.string() }).optional(),
    })
    .optional(),
  /** The latest question to its owner whether it is needed, because its user had not been active since then; and the answer. */
  unused: z
    .object({
      to: z.string(),
      at: z.string(),
      since: z.string(),
      /** Its user's latest activity before the question, and the first that was noticed after it. */
      used: z.string().optional(),
      usedAgain: z.string().optional(),
      kept: z.object({ by: z.string(), at: z.string() }).optional(),
    })
    .optional(),
  /** Where its secret may have leaked. */
  leaks: z.array(z.object({ by: z.string(), at: z.string(), where: z.string() })).default([]),
  /** The open request to renew it. */
  renewal: z.string().optional(),
  /** The open requests to change it: one that takes away, which nobody has to approve, and one that gives. */
  narrowing: z.string().optional(),
  change: z.string().optional(),
  /** The request that ends it, from its filing on. */
  revocation: z.string().optional(),
  /** The grant whose place it takes, until that is revoked or nothing comes of it. */
  replaces: z.string().optional(),
  /** The grant that is to take its place. Once that is live, both are a pair: since when, and until when. */
  replacedBy: z
    .object({
      grant: z.string(),
      since: z.string().optional(),
      until: z.string().optional(),
      /** The messages about it that were sent to its owner, as details. */
      told: z.array(z.string()).default([]),
    })
    .optional(),
  /** Who has been asked to become its owner. */
  transfer: z.object({ to: z.string(), by: z.string(), at: z.string() }).optional(),
  /** When it was noticed that its owner has left Slack, until somebody takes it over. */
  ownerLeft: z.string().optional(),
  /** The emergency stop: its integration user is suspended in Workiva, once `enforced` says so. */
  suspension: Suspension.optional(),
  /** What it has left in Workiva as an integration user that it does not act as, until a clean-up of that is filed. */
  leftovers: z.array(Leftover).optional(),
  /** Set where another grant has left its integration user to this one, which was still being made. */
  inherits: z.literal(true).optional(),
  /** What undone requests have left to this one, which was still being made: given back when nothing comes of it. */
  heirOf: z.array(Leftover.extend({ change: z.string().optional() })).optional(),
  /** Until when the request that broke glass for it must be approved after the fact. */
  reviewBy: z.string().optional(),
  endedAt: z.string().optional(),
  /** When the sweep must look at it next. */
  dueAt: z.string().optional(),
});
export type Grant = z.infer<typeof Grant>;

/** A request and the grant that it is about. */
export type Case = { request: AccessRequest; grant?: Grant | undefined };
