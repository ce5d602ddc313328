import { clientNameKey } from './client-name.ts';
import { underReview } from './grant.ts';
import { isWithin } from './ip-restrictions.ts';
import type { AccessRequest, Grant } from './records.ts';
import { sameName } from './same-name.ts';
import { grantStands } from './state-words.ts';
import type { Terms } from './terms.ts';
import { type Refused, refused } from './transition.ts';

/** What can be done at once, and what has to be approved. Each is the whole of the terms that it leads to. */
export type SplitChange = { narrowed?: Terms | undefined; widened?: Terms | undefined };

/** What differs, under the label of Workiva's form. */
export type Difference = { label: string; from: string; to: string };

/**
 * Splits a change into what takes something away, which never waits, and what gives something: more scopes, a later
 * expiry, fewer IP restrictions, another username, more roles. A new client name gives nothing, unless `namesRoute`: then
 * the policy asks for it, and it may lead to another rule. A new purpose says why something is given, so it goes with that.
 */
export function splitChange(current: Terms, wanted: Terms, namesRoute = false): SplitChange {
  const kept = current.scopes.filter((name) => wanted.scopes.includes(name));
  const narrowed: Terms = {
    ...current,
    clientName: namesRoute && !sameClientName(wanted, current) ? current.clientName : wanted.clientName,
    expires: [wanted.expires, current.expires].sort()[0] ?? current.expires,
    scopes: kept.length === 0 ? current.scopes : kept,
    ipRestrictions: narrowerAddresses(current.ipRestrictions, wanted.ipRestrictions),
    roles: current.roles.filter((role) => wanted.roles.includes(role)),
    ...(current.tasks && { tasks: tasksLeft(current.tasks, wanted.tasks) }),
  };
  const repurposed = { ...narrowed, purpose: wanted.purpose };
  const widens = !same(wanted, repurposed);
  const less = widens ? narrowed : repurposed;
  return { narrowed: same(less, current) ? undefined : less, widened: widens ? wanted : undefined };
}

/**
 * What the policy is asked about for a change that also takes something away: all that the grant could come to be while
 * that is not confirmed, or if nothing comes of it. Nothing where that is no more than what is wanted.
 */
export function routedOn(current: Terms, wanted: Terms): Terms | undefined {
  const open = current.ipRestrictions.length === 0 || wanted.ipRestrictions.length === 0;
  const most: Terms = {
    ...wanted,
    expires: [wanted.expires, current.expires].sort().at(-1) ?? wanted.expires,
    scopes: union(wanted.scopes, current.scopes),
    roles: union(wanted.roles, current.roles),
    ipRestrictions: open ? [] : union(wanted.ipRestrictions, current.ipRestrictions),
  };
  return same(most, wanted) ? undefined : most;
}

const union = (one: readonly string[], other: readonly string[]): string[] => [...new Set([...one, ...other])];

/** Whether two client names are one, also for the rules of a policy. */
const sameClientName = (one: Terms, other: Terms): boolean =>
  clientNameKey(one.clientName) === clientNameKey(other.clientName);

/** The tasks that stay. Where none of them does, what it was to do stays known. */
function tasksLeft(current: string[], wanted: readonly string[] = current): string[] {
  const left = current.filter((task) => wanted.includes(task));
  return left.length === 0 ? current : left;
}

/** Of the addresses that are wanted, those within what is let in already; where there are none, what there is. */
function narrowerAddresses(current: readonly string[], wanted: readonly string[]): string[] {
  if (current.length === 0) return [...wanted];
  const within = wanted.filter((entry) => current.some((range) => isWithin(entry, range)));
  return within.length === 0 ? [...current] : within;
}

const same = (one: Terms, other: Terms): boolean => changesBetween(one, other).length === 0;

/** Whether all that differs is why the grant is needed, which Workiva does not know. */
export const isPurposeAlone = (before: Terms, after: Terms): boolean =>
  changesBetween(before, after).every(({ label }) => label === PURPOSE);

const PURPOSE = 'Why it is needed';
const ROLES = 'Roles';

/** Labels of Workiva's form with their values before and after, for what differs; the purpose is ours alone. */
export function changesBetween(before: Terms, after: Terms): Difference[] {
  const texts = [
    ['Client Name', before.clientName, after.clientName],
    ['Workiva Username', before.user.username, after.user.username],
    ['Expires', before.expires, after.expires],
    [PURPOSE, before.purpose, after.purpose],
  ] as const;
  const lists = [
    ['Scopes', before.scopes, after.scopes],
    ['IP Restrictions', before.ipRestrictions, after.ipRestrictions],
    [ROLES, before.roles, after.roles],
  ] as const;
  return [
    ...texts.filter(([, from, to]) => from !== to).map(([label, from, to]) => ({ label, from, to })),
    ...lists
      .filter(([, from, to]) => !sameEntries(from, to))
      .map(([label, from, to]) => ({ label, from: listed(from), to: listed(to) })),
  ];
}

/** In whatever order they are typed. */
const sameEntries = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((entry) => other.includes(entry));

const listed = (entries: readonly string[]) => (entries.length === 0 ? 'None' : entries.join(', '));

/** What differs, one line for each part, as the audit trail keeps it: "Expires: 2027-02-22 → 2026-12-24". */
export const changesInWords = (before: Terms, after: Terms): string[] =>
  changesBetween(before, after).map(({ label, from, to }) => `${label}: ${from} → ${to}`);

/** What differs in Workiva's form of a grant. Roles are given in the workspace. */
export const changesInForm = (before: Terms, after: Terms): Difference[] =>
  changesBetween(before, after).filter(({ label }) => label !== ROLES && label !== PURPOSE);

/** Whether a request leaves the grant itself as it is in Workiva, so that no admin has to edit it there. */
export const leavesForm = ({ kind, terms, previous }: AccessRequest): boolean =>
  kind === 'change' && previous !== undefined && changesInForm(previous, terms).length === 0;

/** The roles that a request takes from the integration user: those that a change drops, or all of them. */
export const rolesTaken = ({ kind, terms, previous }: AccessRequest): string[] =>
  kind === 'change' ? (previous?.roles ?? []).filter((role) => !terms.roles.includes(role)) : terms.roles;

/** Whether two grants act as one integration user. Workiva does not tell usernames apart by their case. */
export const sameUsername = (one: Terms, other: Terms): boolean => sameName(one.user.username, other.user.username);

/**
 * What a change makes of the grant as it is by now. Only what the request itself changed is changed, so that what takes
 * away and what gives can be confirmed in either order.
 */
export function patched(now: Terms, before: Terms, after: Terms): Terms {
  const changed = new Set(changesBetween(before, after).map(({ label }) => label));
  return {
    ...now,
    clientName: changed.has('Client Name') ? after.clientName : now.clientName,
    user: changed.has('Workiva Username') ? after.user : now.user,
    expires: changed.has('Expires') ? after.expires : now.expires,
    scopes: patchedList(now.scopes, before.scopes, after.scopes),
    ipRestrictions: patchedList(now.ipRestrictions, before.ipRestrictions, after.ipRestrictions),
    roles: patchedList(now.roles, before.roles, after.roles),
    purpose: changed.has(PURPOSE) ? after.purpose : now.purpose,
    ...(changed.has('Scopes') ? patchedTasks(now, before, after) : {}),
  };
}

/** What the scopes are for, once they are others. */
function patchedTasks(now: Terms, before: Terms, after: Terms): Partial<Terms> {
  const tasks = patchedList(now.tasks ?? [], before.tasks ?? [], after.tasks ?? []);
  const isSaidAnew = after.moreWhy !== undefined && after.moreWhy !== before.moreWhy;
  const moreWhy = isSaidAnew ? after.moreWhy : now.moreWhy;
  const { permissions: known = [] } = now;
  const added = (after.permissions ?? []).filter(
    ({ what, scopes }) => !known.some((one) => one.what === what && sameEntries(one.scopes, scopes)),
  );
  const permissions = [...known, ...added];
  return {
    ...(tasks.length === 0 ? {} : { tasks }),
    ...(moreWhy === undefined ? {} : { moreWhy }),
    ...(permissions.length === 0 ? {} : { permissions }),
  };
}

/** An empty list of addresses lets every address in, so none becomes empty unless that was asked for. */
function patchedList(now: readonly string[], before: readonly string[], after: readonly string[]): string[] {
  const added = after.filter((entry) => !before.includes(entry));
  const kept = now.filter((entry) => after.includes(entry) || !before.includes(entry));
  const merged = [...new Set([...kept, ...added])];
  return merged.length === 0 ? [...after] : merged;
}

/** Refuses who may not change a grant now. Answers nothing when they may. */
export function mayNotChange(grant: Grant, by: string): Refused | undefined {
  if (by !== grant.owner) return refused('not_yours', `Only its owner, <@${grant.owner}>, can change ${grant.id}.`);
  if (grant.revocation !== undefined) {
    return refused('not_live', `${grant.id} is being revoked (${grant.revocation}), so it cannot be changed any more.`);
  }
  const review = underReview(grant, 'changed');
  if (review) return review;
  const open = grant.narrowing ?? grant.change ?? grant.renewal;
  if (open !== undefined) {
    return refused(
      'change_open',
      `${open} already asks to ${open === grant.renewal ? 'renew' : 'change'} ${grant.id}. Wait for it, or edit or withdraw it first.`,
    );
  }
  if (grant.state === 'active' || grant.state === 'suspended') return undefined;
  return refused(
    'not_live',
    `${grant.id} ${grantStands(grant)} and cannot be changed. Request a new grant with \`/grant\`.`,
  );
}
