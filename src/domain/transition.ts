import type { AuditEvent, Claim, Effect } from './effects.ts';
import type { AccessRequest, Grant } from './records.ts';
import type { Refusal, RefusalCode } from './refusal.ts';

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
/** A move that is not allowed, and why. */
export type Refused = { ok: false; refusal: Refusal };
export type Transition = Moved | Refused;

/** Makes a refusal: a stable code, and one whole sentence for the person who asked. */
export function refused(code: RefusalCode, sentence: string): Refused {
  return { ok: false, refusal: { code, sentence } };
}
