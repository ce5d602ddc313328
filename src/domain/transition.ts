import type { Delegation } from './delegation-record.ts';
import type { Drift } from './drift-record.ts';
import type { AuditEvent, Claim, Effect } from './effects.ts';
import type { Preferences } from './preferences.ts';
import type { AccessRequest, Grant } from './records.ts';
import { nameThem, type Refusal, type RefusalCode } from './refusal.ts';
import type { Review, ReviewPart } from './review-records.ts';

/** A move that is allowed: the records after it, and what is written with them in one step. */
export type Moved = {
  ok: true;
  request?: AccessRequest | undefined;
  /** A second request that is filed in the same step. */
  also?: AccessRequest | undefined;
  grant?: Grant | undefined;
  /** Other grants that change in the same step. */
  others?: Grant[];
  delegation?: Delegation | undefined;
  preferences?: Preferences | undefined;
  review?: Review | undefined;
  /** One part of a review. */
  part?: ReviewPart | undefined;
  /** What was found about an integration user. */
  drift?: Drift | undefined;
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

/** Refuses what only an admin may do, and says who that is. */
export const notAnAdmin = (admins: readonly string[]): Refused =>
  refused('not_an_admin', `Only an admin named in the policy can do this: ${nameThem(admins)}.`);
