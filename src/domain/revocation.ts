import { isSameUndo } from './acting.ts';
import { notify, type StepName, SYSTEM } from './effects.ts';
import { claimsOf, endedByRevocation, expiryMessages, hasExpired, refreshGrant, renewalEndsAt } from './grant.ts';
import { nextStep, startProvisioning, taskMessage, watch } from './provisioning.ts';
import { currentStep, withStep } from './provisioning-steps.ts';
import type { AccessRequest, Case, Grant } from './records.ts';
import { nameThem } from './refusal.ts';
import { decisionDetail, filingDetail, newRequest, refreshed, requestEvent } from './request.ts';
import { end } from './request-end.ts';
import { grantStands } from './state-words.ts';
import type { Leftover } from './step-records.ts';
import { TAKING_AWAY } from './taking-away.ts';
import { type Moved, type Refused, refused, type Transition } from './transition.ts';
import { textFault, visibleText } from './typed-text.ts';

const REASON_LIMIT = 1_000;

/** What a revocation is filed with. Nobody has to approve it: taking away never waits. */
export type RevocationFiling = { id: string; by: string; reason: string; digest: string; now: Date };

/** Refuses who may not revoke a grant now. Answers nothing when they may. */
export function mayNotRevoke(grant: Grant, by: string, admins: readonly string[]): Refused | undefined {
  if (by !== grant.owner && !admins.includes(by)) {
    return refused(
      'not_yours',
      `Only its owner, <@${grant.owner}>, or an admin can revoke ${grant.id}: ${nameThem(admins)}.`,
    );
  }
  if (grant.revocation !== undefined) return refused('not_open', `${grant.revocation} already revokes ${grant.id}.`);
  if (grant.state === 'active' || grant.state === 'suspended') return undefined;
  return refused('not_live', `${grant.id} ${grantStands(grant)}, so there is nothing to revoke.`);
}

/** Files the revocation of a live grant, and begins it at once: an admin is asked to delete the grant. */
export function revoke(grant: Grant, admins: readonly string[], filing: RevocationFiling): Transition {
  const no = mayNotRevoke(grant, filing.by, admins);
  if (no) return no;
  const reason = visibleText(filing.reason);
  const fault = textFault(reason, 'why the grant is no longer needed', REASON_LIMIT);
  if (fault !== undefined) return refused('reason_missing', fault);
  return begin(grant, { ...filing, reason });
}

/**
 * Cleans up after a grant that has expired, or what a grant has left as another integration user. One that a renewal may
 * still bring back is left as it is.
 */
export function cleanUp(grant: Grant, filing: Omit<RevocationFiling, 'by' | 'reason'>): Transition {
  if (hasExpired(grant)) return begin(grant, { ...filing, by: SYSTEM, reason: 'The grant has expired.' });
  const [terms, ...rest] = grant.leftovers ?? [];
  if (!terms) return { ok: true, grant, events: [], effects: [] };
  return cleanUpLeft({ ...grant, leftovers: rest.length === 0 ? undefined : rest }, terms, filing);
}

/**
 * Leaves an integration user to a grant that is still being made, or only what is `left` to it. Refused once nothing
 * comes of that grant.
 */
export function inherit(grant: Grant, left?: Leftover): Transition {
  if (grant.state === 'revoked' || grant.state === 'expired') {
    return refused('not_live', `${grant.id} ${grantStands(grant)}, so it inherits nothing.`);
  }
  if (grant.state !== 'provisioning' || hasInherited(grant, left)) return { ok: true, grant, events: [], effects: [] };
  const heir: Grant = left ? { ...grant, heirOf: [...(grant.heirOf ?? []), left] } : { ...grant, inherits: true };
  return { ok: true, grant: heir, events: [], effects: [] };
}

/** A job that is tried again leaves the same once more. */
function hasInherited({ inherits, heirOf = [] }: Grant, left: Leftover | undefined): boolean {
  if (!left) return inherits === true;
  return heirOf.some(({ undo }) => isSameUndo(undo, left.undo));
}

/** There is no grant to delete for it: only what was given to an integration user is taken away. */
function cleanUpLeft(
  grant: Grant,
  { undo, ...terms }: Leftover,
  filing: Omit<RevocationFiling, 'by' | 'reason'>,
): Moved {
  const why = undo ? `${undo.request} came to nothing.` : `${grant.id} does not act as ${terms.user.username}.`;
  const filed: AccessRequest = {
    ...revocationOf({ ...grant, terms }, { ...filing, by: SYSTEM, reason: why }),
    ...(undo ? { undoes: undo } : {}),
  };
  const started = startProvisioning({ request: filed, grant }, SYSTEM, filing.now);
  const request = withoutStep(started.request ?? filed, 'grant');
  const detail = { ...filingDetail(filed), reason: why };
  return {
    ...started,
    request,
    events: [requestEvent(filed, SYSTEM, 'request.filed', filing.now, detail), ...started.events],
    effects: [...refreshed(request), ...nextStep(request)],
  };
}

function withoutStep(request: AccessRequest, name: StepName): AccessRequest {
  const { provisioning } = request;
  if (!provisioning) return request;
  return {
    ...request,
    provisioning: { ...provisioning, steps: provisioning.steps.filter((step) => step.name !== name) },
  };
}

/**
 * Ends a request that asks something of a grant that is being taken away. Any other is left as it is. `digest` is the
 * SHA-256 of the policy in force.
 */
export function endByRevocation(current: Case, digest: string, now: Date): Transition {
  const { request, grant } = current;
  if (!grant || !endedByRevocation(grant).includes(request.id)) return unchanged(current);
  const reason = `${grant.id} is being taken away (${grant.revocation}), so it is neither renewed nor changed any more.`;
  return endBySystem(current, reason, digest, now);
}

/**
 * Ends the renewal of a grant that has expired too long ago to come back, and what somebody who owned it before still asks
 * of it. Any other request is left as it is. `digest` is the SHA-256 of the policy in force.
 */
export function endOutdated(current: Case, digest: string, now: Date): Transition {
  const { request, grant } = current;
  const reason = grant && outdatedReason(request, grant, now);
  return reason === undefined ? unchanged(current) : endBySystem(current, reason, digest, now);
}

const unchanged = (current: Case): Moved => ({ ok: true, ...current, events: [], effects: [] });

function outdatedReason(request: AccessRequest, grant: Grant, now: Date): string | undefined {
  const endsAt = request.id === grant.renewal ? renewalEndsAt(grant) : undefined;
  if (endsAt !== undefined && now.getTime() >= endsAt) {
    return `${grant.id} expired on ${grant.terms.expires}, and nobody has confirmed its renewal since. What is left of it is cleaned up; request it again if it is still needed.`;
  }
  const isAsked = request.state === 'pending' && [grant.renewal, grant.change].includes(request.id);
  if (!isAsked || request.owner === grant.owner) return undefined;
  return `${grant.id} has been handed over to <@${grant.owner}>, who asks for what it needs from now on.`;
}

function endBySystem(current: Case, reason: string, digest: string, now: Date): Moved {
  const { request } = current;
  const ended = end(current, 'denied', { by: SYSTEM, at: now.toISOString(), reason });
  const step = request.state === 'awaiting_admin' ? currentStep(request) : undefined;
  return {
    ...ended,
    events: [requestEvent(request, SYSTEM, 'request.denied', now, { reason, ...decisionDetail(request, digest) })],
    effects: [
      ...ended.effects,
      ...(step ? [taskMessage(request, step.name)] : []),
      notify('outcome', request.id, 'denied'),
    ],
  };
}

function begin(grant: Grant, filing: RevocationFiling): Moved {
  const { id, by, reason, now } = filing;
  const filed = revocationOf(grant, filing);
  // What is still asked of it is ended by the sweep.
  const revoking: Grant = { ...grant, revocation: id, dueAt: now.toISOString() };
  const started = startProvisioning({ request: filed, grant: revoking }, by, now);
  const event = requestEvent(filed, by, 'request.filed', now, { ...filingDetail(filed), reason });
  return {
    ...started,
    events: [event, ...started.events],
    effects: [
      ...started.effects,
      ...refreshGrant(grant),
      ...(grant.state === 'expired' ? expiryMessages(grant) : []),
      ...(by === grant.owner || by === SYSTEM ? [] : [notify('revoked', id)]),
    ],
  };
}

/** The request that takes away. It asks nobody, so that it is opened to nobody. */
function revocationOf(grant: Grant, { id, by, reason, digest, now }: RevocationFiling): AccessRequest {
  return {
    ...newRequest({
      id,
      requester: by === SYSTEM ? grant.owner : by,
      terms: grant.terms,
      routing: TAKING_AWAY,
      digest,
      now,
    }),
    owner: grant.owner,
    opened: false,
    kind: 'revoke',
    grant: grant.id,
    reason,
  };
}

/** An admin has deleted the grant in Workiva: it is revoked from now on, and the clean-up goes on. */
export function grantDeleted({ request, grant }: Case, by: string, now: Date): Transition {
  if (!grant) return refused('not_found', `${request.grant ?? 'The grant'} is not there any more.`);
  const at = now.toISOString();
  const done = withStep(request, 'grant', { state: 'done', by, at, note: 'Deleted by hand' });
  const going: AccessRequest = { ...done, state: 'provisioning', dueAt: watch(now) };
  const ended: Grant = grant.state === 'expired' ? grant : { ...grant, state: 'revoked', endedAt: at };
  return {
    ok: true,
    request: going,
    grant: ended,
    events: [requestEvent(request, by, 'grant.deleted', now, { clientId: grant.clientId ?? 'unknown' })],
    effects: [...refreshed(going), taskMessage(request, 'grant'), ...refreshGrant(ended), ...nextStep(going)],
    releases: claimsOf(grant),
  };
}
