import type { BreakGlass, Stage } from './approval-records.ts';
import { changesBetween } from './change.ts';
import { type AuditEvent, type Claim, type Effect, notify } from './effects.ts';
import { clientNameClaim, mayNotRenew, refreshWarnings } from './grant.ts';
import { grantIdOf } from './ids.ts';
import { permissionsToGive } from './least-scopes.ts';
import type { AccessRequest, Grant } from './records.ts';
import type { Routing } from './routing.ts';
import type { Terms } from './terms.ts';
import { type Moved, type Refused, refused, type Transition } from './transition.ts';

/** Where the policy sends a request: the rule that matched, why, and whom it asks. */
export type RoutedTo = Omit<Routing, 'forbidden' | 'stages'> & { stages: Stage[] };

export type Filing = {
  id: string;
  requester: string;
  /** Who will own the grant, where it is not the requester; they have to accept first. */
  owner?: string | undefined;
  terms: Terms;
  /** Of a change: what the policy was asked about, where that is more than its terms. */
  routedOn?: Terms | undefined;
  routing: RoutedTo;
  /** Why it cannot wait, where it cannot. */
  urgency?: string | undefined;
  /** Set where it breaks glass: it is carried out at once, and approved after the fact. */
  breakGlass?: BreakGlass | undefined;
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
  const no = mayNotRenew(grant, filing.requester) ?? changedMeanwhile(filing, grant);
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

/** Refuses a renewal that was routed by other terms than the grant has by now: they may be another rule's. */
function changedMeanwhile({ terms }: Filing, { id, terms: current }: Grant): Refused | undefined {
  const { expires, purpose } = terms;
  if (changesBetween({ ...current, expires, purpose }, terms).length === 0) return undefined;
  return refused('terms_moved', `${id} was changed since you opened the form. Open it again.`);
}

/** The record of what is filed, but for its kind and its grant. */
export function newRequest(filing: Filing) {
  const { id, requester, owner = requester, terms, routedOn, urgency, breakGlass, now } = filing;
  const opened = owner === requester;
  return {
    id,
    state: opened ? ('pending' as const) : ('awaiting_owner' as const),
    requester,
    owner,
    opened,
    terms,
    ...(routedOn === undefined ? {} : { routedOn }),
    revision: 1,
    urgency,
    breakGlass,
    ...routed(filing),
    approvals: [],
    questions: [],
    filedAt: now.toISOString(),
    ...waitingFrom(now),
  };
}

/** What a request keeps of its routing. */
export function routed({ routing, digest }: Pick<Filing, 'routing' | 'digest'>) {
  const { rule, why, explanation, stages, confirm } = routing;
  return { policy: { rule, why, digest, explanation }, stages, confirm };
}

/** Starts the clock of reminders, escalation and lapse. The sweep looks at once when its time comes next. */
export function waitingFrom(now: Date): Pick<AccessRequest, 'waiting' | 'dueAt'> {
  return { waiting: { since: now.toISOString(), heldMs: 0, told: [] }, dueAt: now.toISOString() };
}

/**
 * The effect that tells the people of a stage that it is their turn. `why` is said where something took it back to them;
 * once a request has begun anew, its earlier posts are not to be updated, because that notifies nobody.
 */
export function stageOpens(request: AccessRequest, stage: number, now: Date, why?: string): Effect {
  const isFirst = request.revision === 1 && request.stricterSince === undefined && request.dropped === undefined;
  const parts = [stage, ...(isFirst ? [] : [now.getTime()]), ...(why === undefined ? [] : [why])];
  return notify('stage', request.id, parts.join('.'));
}

/** The effect that asks a request's owner to accept it, or brings that message up to date; an edit asks anew. */
export const ownerAsked = ({ id, owner, revision }: AccessRequest): Effect =>
  notify('owner', id, `${owner}.${revision}`);

/** The messages that say that a request was filed: to its owner, who has to accept it, or to those who may decide. */
export function announced(request: AccessRequest): Effect[] {
  const first = request.opened ? notify('approval', request.id) : ownerAsked(request);
  return [first, notify('card', request.id)];
}

/** The move that files a request. */
export function filed(request: AccessRequest, now: Date, claims: Claim[]): Moved {
  return {
    ok: true,
    request,
    events: [requestEvent(request, request.requester, 'request.filed', now, filingDetail(request))],
    effects: announced(request),
    claims,
  };
}

/** What the audit trail keeps of a request as it was filed, or edited. */
export function filingDetail(request: AccessRequest): AuditEvent['detail'] {
  const { kind, owner, urgency, breakGlass, policy, terms } = request;
  return {
    kind,
    owner,
    rule: policy.rule,
    why: policy.why,
    policy: policy.digest,
    ...(urgency === undefined ? {} : { urgency }),
    ...(breakGlass === undefined ? {} : { breakGlass: breakGlass.reason, reviewBy: breakGlass.reviewBy }),
    ...termsDetail(terms),
  };
}

/** So many people one audit event names at most. */
const MOST_NAMED = 100;

/** People as an audit event names them: each once, and no more than it holds. */
export const peopleNamed = (people: readonly string[]): string[] => [...new Set(people)].slice(0, MOST_NAMED);

/**
 * What the audit trail keeps of the policy with whatever ends a request or decides on it; `decidedUnder` is the SHA-256
 * of the policy in force.
 */
export function decisionDetail({ policy, stricter }: AccessRequest, decidedUnder: string) {
  return {
    rule: policy.rule,
    why: policy.why,
    policy: policy.digest,
    ...(stricter === undefined ? {} : { stricterRule: stricter.rule, stricterWhy: stricter.why }),
    decidedUnder,
  };
}

/** The terms as the audit trail keeps them: what was asked for can be held against what is stored. */
function termsDetail(whole: Terms): AuditEvent['detail'] {
  const { user, tasks, moreWhy, permissions: _told, ...terms } = whole;
  const { kind: userKind, ...named } = user;
  const permissions = permissionsToGive(whole);
  return {
    ...terms,
    ...(tasks === undefined ? {} : { tasks }),
    ...(moreWhy === undefined ? {} : { moreWhy }),
    ...(permissions.length === 0 ? {} : { permissions }),
    userKind,
    ...named,
  };
}

/** The effects that bring every message about a request up to date. */
export function refreshed(request: AccessRequest, grant?: Grant): Effect[] {
  const failure = request.failure && [notify('failure', request.id, String(request.failure.run))];
  const warnings = request.kind === 'create' || !grant ? [] : refreshWarnings(grant);
  const approval = request.opened ? [notify('approval', request.id)] : [];
  const owner = request.owner === request.requester ? [] : [ownerAsked(request)];
  const questions = request.questions.flatMap(({ answer }, number) =>
    answer === undefined ? [notify('question', request.id, String(number))] : [],
  );
  const announcements = request.breakGlass ? glassMessages(request.id) : [];
  const own = [...approval, notify('card', request.id), ...owner, ...questions];
  return [...own, ...(failure ?? []), ...warnings, ...announcements];
}

/** The effects that announce a request that broke glass, or bring the announcements up to date. */
export const glassMessages = (request: string): Effect[] => [
  notify('break-glass', request, 'admin'),
  notify('break-glass', request, 'audit'),
];

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
