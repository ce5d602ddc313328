import { generateSecret, generateURI, verifySync } from 'otplib';

/** What authenticator apps take without being told: SHA-1, six digits, a new code every 30 s. */
const PERIOD_S = 30;
const FORM = /^\d{6}$/;

/** Makes a secret of 160 random bits, in base32. */
export const newSecret = (): string => generateSecret();

/** The address that an authenticator app takes the secret from. */
export const enrolmentUri = (person: string, secret: string): string =>
  generateURI({ issuer: 'Grantdesk', label: person, secret });

/**
 * The time step that a code belongs to, or nothing when it is wrong. The steps next to the present one count too, because
 * clocks differ and typing takes time. Spaces between digits are overlooked, as apps show them.
 */
export function stepOf(secret: string, code: string, now: Date): number | undefined {
  const token = code.replace(/\s/g, '');
  if (!FORM.test(token)) return undefined;
  const epoch = Math.floor(now.getTime() / 1000);
  const result = verifySync({ secret, token, epoch, period: PERIOD_S, epochTolerance: PERIOD_S });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}
