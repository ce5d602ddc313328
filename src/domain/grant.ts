import { nextReviewMark } from './after-the-fact.ts';
import { clientNameKey } from './client-name.ts';
import { digestDay } from './digest.ts';
import { DAY } from './duration.ts';
import { type Claim, type Effect, eventAbout, notify, SYSTEM } from './effects.ts';
import { expiryInstant, warningDetail } from './expiry.ts';
import { handOver } from './hand-over.ts';
import { remindOfSecret, warningOf } from './one-a-day.ts';
import type { Grant } from './records.ts';
import { reminders } from './secret-due.ts';
import { grantStands } from './state-words.ts';
import { type Refused, refused, type Transition } from './transition.ts';
import { unusedMessages } from './unused-ref.ts';

/** The claims that a live grant holds. */
export function claimsOf(grant: Grant): Claim[] {
  const name = clientNameClaim(grant.terms.clientName, grant.createdBy);
  return grant.clientId === undefined ? [name] : [name, { name: `client-id:${grant.clientId}`, holder: grant.id }];
}

/** The claim by which a client name is unique among live grants and open requests. */
export function clientNameClaim(clientName: string, request: string): Claim {
  return { name: `client-name:${clientNameKey(clientName)}`, holder: request };
}

/**
 * What time asks of a grant: the nearest warning that is due, or its expiry. `warnBefore` are lead times in
 * milliseconds. Lead times that lie before the grant began to live are never due. `rotateEvery`, in milliseconds, is how
 * often the policy wants the secret regenerated. `inDigest`: the owner's warnings of this day come as one message.
 */
export function sweepGrant(
  grant: Grant,
  warnBefore: readonly number[],
  now: Date,
  rotateEvery?: number,
  inDigest = false,
): Transition {
  // It stays due until that is done, also where it became due between the sweep's other work on it and this.
  if (needsCleanUp(grant) || endedByRevocation(grant).length > 0) return { ok: true, grant, events: [], effects: [] };
  if (grant.state !== 'active' && grant.state !== 'suspended') {
    const marks = [
      renewalEndsAt(grant),
      grant.reviewBy === undefined ? undefined : Date.parse(nextReviewMark(grant.reviewBy, now)),
    ].flatMap((at) => at ?? []);
    return {
      ok: true,
      grant: { ...grant, dueAt: marks.length === 0 ? undefined : new Date(Math.min(...marks)).toISOString() },
      events: [],
      effects: [],
    };
  }
  if (now >= expiryInstant(grant.terms.expires)) return expire(grant, now);

  const { due, passed, nextAt } = warningOf(grant, warnBefore, now);
  const secret = remindOfSecret(grant, rotateEvery, now, due !== undefined);
  const review = grant.reviewBy === undefined ? [] : [Date.parse(nextReviewMark(grant.reviewBy, now))];
  const dueAt = new Date(Math.min(nextAt.getTime(), ...secret.nextAt, ...review)).toISOString();
  const looked = { ...grant, warned: [...grant.warned, ...passed], ...secret.said, dueAt };
  if (due === undefined) {
    return { ok: true, grant: looked, events: secret.events, effects: secret.effects };
  }

  const warned = warn(grant, warningDetail(grant.terms.expires, due), now, inDigest);
  return {
    ok: true,
    grant: { ...looked, ...warned.said },
    events: [...secret.events, warned.event],
    effects: [...secret.effects, ...warned.effects, ...refreshWarnings(grant)],
  };
}

/** Warns the owner: in a message of its own, or in the one that lists all their grants that expire soon. */
function warn(grant: Grant, detail: string, now: Date, inDigest: boolean) {
  const { id, owner, warnings, terms } = grant;
  const lastWarning = { to: owner, at: now.toISOString() };
  const told = { expires: terms.expires };
  if (!inDigest) {
    return {
      said: { warnings: [...warnings, detail], lastWarning },
      event: eventAbout([grant], SYSTEM, 'grant.expiry_warned', now, told),
      effects: [notify('warning', id, detail)],
    };
  }
  const day = digestDay(now);
  return {
    said: { lastWarning: { ...lastWarning, inDigest: true as const } },
    event: eventAbout([grant], SYSTEM, 'grant.expiry_warned', now, { ...told, digest: day }),
    effects: [notify('digest', owner, day)],
  };
}

/** Whether what a grant has left in Workiva is still to be taken away. */
export function needsCleanUp(grant: Grant): boolean {
  return hasExpired(grant) || (grant.leftovers?.length ?? 0) > 0;
}

/** The requests that are still open about a grant that is being taken away; each is to be ended. */
export function endedByRevocation({ revocation, renewal, narrowing, change }: Grant): string[] {
  return revocation === undefined ? [] : [renewal, narrowing, change].flatMap((id) => id ?? []);
}

/** How long, in ms, after its expiry a renewal that was asked for in time can still bring a grant back. */
const RENEWAL_GRACE = 14 * DAY;

/** The moment (ms) from which an open renewal does not bring an expired grant back any more, if there is one. */
export function renewalEndsAt({ state, renewal, endedAt }: Grant): number | undefined {
  const isOpen = state === 'expired' && renewal !== undefined && endedAt !== undefined;
  return isOpen ? Date.parse(endedAt) + RENEWAL_GRACE : undefined;
}

/** Whether a grant has expired for good, and nothing takes it away yet: no renewal can bring it back. */
export function hasExpired({ state, revocation, renewal }: Grant): boolean {
  return state === 'expired' && revocation === undefined && renewal === undefined;
}

function expire(grant: Grant, now: Date): Transition {
  return {
    ok: true,
    grant: { ...grant, state: 'expired', endedAt: now.toISOString(), dueAt: now.toISOString() },
    events: [eventAbout([grant], SYSTEM, 'grant.expired', now, { expires: grant.terms.expires })],
    effects: [...expiryMessages(grant), ...refreshGrant(grant)],
    // A renewal that is still open may bring it back, so its names stay its own until that has ended.
    releases: grant.renewal === undefined ? claimsOf(grant) : [],
  };
}

/** The effects that tell owner and admins that a grant has expired, or bring that up to date. */
export const expiryMessages = ({ id, terms }: Grant): Effect[] => [
  notify('expired', id, terms.expires),
  notify('expired-admin', id, terms.expires),
];

/** The owner says that the grant may end: no more warnings. */
export function letExpire(grant: Grant, by: string, now: Date): Transition {
  const no = ownersMove(grant, by);
  if (no) return no;
  if (grant.letExpire) return { ok: true, grant, events: [], effects: refreshWarnings(grant) };
  return {
    ok: true,
    grant: { ...grant, letExpire: { by, at: now.toISOString() } },
    events: [eventAbout([grant], by, 'grant.left_to_expire', now, { expires: grant.terms.expires })],
    effects: refreshWarnings(grant),
  };
}

/** The owner says that the secret has been collected. */
export function collect(grant: Grant, by: string, now: Date): Transition {
  const no = ownersMove(grant, by);
  if (no) return no;
  if (grant.collected) return { ok: true, grant, events: [], effects: [handOver(grant)] };
  return {
    ok: true,
    grant: { ...grant, collected: { by, at: now.toISOString() }, dueAt: now.toISOString() },
    events: [eventAbout([grant], by, 'grant.secret_collected', now, {})],
    effects: [handOver(grant), notify('card', grant.createdBy), ...reminders(grant)],
  };
}

/** Refuses what only the owner of a live grant may do. Answers nothing when they may. */
export function ownersMove(grant: Grant, by: string): Refused | undefined {
  if (by !== grant.owner)
    return refused('not_yours', `Only its owner, <@${grant.owner}>, can do this with ${grant.id}.`);
  if (grant.state === 'active' || grant.state === 'suspended') return undefined;
  return refused('not_live', `${grant.id} ${grantStands(grant)}, so there is nothing to do with it.`);
}

/** Refuses who may not renew a grant now. Answers nothing when they may. */
export function mayNotRenew(grant: Grant, by: string): Refused | undefined {
  if (by !== grant.owner) return refused('not_yours', `Only its owner, <@${grant.owner}>, can renew ${grant.id}.`);
  if (grant.revocation !== undefined) {
    return refused(
      'not_live',
      `${grant.id} is being taken away (${grant.revocation}), so it cannot be renewed any more.`,
    );
  }
  if (grant.renewal !== undefined)
    return refused('renewal_open', `${grant.renewal} already asks to renew ${grant.id}.`);
  const open = grant.narrowing ?? grant.change;
  if (open !== undefined) {
    return refused('change_open', `${open} still asks to change ${grant.id}. Wait for it, or withdraw it first.`);
  }
  const review = underReview(grant, 'renewed');
  if (review) return review;
  if (grant.state === 'active') return undefined;
  const over = grant.state === 'expired' || grant.state === 'revoked';
  const next = over ? 'Request a new one with `/grant`.' : 'It can be renewed once it is active.';
  return refused('not_live', `${grant.id} ${grantStands(grant)} and cannot be renewed. ${next}`);
}

/** Refuses to make more of a grant that broke glass, before somebody has approved it. */
export function underReview({ id, createdBy, reviewBy }: Grant, what: string): Refused | undefined {
  if (reviewBy === undefined) return undefined;
  return refused(
    'not_live',
    `${id} broke glass, and ${createdBy} is not approved yet. It can be ${what} once somebody has approved that.`,
  );
}

/** The effects that bring every message about a grant up to date. */
export function refreshGrant(grant: Grant): Effect[] {
  return [
    notify('card', grant.createdBy),
    ...(grant.clientId === undefined ? [] : [handOver(grant)]),
    ...stopMessages(grant),
    ...refreshWarnings(grant),
    ...unusedMessages(grant),
  ];
}

/** The effects that tell the admins and the owner of a suspension or a reinstatement, or bring that up to date. */
export function stopMessages({ id, suspension }: Pick<Grant, 'id' | 'suspension'>): Effect[] {
  if (!suspension) return [];
  const run = String(suspension.run);
  return [notify('suspension', id, run), notify('suspended', id, run)];
}

/** The effects that bring the warnings sent so far up to date. */
export function refreshWarnings({ id, warnings, lastWarning }: Grant): Effect[] {
  const digest = lastWarning?.inDigest ? [notify('digest', lastWarning.to, digestDay(new Date(lastWarning.at)))] : [];
  return [...warnings.map((detail) => notify('warning', id, detail)), ...digest];
}
