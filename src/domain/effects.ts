import { z } from 'zod';

/** The messages that Grantdesk keeps in Slack; each is one post that later states update. */
export const MessageKind = z.enum([
  'approval',
  'stage',
  'card',
  'outcome',
  'admin-task',
  'failure',
  'hand-over',
  'warning',
  'expired',
  'expired-admin',
]);
export type MessageKind = z.infer<typeof MessageKind>;

export const StepName = z.enum(['user', 'membership', 'roles', 'grant']);
export type StepName = z.infer<typeof StepName>;

/** Something the world must be told or made to do, written to the outbox with the state that it follows from. */
export const Effect = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('notify'),
    message: MessageKind,
    /** The request or grant that the message is about. */
    about: z.string(),
    /** Tells apart messages of one kind about one thing: a stage, a step, a lead time. */
    detail: z.string().optional(),
  }),
  z.object({ kind: z.literal('provision'), request: z.string(), step: StepName, run: z.int() }),
]);
export type Effect = z.infer<typeof Effect>;
export type NotifyEffect = Extract<Effect, { kind: 'notify' }>;

/** What happened, to be sealed into the audit chain. `actor` is a Slack user ID, or `grantdesk` when nobody pressed anything. */
export type AuditEvent = {
  at: string;
  actor: string;
  action: string;
  subjects: string[];
  detail: Record<string, string | number | string[]>;
};

export const SYSTEM = 'grantdesk';

/** A name that one record holds at a time, such as a client name among live grants. */
export type Claim = { name: string; holder: string };

/** Makes the effect that posts a message, or brings it up to date. */
export function notify(message: MessageKind, about: string, detail?: string): Effect {
  return detail === undefined ? { kind: 'notify', message, about } : { kind: 'notify', message, about, detail };
}
