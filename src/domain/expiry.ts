import { z } from 'zod';
import { DAY } from './duration.ts';

/** A calendar date as Workiva's form takes it: YYYY-MM-DD, one that exists. */
export const CalendarDate = z.iso.date();
export type CalendarDate = z.infer<typeof CalendarDate>;

/**
 * The moment at which a grant with this Expires date is counted as expired: the start of that day in UTC. Workiva does
 * not say at which hour of the day a grant ends; the earliest is taken, so that no warning comes too late.
 */
export function expiryInstant(expires: CalendarDate): Date {
  return new Date(`${expires}T00:00:00.000Z`);
}

/** Later than any grant expires. */
export const EVER = new Date('9999-12-31T23:59:59.999Z');

/** The calendar date in UTC that lies `lifetime` milliseconds after `now`. */
export function dateAfter(now: Date, lifetime: number): CalendarDate {
  return new Date(now.getTime() + lifetime).toISOString().slice(0, 10);
}

/** How long, in milliseconds, a grant with this date would live from now on. */
export function lifetimeFrom(now: Date, expires: CalendarDate): number {
  return expiryInstant(expires).getTime() - now.getTime();
}

export type ExpiryLimits = { defaultLifetime: number; maxLifetime: number };

/** The date that the form proposes for a renewal: the default lifetime from now, but later than today's date of expiry. */
export function proposedRenewal(now: Date, current: CalendarDate, limits: ExpiryLimits): CalendarDate {
  const proposed = dateAfter(now, limits.defaultLifetime);
  if (proposed > current) return proposed;
  return dateAfter(now, limits.maxLifetime);
}

/** Says what is wrong with a chosen date, or nothing. `after` is the date that a renewal must go beyond. */
export function expiresFault(
  expires: string | undefined,
  now: Date,
  limits: ExpiryLimits,
  after?: CalendarDate,
): string | undefined {
  if (expires === undefined || !CalendarDate.safeParse(expires).success)
    return 'Choose the day on which the grant ends.';
  if (expires <= dateAfter(now, 0)) return 'This day has begun or is past. Choose a later one.';
  const latest = dateAfter(now, limits.maxLifetime);
  if (expires > latest) {
    return `The policy lets a grant live ${limits.maxLifetime / DAY} days at most: choose ${latest} or an earlier day.`;
  }
  if (after !== undefined && expires <= after) return `The grant already lasts until ${after}. Choose a later day.`;
  return undefined;
}

/**
 * Which warning is due and when the next thing is. `warnBefore` are lead times in milliseconds; `warned` those already
 * sent or passed over. Of several that are due at once, only the nearest to the expiry counts, and none once a nearer
 * one was sent, as when a changed policy adds a longer lead time.
 */
export function warningsDue(
  expires: CalendarDate,
  now: Date,
  warnBefore: readonly number[],
  warned: readonly number[],
): { due: number | undefined; passed: number[]; nextAt: Date } {
  const end = expiryInstant(expires).getTime();
  const open = warnBefore.filter((lead) => !warned.includes(lead));
  const passed = open.filter((lead) => end - lead <= now.getTime());
  const ahead = open.filter((lead) => end - lead > now.getTime());
  const nearest = Math.min(...passed);
  return {
    due: nearest < Math.min(...warned) ? nearest : undefined,
    passed,
    nextAt: new Date(Math.min(end, ...ahead.map((lead) => end - lead))),
  };
}

/** Names the warning for one lead time, in ms, before one date, so that a renewed grant is warned anew. */
export const warningDetail = (expires: CalendarDate, lead: number): string => `${expires}.${lead}`;

/** The date that a warning was about. */
export const warnedDate = (detail: string): string => detail.split('.')[0] ?? detail;
