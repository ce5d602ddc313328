import { type Claim, notify, SYSTEM } from './effects.ts';
import { expiryInstant, warningsDue } from './expiry.ts';
import type { Grant } from './records.ts';
import { refusal } from './refusal.ts';
import { clientNameKey } from './terms.ts';
import type { Transition } from './transition.ts';

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
 * milliseconds. Lead times that lie before the grant began to live are never due.
 */
export function sweepGrant(grant: Grant, warnBefore: readonly number[], now: Date): Transition {
  if (grant.state !== 'active' && grant.state !== 'suspended') {
    return { ok: true, grant: { ...grant, dueAt: undefined }, events: [], effects: [] };
  }
  if (now >= expiryInstant(grant.terms.expires)) return expire(grant, now);

  const began = new Date(grant.liveSince ?? now).getTime();
  const leads = warnBefore.filter((lead) => expiryInstant(grant.terms.expires).getTime() - lead > began);
  const { due, passed, nextAt } = warningsDue(grant.terms.expires, now, leads, grant.warned);
  const looked = { ...grant, warned: [...grant.warned, ...passed], dueAt: nextAt.toISOString() };
  if (due === undefined || grant.letExpire !== undefined) return { ok: true, grant: looked, events: [], effects: [] };

  const detail = warningDetail(grant, due);
  return {
    ok: true,
    grant: { ...looked, warnings: [...grant.warnings, detail] },
    events: [event(grant, SYSTEM, 'grant.expiry_warned', now, { expires: grant.terms.expires })],
    effects: [notify('warning', grant.id, detail), ...refreshWarnings(grant)],
  };
}

function expire(grant: Grant, now: Date): Transition {
  return {
    ok: true,
    grant: { ...grant, state: 'expired', endedAt: now.toISOString(), dueAt: undefined },
    events: [event(grant, SYSTEM, 'grant.expired', now, { expires: grant.terms.expires })],
    effects: [
      notify('expired', grant.id, grant.terms.expires),
      notify('expired-admin', grant.id, grant.terms.expires),
      ...refreshWarnings(grant),
    ],
    releases: claimsOf(grant),
  };
}

/** The owner says that the grant may end: no more warnings. */
export function letExpire(grant: Grant, by: string, now: Date): Transition {
  const refused = ownersMove(grant, by);
  if (refused) return refused;
  if (grant.letExpire) return { ok: true, grant, events: [], effects: refreshWarnings(grant) };
  return {
    ok: true,
    grant: { ...grant, letExpire: { by, at: now.toISOString() } },
    events: [event(grant, by, 'grant.left_to_expire', now, { expires: grant.terms.expires })],
    effects: refreshWarnings(grant),
  };
}

/** The owner says that the secret has been collected. */
export function collect(grant: Grant, by: string, now: Date): Transition {
  const refused = ownersMove(grant, by);
  if (refused) return refused;
  if (grant.collected) return { ok: true, grant, events: [], effects: [notify('hand-over', grant.id)] };
  return {
    ok: true,
    grant: { ...grant, collected: { by, at: now.toISOString() } },
    events: [event(grant, by, 'grant.secret_collected', now, {})],
    effects: [notify('hand-over', grant.id), notify('card', grant.createdBy)],
  };
}

/** Refuses what only the owner of a live grant may do. */
export function ownersMove(grant: Grant, by: string): Extract<Transition, { ok: false }> | undefined {
  if (by !== grant.owner) {
    return {
      ok: false,
      refusal: refusal('not_yours', `Only its owner, <@${grant.owner}>, can do this with ${grant.id}.`),
    };
  }
  if (grant.state !== 'active' && grant.state !== 'suspended') {
    return {
      ok: false,
      refusal: refusal('not_live', `${grant.id} is ${grant.state}, so there is nothing to do with it.`),
    };
  }
  return undefined;
}

/** Brings the warnings sent so far up to date. */
export function refreshWarnings(grant: Grant) {
  return grant.warnings.map((detail) => notify('warning', grant.id, detail));
}

/** Names the warning for one lead time before one date, so that a renewed grant is warned anew. */
const warningDetail = (grant: Grant, lead: number) => `${grant.terms.expires}.${lead}`;

function event(grant: Grant, actor: string, action: string, now: Date, detail: Record<string, string>) {
  return { at: now.toISOString(), actor, action, subjects: [grant.id], detail };
}
