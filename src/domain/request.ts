import { type AuditEvent, type Claim, type Effect, notify } from './effects.ts';
import { claimsOf, clientNameClaim, mayNotRenew, refreshWarnings } from './grant.ts';
import { grantIdOf } from './ids.ts';
import type { AccessRequest, Case, Grant, RequestState } from './records.ts';
import type { Terms } from './terms.ts';
import { type Moved, refused, type Transition } from './transition.ts';

export type Filing = {
  id: string;
  requester: string;
  terms: Terms;
  routing: { rule: string; why: string; stages: { from: string[]; count: number }[] };
  /** SHA-256 of the policy that routed it. */
  digest: string;
  now: Date;
};

/** Files a request to create a grant. A rule without stages approves it at once. */
export function fileCreate(filing: Filing): Moved {
  const request: AccessRequest = {
    ...newRequest(filing),
    kind: 'create',
    grant: grantIdOf(filing.id),
  };
  return filed(request, filing.now, [clientNameClaim(filing.terms.clientName, filing.id)]);
}

/** Files a request to renew a live grant. The terms are the grant's own with a later date. */
export function fileRenewal(filing: Filing, grant: Grant): Transition {
  const no = mayNotRenew(grant, filing.requester);
  if (no) return no;
  const request: AccessRequest = {
    ...newRequest(filing),
    kind: 'renew',
    grant: grant.id,
    previousExpires: grant.terms.expires,
  };
  const moved = filed(request, filing.now, []);
  const { letExpire: _dropped, ...live } = grant;
  return {
    ...moved,
    grant: { ...live, renewal: request.id },
    effects: [...moved.effects, ...refreshWarnings(grant)],
  };
}

function newRequest({ id, requester, terms, routing, digest, now }: Filing) {
  return {
    id,
    state: 'pending' as const,
    requester,
    owner: requester,
    terms,
    policy: { rule: routing.rule, why: routing.why, digest },
    stages: routing.stages,
    approvals: [],
    filedAt: now.toISOString(),
  };
}

function filed(request: AccessRequest, now: Date, claims: Claim[]): Moved {
  return {
    ok: true,
    request,
    events: [
      requestEvent(request, request.requester, `request.filed`, now, {
        kind: request.kind,
        rule: request.policy.rule,
        policy: request.policy.digest,
        ...termsDetail(request.terms),
      }),
    ],
    effects: [notify('approval', request.id), notify('card', request.id)],
    claims,
  };
}

/** The terms as the audit trail keeps them: what was asked for can be held against what is stored. */
function termsDetail({ user, ...terms }: Terms): AuditEvent['detail'] {
  const { kind: userKind, ...named } = user;
  return { ...terms, userKind, ...named };
}

/** The requester takes it back: while nobody has decided, or after it failed. */
export function withdraw({ request, grant }: Case, by: string, now: Date): Transition {
  if (by !== request.requester) {
    return refused('not_yours', `Only <@${request.requester}>, who asked, can withdraw ${request.id}.`);
  }
  if (request.state !== 'pending' && request.state !== 'failed') {
    return refused('not_open', `${request.id} is ${stateInWords(request)}, so it cannot be withdrawn any more.`);
  }
  const ended = end({ request, grant }, 'withdrawn', { by, at: now.toISOString() });
  return { ...ended, events: [requestEvent(request, by, 'request.withdrawn', now, {})] };
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
    effects: refreshed(ended, grant),
    releases: freedBy(request, grant),
  };
}

function freedBy(request: AccessRequest, grant: Grant | undefined): Claim[] {
  if (request.kind === 'create') return [clientNameClaim(request.terms.clientName, request.id)];
  return grant?.state === 'expired' ? claimsOf(grant) : [];
}

function settledGrant(request: AccessRequest, grant: Grant, at: string): Grant {
  if (request.kind === 'create') return { ...grant, state: 'revoked', endedAt: at };
  const { renewal: _ended, ...rest } = grant;
  return rest;
}

/** The effects that bring every message about a request up to date. */
export function refreshed(request: AccessRequest, grant?: Grant): Effect[] {
  const failure = request.failure && [notify('failure', request.id, String(request.failure.run))];
  const warnings = request.kind === 'create' || !grant ? [] : refreshWarnings(grant);
  return [notify('approval', request.id), notify('card', request.id), ...(failure ?? []), ...warnings];
}

/** The state of a request in the words that every message uses. */
export function stateInWords(request: AccessRequest): string {
  const words: Record<RequestState, string> = {
    pending: 'waiting for approval',
    approved: 'approved',
    provisioning: 'being provisioned',
    awaiting_admin: 'waiting for an admin',
    fulfilled: 'fulfilled',
    failed: 'stopped by a failure',
    denied: 'denied',
    withdrawn: 'withdrawn',
    lapsed: 'lapsed',
  };
  return words[request.state];
}

/** Makes an audit event about a request and, once it has one, its grant. */
export function requestEvent(
  request: AccessRequest,
  actor: string,
  action: string,
  now: Date,
  detail: AuditEvent['detail'],
): AuditEvent {
  const subjects = request.grant === undefined ? [request.id] : [request.id, request.grant];
  return { at: now.toISOString(), actor, action, subjects, detail };
}
