import { z } from 'zod';
import { CalendarDate } from './expiry.ts';
import { clientNameClaim, type Grant } from './grant.ts';
import { type RefusalCode, refusal } from './refusal.ts';
import { Terms } from './terms.ts';
import {
  type AuditEvent,
  type Claim,
  type Effect,
  type Moved,
  notify,
  type Refused,
  StepName,
  type Transition,
} from './transition.ts';

export const RequestState = z.enum([
  'pending',
  'approved',
  'provisioning',
  'awaiting_admin',
  'fulfilled',
  'failed',
  'denied',
  'withdrawn',
  'lapsed',
]);
export type RequestState = z.infer<typeof RequestState>;

/** Where an access request can go. */
export const NEXT_REQUEST = {
  pending: ['approved', 'denied', 'withdrawn', 'lapsed'],
  approved: ['provisioning', 'awaiting_admin'],
  provisioning: ['awaiting_admin', 'fulfilled', 'failed'],
  awaiting_admin: ['provisioning', 'fulfilled', 'failed'],
  failed: ['provisioning', 'awaiting_admin', 'withdrawn'],
  fulfilled: [],
  denied: [],
  withdrawn: [],
  lapsed: [],
} as const satisfies Record<RequestState, readonly RequestState[]>;

/** Steps that a provisioning runs through, each saved before the next begins. */
export const Step = z.object({
  name: StepName,
  state: z.enum(['waiting', 'running', 'by_hand', 'done']),
  /** What was done, for people. */
  note: z.string().optional(),
  /** Who did it, where a person did. */
  by: z.string().optional(),
  at: z.string().optional(),
  /** Why the last try did not succeed, while it is tried again. */
  trouble: z.string().optional(),
  /** The URL of Workiva's operation that this step waits for. */
  operation: z.string().optional(),
});
export type Step = z.infer<typeof Step>;

export const AccessRequest = z.object({
  id: z.string(),
  kind: z.enum(['create', 'renew', 'change', 'revoke']),
  state: RequestState,
  requester: z.string(),
  owner: z.string(),
  terms: Terms,
  /** The grant that it is about; of a create request from its approval on. */
  grant: z.string().optional(),
  /** Of a renewal: the Expires date before it. */
  previousExpires: CalendarDate.optional(),
  policy: z.object({ rule: z.string(), why: z.string(), digest: z.string() }),
  /** Empty when the rule approves by itself. */
  stages: z.array(z.object({ from: z.array(z.string()), count: z.int() })),
  approvals: z.array(z.object({ by: z.string(), stage: z.int(), at: z.string(), digest: z.string() })),
  filedAt: z.string(),
  decidedAt: z.string().optional(),
  /** Who ended it without a grant, and why. */
  outcome: z.object({ by: z.string(), at: z.string(), reason: z.string().optional() }).optional(),
  provisioning: z
    .object({ run: z.int(), steps: z.array(Step), userId: z.string().optional(), membershipId: z.string().optional() })
    .optional(),
  failure: z
    .object({
      step: StepName,
      run: z.int(),
      sentence: z.string(),
      at: z.string(),
      /** The admin who could not do it, where it was a person's task. */
      by: z.string().optional(),
      /** What became of it, and through whom. */
      handled: z.string().optional(),
    })
    .optional(),
  fulfilledAt: z.string().optional(),
  /** When the sweep must look at it next. */
  dueAt: z.string().optional(),
});
export type AccessRequest = z.infer<typeof AccessRequest>;

/** A request and the grant that it is about. */
export type Case = { request: AccessRequest; grant?: Grant | undefined };

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
    grant: `GRANT-${filing.id.slice('REQ-'.length)}`,
  };
  return filed(request, filing.now, [clientNameClaim(filing.terms.clientName, filing.id)]);
}

/** Files a request to renew a live grant. The terms are the grant's own with a later date. */
export function fileRenewal(filing: Filing, grant: Grant): Transition {
  if (grant.owner !== filing.requester) {
    return { ok: false, refusal: refusal('not_yours', `Only its owner, <@${grant.owner}>, can renew ${grant.id}.`) };
  }
  if (grant.state !== 'active') {
    return {
      ok: false,
      refusal: refusal(
        'not_live',
        `${grant.id} is ${grant.state} and cannot be renewed. Request a new grant with /grant.`,
      ),
    };
  }
  if (grant.renewal !== undefined) {
    return { ok: false, refusal: refusal('renewal_open', `${grant.renewal} already asks to renew ${grant.id}.`) };
  }
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
    effects: [...moved.effects, ...grant.warnings.map((detail) => notify('warning', grant.id, detail))],
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
        expires: request.terms.expires,
        scopes: request.terms.scopes,
      }),
    ],
    effects: [notify('approval', request.id), notify('card', request.id)],
    claims,
  };
}

/** The requester takes it back: while nobody has decided, or after it failed. */
export function withdraw({ request, grant }: Case, by: string, now: Date): Transition {
  if (by !== request.requester) {
    return {
      ok: false,
      refusal: refusal('not_yours', `Only <@${request.requester}>, who asked, can withdraw ${request.id}.`),
    };
  }
  if (request.state !== 'pending' && request.state !== 'failed') {
    return {
      ok: false,
      refusal: refusal('not_open', `${request.id} is ${stateInWords(request)}, so it cannot be withdrawn any more.`),
    };
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
    releases: request.kind === 'create' ? [clientNameClaim(request.terms.clientName, request.id)] : [],
  };
}

function settledGrant(request: AccessRequest, grant: Grant, at: string): Grant {
  if (request.kind === 'create') return { ...grant, state: 'revoked', endedAt: at };
  const { renewal: _ended, ...rest } = grant;
  return rest;
}

/** The effects that bring every message about a request up to date. */
export function refreshed(request: AccessRequest, grant?: Grant): Effect[] {
  const failure = request.failure && [notify('failure', request.id, String(request.failure.run))];
  const warnings =
    request.kind === 'create'
      ? []
      : (grant?.warnings ?? []).map((detail) => notify('warning', grant?.id ?? '', detail));
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

/** Makes a refusal a transition. */
export function refused(code: RefusalCode, sentence: string): Refused {
  return { ok: false, refusal: refusal(code, sentence) };
}
