import { CalendarDate, dateAfter } from './expiry.ts';
import { isWithin, parseIpRestrictions } from './ip-restrictions.ts';
import type { AccessRequest } from './records.ts';
import type { Terms } from './terms.ts';

/** What an approver chose: it may be as much as was asked, and never more. */
export type Less = { scopes: readonly string[]; expires: string | undefined; ipRestrictions: string };
export type LessFault = { field: 'scopes' | 'expires' | 'ipRestrictions'; sentence: string };
export type LessChecked = { ok: true; value: Terms; changes: string[] } | { ok: false; faults: LessFault[] };

/** Checks what is to be approved against what was asked. Answers the narrower terms, and each difference in words. */
export function lessTerms(request: AccessRequest, chosen: Less, now: Date): LessChecked {
  const { terms, kind } = request;
  // A renewal changes nothing in Workiva but the date, so nothing else of it can become less.
  const isRenewal = kind === 'renew';
  const less = isRenewal
    ? { ...chosen, scopes: terms.scopes, ipRestrictions: terms.ipRestrictions.join(', ') }
    : chosen;
  const scopes = terms.scopes.filter((name) => less.scopes.includes(name));
  const ip = parseIpRestrictions(less.ipRestrictions);
  const faults = [
    ...fault('scopes', scopesFault(scopes, less.scopes)),
    ...fault('expires', expiresFault(request, less.expires, now)),
    ...fault('ipRestrictions', ip.faults.length > 0 ? ip.faults.join(' ') : ipFault(ip.entries, terms.ipRestrictions)),
  ];
  if (faults.length > 0) return { ok: false, faults };
  const value = { ...terms, scopes, expires: less.expires ?? terms.expires, ipRestrictions: ip.entries };
  const changes = differences(terms, value);
  if (changes.length > 0) return { ok: true, value, changes };
  return {
    ok: false,
    faults: [
      {
        field: isRenewal ? 'expires' : 'scopes',
        sentence: 'Nothing is less than what was asked. Take something away, or close this and press Approve.',
      },
    ],
  };
}

const fault = (field: LessFault['field'], sentence: string | undefined): LessFault[] =>
  sentence === undefined ? [] : [{ field, sentence }];

function scopesFault(kept: readonly string[], chosen: readonly string[]): string | undefined {
  if (kept.length === 0) return 'Leave at least one scope, or deny the request.';
  return kept.length === chosen.length ? undefined : 'Only scopes that were asked for can be approved.';
}

function expiresFault({ terms, kind, previousExpires }: AccessRequest, expires: string | undefined, now: Date) {
  if (!CalendarDate.safeParse(expires).success || expires === undefined)
    return 'Choose the day on which the grant ends.';
  if (expires > terms.expires) return `${terms.expires} was asked for. Choose that day or an earlier one.`;
  if (expires <= dateAfter(now, 0)) return 'This day has begun or is past. Choose a later one.';
  if (kind === 'renew' && previousExpires !== undefined && expires <= previousExpires) {
    return `The grant lasts until ${previousExpires} already. Choose a later day, or deny the renewal.`;
  }
  return undefined;
}

function ipFault(chosen: readonly string[], asked: readonly string[]): string | undefined {
  if (asked.length === 0) return undefined;
  if (chosen.length === 0)
    return 'No IP restrictions would let every address in. Keep those that were asked for, or fewer.';
  const wider = chosen.filter((entry) => !asked.some((range) => isWithin(entry, range)));
  return wider.length === 0
    ? undefined
    : `${wider.join(', ')} is more than was asked for (${asked.join(', ')}). Name only addresses within that.`;
}

/** What became less, one line for each, such as "Expires: 2027-02-22 → 2026-12-24". */
export function differences(asked: Terms, given: Terms): string[] {
  const list = (entries: readonly string[]) => (entries.length === 0 ? 'none' : entries.join(', '));
  const dropped = asked.scopes.filter((name) => !given.scopes.includes(name));
  return [
    ...(dropped.length === 0 ? [] : [`Scopes: without ${dropped.join(', ')}`]),
    ...(asked.expires === given.expires ? [] : [`Expires: ${asked.expires} → ${given.expires}`]),
    ...(list(asked.ipRestrictions) === list(given.ipRestrictions)
      ? []
      : [`IP Restrictions: ${list(asked.ipRestrictions)} → ${list(given.ipRestrictions)}`]),
  ];
}
