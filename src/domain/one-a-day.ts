import { digestDay, leadsOf } from './digest.ts';
import { DAY } from './duration.ts';
import { eventAbout, notify, SYSTEM } from './effects.ts';
import { expiryInstant, warningsDue } from './expiry.ts';
import type { Grant } from './records.ts';
import { reminders, secretDue } from './secret-due.ts';

/**
 * Whether the owner of a grant has been told something about it on this day in UTC already: that it expires, what its
 * secret needs, or that nothing uses it. One such message a day is enough; what else is due waits for the next.
 */
export function isToldToday({ owner, lastWarning, lastReminder, unused }: Grant, now: Date): boolean {
  const today = digestDay(now);
  return [lastWarning, lastReminder, unused].some(
    (told) => told !== undefined && told.to === owner && digestDay(new Date(told.at)) === today,
  );
}

/** The moment (ms) from which on the next thing can be told: the beginning of the next day in UTC. */
const nextToldAt = (now: Date): number => Math.floor(now.getTime() / DAY) * DAY + DAY;

/**
 * The warning that the owner is to get now. It waits for the next day where they have been told something else about the
 * grant today, unless the grant ends before.
 */
export function warningOf(grant: Grant, warnBefore: readonly number[], now: Date) {
  const { letExpire, revocation, terms, warned } = grant;
  const found = warningsDue(terms.expires, now, leadsOf(grant, warnBefore, now), warned);
  if (found.due === undefined || letExpire !== undefined || revocation !== undefined) {
    return { ...found, due: undefined };
  }
  const tomorrow = new Date(nextToldAt(now));
  const waits = isToldToday(grant, now) && expiryInstant(terms.expires) > tomorrow;
  return waits ? { due: undefined, passed: [], nextAt: tomorrow } : found;
}

/**
 * Reminds the owner of the secret where that is due. It waits for the next day where they are `warned` now, or have been
 * told something else about the grant today. `nextAt` (ms) is when the next reminder may be, if any.
 */
export function remindOfSecret(grant: Grant, rotateEvery: number | undefined, now: Date, warned: boolean) {
  const { due, nextAt: next } = secretDue(grant, rotateEvery, now);
  const nextAt = next === undefined ? [] : [next];
  if (due === undefined) return { said: {}, nextAt, events: [], effects: [] };
  if (warned || isToldToday(grant, now))
    return { said: {}, nextAt: [...nextAt, nextToldAt(now)], events: [], effects: [] };
  return {
    said: { asked: [...grant.asked, due], lastReminder: { to: grant.owner, at: now.toISOString() } },
    nextAt,
    events: [eventAbout([grant], SYSTEM, 'grant.secret_reminded', now, { about: due })],
    effects: [notify('secret', grant.id, due), ...reminders(grant)],
  };
}
