import type { AuditEvent, Claim, Effect } from './effects.ts';
import type { AccessRequest, Grant } from './records.ts';
import type { Refusal } from './refusal.ts';

/** A move that is allowed: the records after it, and what is written with them in one step. */
export type Moved = {
  ok: true;
  request?: AccessRequest | undefined;
  grant?: Grant | undefined;
  events: AuditEvent[];
  effects: Effect[];
  claims?: Claim[];
  releases?: Claim[];
};
export type Refused = { ok: false; refusal: Refusal };
export type Transition = Moved | Refused;
