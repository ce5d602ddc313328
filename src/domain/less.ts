import { changesInWords, isPurposeAlone } from './change.ts';
import { CalendarDate, dateAfter } from './expiry.ts';
import { isWithin, parseIpRestrictions } from './ip-restrictions.ts';
import type { AccessRequest } from './records.ts';
import type { Terms } from './terms.ts';

/** What an approver chose: it may be as much as was asked, and never more. */
export type Less = { scopes: readonly string[]; expires: string | undefined; ipRestrictions: string };
export type LessField = keyof Less;
export type LessFault = { field: LessField; sentence: string };
export type LessChecked = { ok: true; value: Terms; changes: string[] } | { ok: false; faults: LessFault[] };

/**
 * Of what a request asks, the parts of which an approver can give less. A renewal changes the date alone; of a change it
 * is what it gives. What broke glass is carried out already.
 */
export function reducible({ kind, terms, previous, breakGlass }: AccessRequest): LessField[] {
  if (breakGlass || kind === 'revoke') return [];
  if (kind === 'create') return ['scopes', 'expires', 'ipRestrictions'];
  if (kind === 'renew' || previous === undefined) return ['expires'];
  const gained = terms.scopes.some((name) => !previous.scopes.includes(name));
  const opened = !terms.ipRestrictions.every((entry) => lets(previous.ipRestrictions, entry));
  return [
    ...(gained ? (['scopes'] as const) : []),
    ...(terms.expires > previous.expires ? (['expires'] as const) : []),
    ...(opened || (terms.ipRestrictions.length === 0 && previous.ipRestrictions.length > 0)
      ? (['ipRestrictions'] as const)
      : []),
  ];
}

/** Checks what is to be approved against what was asked. Answers the narrower terms, and what differs for the audit trail. */
export function lessTerms(request: AccessRequest, chosen: Less, now: Date): LessChecked {
  const { terms } = request;
  const parts = reducible(request);
  const less: Less = {
    scopes: parts.includes('scopes') ? chosen.scopes : terms.scopes,
    expires: parts.includes('expires') ? chosen.expires : terms.expires,
    ipRestrictions: parts.includes('ipRestrictions') ? chosen.ipRestrictions : terms.ipRestrictions.join(', '),
  };
  const scopes = terms.scopes.filter((name) => less.scopes.includes(name));
  const ip = parseIpRestrictions(less.ipRestrictions);
  const faults = [
    ...fault('scopes', scopesFault(request, scopes, less.scopes)),
    ...fault('expires', expiresFault(request, less.expires, now)),
    ...fault('ipRestrictions', ip.faults.length > 0 ? ip.faults.join(' ') : ipFault(request, ip.entries)),
  ];
  if (faults.length > 0) return { ok: false, faults };
  const value = { ...terms, scopes, expires: less.expires ?? terms.expires, ipRestrictions: ip.entries };
  const changes = changesInWords(terms, value);
  const why = changes.length === 0 ? NOTHING_LESS : nothingLeft(request, value);
  return why === undefined
    ? { ok: true, value, changes }
    : { ok: false, faults: [{ field: parts[0] ?? 'expires', sentence: why }] };
}

const NOTHING_LESS = 'Nothing is less than what was asked. Take something away, or close this and press Approve.';

function nothingLeft({ kind, previous }: AccessRequest, value: Terms): string | undefined {
  const isNothing = kind === 'change' && previous !== undefined && isPurposeAlone(previous, value);
  return isNothing ? 'Nothing of the change would be left. Leave something, or deny the request.' : undefined;
}

const fault = (field: LessField, sentence: string | undefined): LessFault[] =>
  sentence === undefined ? [] : [{ field, sentence }];

function scopesFault({ terms, previous }: AccessRequest, kept: readonly string[], chosen: readonly string[]) {
  if (kept.length === 0) return 'Leave at least one scope, or deny the request.';
  if (kept.length !== chosen.length) return 'Only scopes that were asked for can be approved.';
  const owned = terms.scopes.filter((name) => previous?.scopes.includes(name) && !kept.includes(name));
  return owned.length === 0 ? undefined : `${owned.join(', ')} is what the grant has already: ${LEAVE_IT}`;
}

const LEAVE_IT = 'leave it, and take away only what is asked for anew.';

function expiresFault(request: AccessRequest, expires: string | undefined, now: Date) {
  const { terms, kind, previous } = request;
  if (!CalendarDate.safeParse(expires).success || expires === undefined)
    return 'Choose the day on which the grant ends.';
  if (expires > terms.expires) return `${terms.expires} was asked for. Choose that day or an earlier one.`;
  if (expires <= dateAfter(now, 0)) return 'This day has begun or is past. Choose a later one.';
  const before = request.previousExpires;
  if (kind === 'renew' && before !== undefined && expires <= before) {
    return `The grant lasts until ${before} already. Choose a later day, or deny the renewal.`;
  }
  if (previous !== undefined && expires < previous.expires && terms.expires > previous.expires) {
    return `The grant lasts until ${previous.expires} already. Choose that day or a later one.`;
  }
  return undefined;
}

function ipFault({ terms: { ipRestrictions: asked }, previous }: AccessRequest, chosen: readonly string[]) {
  const owned = (previous?.ipRestrictions ?? []).filter((entry) => lets(asked, entry) && !lets(chosen, entry));
  if (owned.length > 0) return `${owned.join(', ')} is what the grant has already: ${LEAVE_IT}`;
  if (asked.length === 0) return undefined;
  if (chosen.length === 0)
    return 'No IP restrictions would let every address in. Keep those that were asked for, or fewer.';
  const wider = chosen.filter((entry) => !lets(asked, entry));
  return wider.length === 0
    ? undefined
    : `${wider.join(', ')} is more than was asked for (${asked.join(', ')}). Name only addresses within that.`;
}

/** Whether these IP restrictions let an address, or a range, in. */
const lets = (restrictions: readonly string[], entry: string): boolean =>
  restrictions.length === 0 || restrictions.some((range) => isWithin(entry, range));
