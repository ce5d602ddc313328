import { z } from 'zod';

/** The messages that Grantdesk keeps in Slack; each is one post that later states update. */
export const MessageKind = z.enum([
  'approval',
  'stage',
  'reminder',
  'question',
  'asked',
  'answer',
  'edited',
  'owner',
  'unstaffed',
  'codes-locked',
  'break-glass',
  'card',
  'outcome',
  'admin-task',
  'failure',
  'hand-over',
  'warning',
  'digest',
  'expired',
  'expired-admin',
  'suspension',
  'suspended',
  'revoked',
  'replacement',
  'replacement-admin',
  'transfer',
  'transferred',
  'transfer-declined',
  'orphaned',
  'secret',
  'leaked',
  'verification',
  'unused',
  'delegation',
  'drift',
  'review',
  'review-reminder',
  'review-admins',
  'review-narrow',
  'review-progress',
]);
export type MessageKind = z.infer<typeof MessageKind>;

/** The steps of a provisioning, each an API call or an admin task. */
export const StepName = z.enum([
  'user',
  'membership',
  'roles',
  'grant',
  'roles_removal',
  'membership_removal',
  'user_suspension',
  'user_removal',
]);
export type StepName = z.infer<typeof StepName>;

/** The steps that Workiva's API can do. */
export type ApiStepName = Exclude<StepName, 'grant'>;

/** A message to post, or to bring up to date. */
export const MessageEffect = z.object({
  kind: z.literal('notify'),
  message: MessageKind,
  /** The request or grant that the message is about; of a digest, and of locked codes, the person. */
  about: z.string(),
  /** Tells apart messages of one kind about one thing: a stage, a step and its run, a date and its lead time. */
  detail: z.string().optional(),
});
/** What names one message among all. */
export type MessageName = Pick<z.infer<typeof MessageEffect>, 'message' | 'about' | 'detail'>;

/** A provisioning step to carry out. */
export const StepEffect = z.object({
  kind: z.literal('provision'),
  request: z.string(),
  step: StepName,
  /** Counts how often the steps were begun anew; a job of an earlier run no longer counts. */
  run: z.int(),
});

/** The integration user of a suspended grant, to be suspended in Workiva. */
export const SuspendEffect = z.object({
  kind: z.literal('suspend'),
  grant: z.string(),
  run: z.int(),
  /** How often it was queued again because nothing was heard of it. */
  again: z.int().optional(),
});

/** A finding about an integration user that Workiva is to be made as recorded again. */
export const RevertEffect = z.object({
  kind: z.literal('revert'),
  drift: z.string(),
  finding: z.string(),
  run: z.int(),
});

/** Something the world must be told or made to do, written to the outbox with the state that it follows from. */
export const Effect = z.discriminatedUnion('kind', [MessageEffect, StepEffect, SuspendEffect, RevertEffect]);
export type Effect = z.infer<typeof Effect>;

/** What a message is called among all messages; its place in Slack is kept under this. */
export function messageKey({ about, message, detail }: MessageName): string {
  return detail === undefined ? `${about}.${message}` : `${about}.${message}.${detail}`;
}

/** What became of a message: it is sent, it must wait for its channel until a moment (ms), or it can never be sent. */
export type Delivery =
  | { outcome: 'sent' }
  | { outcome: 'wait'; until: number }
  | { outcome: 'refused'; sentence: string };

/** What happened, to be sealed into the audit chain. `actor` is a Slack user ID, `grantdesk` when nobody pressed anything, or
 * `operator` at the command line. */
export type AuditEvent = {
  at: string;
  actor: string;
  action: string;
  subjects: string[];
  detail: Record<string, string | number | string[]>;
};

/** Who acts when nobody pressed anything. */
export const SYSTEM = 'grantdesk';

/** A name that one record holds at a time, such as a client name among live grants. */
export type Claim = { name: string; holder: string };

/** Makes the effect that posts a message, or brings it up to date. */
export function notify(message: MessageKind, about: string, detail?: string): Effect {
  return detail === undefined ? { kind: 'notify', message, about } : { kind: 'notify', message, about, detail };
}

/** Makes an audit event about one thing, or several: requests, grants, delegations, reviews. */
export function eventAbout(
  about: readonly { id: string }[],
  actor: string,
  action: string,
  now: Date,
  detail: AuditEvent['detail'],
): AuditEvent {
  return { at: now.toISOString(), actor, action, subjects: about.map(({ id }) => id), detail };
}
