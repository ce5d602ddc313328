import type { Redis } from 'ioredis';
import type { Clock } from '../domain/clock.ts';
import { createKeys } from '../store/keys.ts';
import { createSettle, LIMITS, type Settled } from './attempts.ts';
import { createEnrolmentReader, type Enrolment } from './enrolments.ts';
import { openSecret, SealError } from './seal.ts';
import { stepOf } from './totp.ts';

/**
 * Whether a code proves who approves.
 * - `code_wrong`: counted; `attemptsLeft` more may be wrong. With 0 left it has locked the person's codes, `until` then
 * - `locked`: not looked at, because too many were wrong; right ones are taken again from `until` on
 * - `code_used`: it, or a newer one, was taken before; not counted
 * - `not_enrolled`, `codes_off`: there is nothing to compare it with; the sentence says who must do what
 */
export type CodeCheck =
  | { ok: true }
  | { ok: false; code: 'code_wrong'; sentence: string; attemptsLeft: number; until?: Date }
  | { ok: false; code: 'locked'; sentence: string; until: Date }
  | { ok: false; code: 'code_used' | 'not_enrolled' | 'codes_off'; sentence: string };

/** Checks the codes of approvers. */
export type Codes = {
  /** Uses a right code up; throws when Redis cannot be reached. */
  check(person: string, code: string): Promise<CodeCheck>;
  /** Whether there is something to compare their codes with: they are enrolled, and there is a key. */
  isEnrolled(person: string): Promise<boolean>;
};

/** Makes the check of codes of one installation. Without a key it takes none. */
export function createCodes(redis: Redis, installation: string, key: Buffer | undefined, clock: Clock): Codes {
  const enrolments = createEnrolmentReader(redis, installation);
  const settle = createSettle(redis, createKeys(installation));
  return {
    isEnrolled: async (person) => key !== undefined && (await enrolments.find(person)) !== undefined,
    async check(person, code) {
      if (key === undefined) return CODES_OFF;
      const enrolment = await enrolments.find(person);
      if (enrolment === undefined) return notEnrolled(person);
      const secret = secretOf(enrolment, installation, key, person);
      if (secret === undefined) return unreadable(person);
      const now = clock.now();
      return toCheck(await settle(enrolment.id, stepOf(secret, code, now), now));
    },
  };
}

/** The secret, opened for the person who types the code: an enrolment moved to somebody else opens for nobody. */
function secretOf(enrolment: Enrolment, installation: string, key: Buffer, person: string): string | undefined {
  try {
    return openSecret(key, { installation, person }, enrolment.sealed);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}

const CODES_OFF: CodeCheck = {
  ok: false,
  code: 'codes_off',
  sentence:
    'This needs a code, and codes cannot be checked: GRANTDESK_CODES_KEY is not set. Ask the operator of Grantdesk to set it and to restart.',
};

const notEnrolled = (person: string): CodeCheck => ({
  ok: false,
  code: 'not_enrolled',
  sentence: `This needs a code from your authenticator app, and you are not enrolled yet. Enrol with the operator of Grantdesk: npx grantdesk approver enrol ${person}`,
});

const unreadable = (person: string): CodeCheck => ({
  ok: false,
  code: 'codes_off',
  sentence: `Your enrolment cannot be read with the present GRANTDESK_CODES_KEY. Ask the operator of Grantdesk to bring back the former key, or to enrol you again: npx grantdesk approver enrol ${person} --replace`,
});

function toCheck(settled: Settled): CodeCheck {
  switch (settled.outcome) {
    case 'taken':
      return { ok: true };
    case 'used':
      return {
        ok: false,
        code: 'code_used',
        sentence: 'That code has been used already. Wait up to 30 seconds for the next one in your authenticator app.',
      };
    case 'wrong':
      return {
        ok: false,
        code: 'code_wrong',
        sentence: `That code is wrong. Type the newest one of your authenticator app. Wrong codes left: ${settled.left}.`,
        attemptsLeft: settled.left,
      };
    case 'locks':
      return {
        ok: false,
        code: 'code_wrong',
        sentence: `That code is wrong, for the ${LIMITS.wrongCodes}th time. Try again at ${minuteAfter(settled.until)}.`,
        attemptsLeft: 0,
        until: settled.until,
      };
    case 'locked':
      return {
        ok: false,
        code: 'locked',
        sentence: `Too many codes were wrong. Try again at ${minuteAfter(settled.until)}. If that was not you, tell the operator of Grantdesk now.`,
        until: settled.until,
      };
  }
}

/** The first whole minute that is not before a moment. */
function minuteAfter(moment: Date): string {
  const minute = new Date(Math.ceil(moment.getTime() / 60_000) * 60_000);
  return `${minute.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
