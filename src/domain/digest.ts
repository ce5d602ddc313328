import { expiryInstant, warningsDue } from './expiry.ts';
import type { DigestChoice } from './preferences.ts';
import type { Grant } from './records.ts';

/** The most warnings of one day that somebody gets one by one. */
export const MOST_SINGLE = 3;

/** The calendar day in UTC of which the warnings are counted together. */
export const digestDay = (now: Date): string => now.toISOString().slice(0, 10);

/**
 * The lead times of the policy, in milliseconds, that lie within the life of a grant. One that was imported after the
 * last of them has that one all the same: else nobody would be told that it ends.
 */
export function leadsOf({ liveSince, importedAt, terms }: Grant, warnBefore: readonly number[], now: Date): number[] {
  const began = new Date(liveSince ?? now).getTime();
  const leads = warnBefore.filter((lead) => expiryInstant(terms.expires).getTime() - lead > began);
  const isLate = leads.length === 0 && importedAt !== undefined && importedAt === liveSince;
  return isLate && warnBefore.length > 0 ? [Math.min(...warnBefore)] : leads;
}

/** Whether a warning is due by a moment, and its owner wants to hear of it. */
export function isWarningDue(grant: Grant, warnBefore: readonly number[], now: Date, by = now): boolean {
  const { state, letExpire, revocation, terms, warned } = grant;
  const isLive = state === 'active' || state === 'suspended';
  if (!isLive || letExpire !== undefined || revocation !== undefined || by >= expiryInstant(terms.expires))
    return false;
  return warningsDue(terms.expires, by, leadsOf(grant, warnBefore, now), warned).due !== undefined;
}

/**
 * Whether the warnings of a day come as one message to the owner of these grants. A grant counts from the beginning of
 * the day to its end, before its warning and after it, so that whoever asks in between gets the same answer.
 */
export function isDigestDay(
  grants: readonly Grant[],
  warnBefore: readonly number[],
  choice: DigestChoice,
  now: Date,
): boolean {
  if (choice !== 'many') return choice === 'always';
  const day = digestDay(now);
  const endOfDay = new Date(`${day}T23:59:59.999Z`);
  const told = grants.filter((grant) => wasWarnedOn(grant, day));
  if (told.some(({ lastWarning }) => lastWarning?.inDigest)) return true;
  const toTell = grants.filter((grant) => !told.includes(grant) && isWarningDue(grant, warnBefore, now, endOfDay));
  return told.length + toTell.length > MOST_SINGLE;
}

function wasWarnedOn({ owner, lastWarning }: Grant, day: string): boolean {
  return lastWarning !== undefined && lastWarning.to === owner && digestDay(new Date(lastWarning.at)) === day;
}
