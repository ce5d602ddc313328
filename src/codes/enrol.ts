import type { Clock } from '../domain/clock.ts';
import type { SettleCode } from './attempts.ts';
import { type Enrolment, type Enrolments, enrolmentId, type Place } from './enrolments.ts';
import { sealSecret } from './seal.ts';
import { enrolmentUri, newSecret, stepOf } from './totp.ts';

export type EnrolParts = {
  enrolments: Enrolments;
  settle: SettleCode;
  installation: string;
  key: Buffer;
  clock: Clock;
};

/** An enrolment that is not stored yet. The secret and the address that carries it are for the approver's eyes alone. */
export type Begun = {
  secret: string;
  uri: string;
  /** Stores the enrolment if this code shows that the approver's app has the secret; answers whether it did. */
  confirm(code: string, place: Place): Promise<boolean>;
};

/** Begins to enrol somebody, in the place of `old` if that is given. */
export function beginEnrolment(parts: EnrolParts, person: string, old?: Enrolment): Begun {
  const { enrolments, settle, installation, key, clock } = parts;
  const secret = newSecret();
  return {
    secret,
    uri: enrolmentUri(person, secret),
    async confirm(code, place) {
      const now = clock.now();
      const step = stepOf(secret, code, now);
      if (step === undefined) return false;
      const sealed = sealSecret(key, { installation, person }, secret);
      const enrolment = { id: enrolmentId(person), person, since: now.toISOString(), sealed };
      // Whoever saw this code on the terminal cannot approve with it.
      await settle(enrolment.id, step, now);
      await enrolments.add(enrolment, place, old);
      return true;
    },
  };
}
