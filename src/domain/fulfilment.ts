import { changesInWords, patched, sameUsername } from './change.ts';
import { clientNameKey } from './client-name.ts';
import { type Effect, notify, SYSTEM } from './effects.ts';
import { claimsOf, clientNameClaim, expiryMessages, refreshGrant } from './grant.ts';
import { handOver } from './hand-over.ts';
import { taskMessage } from './provisioning.ts';
import { withStep } from './provisioning-steps.ts';
import type { AccessRequest, Case, Grant } from './records.ts';
import { refreshed, requestEvent } from './request.ts';
import { clientIdFault } from './secret-guard.ts';
import { isStopped, suspendAnew } from './suspension.ts';
import type { Terms } from './terms.ts';
import { refused, type Transition } from './transition.ts';

/** Who made the grant, or gave it its later date; and of a new grant the client ID as typed or answered. */
export type Fulfilment = { by: string; now: Date; clientId?: string | undefined };

/**
 * Ends a request whose grant is made: the grant is live from now on. A new grant brings its client ID; a renewed one
 * keeps its own.
 */
export function fulfil({ request, grant }: Case, fulfilment: Fulfilment): Transition {
  if (!grant) return refused('not_found', `${request.grant ?? 'The grant'} is not there any more.`);
  const clientId = (request.kind === 'create' ? fulfilment.clientId?.trim() : grant.clientId) ?? '';
  const fault = clientIdFault(clientId);
  if (fault !== undefined) return refused('client_id_invalid', fault);

  const { by, now } = fulfilment;
  const made = request.kind === 'change' ? changedGrant(grant, request, now) : liveGrant(grant, request, clientId, now);
  const halted = isStopped(made) && !hasSameUser(made, grant) ? suspendAnew(made, now) : undefined;
  const live = halted?.grant ?? made;
  const ended = fulfilledRequest(request, by, now);
  const renamed = clientNameKey(live.terms.clientName) !== clientNameKey(grant.terms.clientName);
  return {
    ok: true,
    request: ended,
    grant: live,
    events: [
      requestEvent(request, by, `grant.${DONE[request.kind]}`, now, detailOf(request, clientId)),
      ...(halted?.events ?? []),
    ],
    effects: [
      ...refreshed(ended),
      ...(by === SYSTEM ? [] : [taskMessage(request, 'grant')]),
      ...tidings(request, grant, live),
      ...(halted?.effects ?? []),
    ],
    claims: claimsOf(live),
    releases: renamed ? [clientNameClaim(grant.terms.clientName, grant.createdBy)] : [],
  };
}

const DONE = { create: 'created', renew: 'renewed', change: 'changed', revoke: 'revoked' } as const;

function detailOf({ terms, previous }: AccessRequest, clientId: string) {
  if (!previous) return { clientId, expires: terms.expires };
  return { clientId, changes: changesInWords(previous, terms) };
}

/** What the owner has to know: how to collect the secret of a new grant or of another user, or that all stays. */
function tidings({ id, kind }: AccessRequest, before: Grant, live: Grant): Effect[] {
  if (kind === 'create') return [notify('hand-over', live.id)];
  const back = before.state === 'expired' ? expiryMessages(before) : [];
  const told = [notify('outcome', id, DONE[kind]), ...refreshGrant(before), ...back];
  return hasSameUser(before, live) ? told : [...told, handOver(live)];
}

/** The warnings of its earlier life no longer count, and the sweep looks at it anew. What is stopped stays so. */
function liveGrant(grant: Grant, request: AccessRequest, clientId: string, now: Date): Grant {
  const terms = request.kind === 'renew' ? renewedTerms(grant, request) : request.terms;
  const { renewal: _ended, letExpire: _dropped, endedAt: _past, ...rest } = grant;
  const at = now.toISOString();
  const state = isStopped(grant) ? 'suspended' : 'active';
  return { ...rest, state, terms, clientId, liveSince: at, warned: [], warnings: [], dueAt: at };
}

/** A renewal moves the date alone: what has been changed since it was asked for stays changed. */
const renewedTerms = ({ terms }: Grant, { terms: { expires, purpose } }: AccessRequest): Terms => ({
  ...terms,
  expires,
  purpose,
});

/**
 * Another username has made the secret invalid, and leaves the former user to be cleaned up; another date is warned of
 * anew. All else goes on as it was.
 */
function changedGrant(grant: Grant, request: AccessRequest, now: Date): Grant {
  const { narrowing, change, collected, letExpire, ...rest } = grant;
  const terms = patched(grant.terms, request.previous ?? grant.terms, request.terms);
  const others = {
    ...(narrowing === request.id ? {} : { narrowing }),
    ...(change === request.id ? {} : { change }),
  };
  const isSame = hasSameUser({ terms }, grant);
  const at = now.toISOString();
  const secret = isSame ? { collected } : { handOver: { name: request.id, at } };
  const left = isSame ? {} : { leftovers: [...(grant.leftovers ?? []), grant.terms] };
  const life = terms.expires === grant.terms.expires ? { letExpire } : { liveSince: at, warned: [], warnings: [] };
  return { ...rest, ...others, ...secret, ...left, ...life, terms, dueAt: at };
}

const hasSameUser = (one: Pick<Grant, 'terms'>, other: Pick<Grant, 'terms'>): boolean =>
  sameUsername(one.terms, other.terms);

function fulfilledRequest(request: AccessRequest, by: string, now: Date): AccessRequest {
  const at = now.toISOString();
  const byHand = by === SYSTEM ? {} : { by, note: 'Done by hand' };
  const step = { state: 'done' as const, at, trouble: undefined, ...byHand };
  return { ...withStep(request, 'grant', step), state: 'fulfilled', fulfilledAt: at, dueAt: undefined };
}
