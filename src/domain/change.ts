import { clientNameClaim, refreshGrant } from './grant.ts';
import { isWithin } from './ip-restrictions.ts';
import type { AccessRequest, Grant } from './records.ts';
import { type Filing, filed, newRequest } from './request.ts';
import { clientNameKey, type Terms } from './terms.ts';
import { type Refused, refused, type Transition } from './transition.ts';

/** What can be done at once, and what has to be approved. Each is the whole of the terms that it leads to. */
export type SplitChange = { narrowed?: Terms | undefined; widened?: Terms | undefined };

/**
 * Splits a change into what takes something away, which never waits, and what gives something: more scopes, a later
 * expiry, fewer IP restrictions, another username, more roles. A new client name or purpose gives nothing.
 */
export function splitChange(current: Terms, wanted: Terms): SplitChange {
  const kept = current.scopes.filter((name) => wanted.scopes.includes(name));
  const narrowed: Terms = {
    ...current,
    clientName: wanted.clientName,
    purpose: wanted.purpose,
    expires: [wanted.expires, current.expires].sort()[0] ?? current.expires,
    scopes: kept.length === 0 ? current.scopes : kept,
    ipRestrictions: narrowerAddresses(current.ipRestrictions, wanted.ipRestrictions),
    roles: current.roles.filter((role) => wanted.roles.includes(role)),
  };
  return {
    narrowed: same(narrowed, current) ? undefined : narrowed,
    widened: same(wanted, narrowed) ? undefined : wanted,
  };
}

/** Of the addresses that are wanted, those within what is let in already; where there are none, what there is. */
function narrowerAddresses(current: readonly string[], wanted: readonly string[]): string[] {
  if (current.length === 0) return [...wanted];
  const within = wanted.filter((entry) => current.some((range) => isWithin(entry, range)));
  return within.length === 0 ? [...current] : within;
}

const same = (one: Terms, other: Terms): boolean => changesBetween(one, other).length === 0;

/** Labels of Workiva's form with their values before and after, for what differs; the purpose is ours alone. */
export function changesBetween(before: Terms, after: Terms): { label: string; from: string; to: string }[] {
  const rows: [string, string, string][] = [
    ['Client Name', before.clientName, after.clientName],
    ['Workiva Username', before.user.username, after.user.username],
    ['Expires', before.expires, after.expires],
    ['Scopes', listed(before.scopes), listed(after.scopes)],
    ['IP Restrictions', listed(before.ipRestrictions), listed(after.ipRestrictions)],
    ['Roles', listed(before.roles), listed(after.roles)],
    ['Why it is needed', before.purpose, after.purpose],
  ];
  return rows.filter(([, from, to]) => from !== to).map(([label, from, to]) => ({ label, from, to }));
}

const listed = (entries: readonly string[]) => (entries.length === 0 ? 'None' : entries.join(', '));

/**
 * What a change makes of the grant as it is by now. Only what the request itself changed is changed, so that what takes
 * away and what gives can be confirmed in either order.
 */
export function patched(now: Terms, before: Terms, after: Terms): Terms {
  const added = after.scopes.filter((name) => !before.scopes.includes(name));
  const dropped = before.scopes.filter((name) => !after.scopes.includes(name));
  const changed = new Set(changesBetween(before, after).map(({ label }) => label));
  return {
    ...now,
    clientName: changed.has('Client Name') ? after.clientName : now.clientName,
    user: changed.has('Workiva Username') ? after.user : now.user,
    expires: changed.has('Expires') ? after.expires : now.expires,
    scopes: [...new Set([...now.scopes.filter((name) => !dropped.includes(name)), ...added])],
    ipRestrictions: changed.has('IP Restrictions') ? after.ipRestrictions : now.ipRestrictions,
    roles: changed.has('Roles') ? after.roles : now.roles,
    purpose: changed.has('Why it is needed') ? after.purpose : now.purpose,
  };
}

/** Refuses who may not change a grant now. Answers nothing when they may. */
export function mayNotChange(grant: Grant, by: string): Refused | undefined {
  if (by !== grant.owner) return refused('not_yours', `Only its owner, <@${grant.owner}>, can change ${grant.id}.`);
  if (grant.revocation !== undefined) {
    return refused('not_live', `${grant.id} is being revoked (${grant.revocation}), so it cannot be changed any more.`);
  }
  const open = grant.narrowing ?? grant.change ?? grant.renewal;
  if (open !== undefined) {
    return refused(
      'change_open',
      `${open} already asks to change ${grant.id}. Wait for it, or edit or withdraw it first.`,
    );
  }
  if (grant.state === 'active' || grant.state === 'suspended') return undefined;
  return refused(
    'not_live',
    `${grant.id} is ${grant.state} and cannot be changed. Request a new grant with \`/grant\`.`,
  );
}

/** Which of the two parts of a change a request is. */
export type ChangePart = 'narrowing' | 'change';

/** Files one part of a change to a live grant. `filing.terms` are what it leads to, `before` what it starts from. */
export function fileChange(filing: Filing, part: ChangePart, before: Terms, grant: Grant): Transition {
  const request: AccessRequest = { ...newRequest(filing), kind: 'change', grant: grant.id, previous: before };
  const renamed = clientNameKey(filing.terms.clientName) !== clientNameKey(before.clientName);
  const moved = filed(request, filing.now, renamed ? [clientNameClaim(filing.terms.clientName, grant.createdBy)] : []);
  return {
    ...moved,
    grant: { ...grant, [part]: request.id },
    effects: [...moved.effects, ...refreshGrant(grant)],
  };
}

/** Changes why a grant is needed, which Workiva does not know: nobody has to act. */
export function restatePurpose(grant: Grant, by: string, purpose: string, now: Date): Transition {
  const no = mayNotChange(grant, by);
  if (no) return no;
  const detail = { from: grant.terms.purpose, to: purpose };
  return {
    ok: true,
    grant: { ...grant, terms: { ...grant.terms, purpose } },
    events: [{ at: now.toISOString(), actor: by, action: 'grant.purpose_changed', subjects: [grant.id], detail }],
    effects: refreshGrant(grant),
  };
}
