import { inheritedBy } from './acting.ts';
import { sameUsername } from './change.ts';
import { clientNameKey } from './client-name.ts';
import type { Claim } from './effects.ts';
import { claimsOf, clientNameClaim } from './grant.ts';
import type { AccessRequest, Case, Grant } from './records.ts';
import { settledReminders } from './reminders.ts';
import { refreshed, requestEvent } from './request.ts';
import { cameToNothing } from './request-states.ts';
import { requestStands } from './state-words.ts';
import type { Leftover } from './step-records.ts';
import { type Moved, refused, type Transition } from './transition.ts';
import { doneBy } from './undo.ts';

/** The requester takes it back: while nobody has decided, or after it failed. */
export function withdraw({ request, grant }: Case, by: string, now: Date): Transition {
  if (by !== request.requester) {
    return refused('not_yours', `Only <@${request.requester}>, who asked, can withdraw ${request.id}.`);
  }
  if (isInReview(request)) {
    return refused(
      'not_open',
      `${request.id} broke glass, so its approvers have the last word: it ends when they deny it, or by itself when they do not approve it in time.`,
    );
  }
  if (!canWithdraw(request)) {
    return refused('not_open', `${request.id} ${requestStands(request)}, so it cannot be withdrawn any more.`);
  }
  const ended = end({ request, grant }, 'withdrawn', { by, at: now.toISOString() });
  return { ...ended, events: [requestEvent(request, by, 'request.withdrawn', now, {})] };
}

/** Whether a request can still be taken back. */
export function canWithdraw(request: AccessRequest): boolean {
  const { state, kind } = request;
  // What takes away was done in part: only its end leaves nothing behind.
  if (kind === 'revoke') return false;
  return (state === 'awaiting_owner' || state === 'pending' || state === 'failed') && !isInReview(request);
}

const isInReview = ({ breakGlass }: AccessRequest) => breakGlass !== undefined && breakGlass.verdict === undefined;

/** Whether what a request asked for came to nothing, so that it can be asked for again. */
export function canAskAgain(request: AccessRequest): boolean {
  const verdict = request.breakGlass?.verdict?.outcome;
  return cameToNothing(request) || verdict === 'denied' || verdict === 'lapsed';
}

/** Ends a request without a grant: what it reserved is free again. */
export function end(
  { request, grant }: Case,
  state: 'denied' | 'withdrawn' | 'lapsed',
  outcome: NonNullable<AccessRequest['outcome']>,
): Omit<Moved, 'events'> {
  const ended = { ...request, state, outcome, dueAt: undefined };
  return {
    ok: true,
    request: ended,
    grant: grant && settledGrant(request, grant, outcome.at),
    effects: [...refreshed(ended, grant), ...settledReminders(request)],
    releases: freedBy(request, grant),
  };
}

function freedBy({ kind, id, terms, previous }: AccessRequest, grant: Grant | undefined): Claim[] {
  if (kind === 'create') return [clientNameClaim(terms.clientName, id)];
  const renamed = previous !== undefined && clientNameKey(previous.clientName) !== clientNameKey(terms.clientName);
  const asked = renamed && grant ? [clientNameClaim(terms.clientName, grant.createdBy)] : [];
  return grant?.state === 'expired' ? [...claimsOf(grant), ...asked] : asked;
}

function settledGrant(request: AccessRequest, grant: Grant, at: string): Grant {
  const left = leftBehind(request, grant);
  const kept = left.length === 0 ? {} : { leftovers: [...(grant.leftovers ?? []), ...left], dueAt: at };
  if (request.kind === 'create') return { ...grant, state: 'revoked', endedAt: at, ...kept };
  const { renewal, narrowing, change, ...rest } = grant;
  const open = Object.entries({ renewal, narrowing, change }).filter(([, id]) => id !== undefined && id !== request.id);
  // What has expired meanwhile, and is not renewed after all, is to be cleaned up.
  const due = grant.state === 'expired' ? { dueAt: at } : {};
  return { ...rest, ...Object.fromEntries(open), ...due, ...kept };
}

/**
 * What a request of which nothing came has left with an integration user: no grant that ends would take it away. A user
 * of a request that broke glass may have acted, so it is treated as that of a grant that has ended.
 */
function leftBehind(request: AccessRequest, grant: Grant): Leftover[] {
  const { terms } = request;
  const inherited = inheritedBy(request, grant);
  if (request.kind === 'create' && grant.inherits === true) return [terms, ...inherited];
  return [...inherited, ...ownLeft(request, grant)];
}

function ownLeft(request: AccessRequest, grant: Grant): Leftover[] {
  const { terms, breakGlass } = request;
  const done = doneBy(request);
  if (!done) return [];
  // A change leaves the grant the user that it has.
  const keepsUser = request.kind === 'change' && sameUsername(terms, grant.terms);
  const undo = keepsUser ? { ...done, user: false, membership: false } : done;
  if (keepsUser && undo.roles.length === 0) return [];
  if (!breakGlass) return [{ ...terms, undo }];
  return undo.user ? [terms] : [{ ...terms, undo }];
}
