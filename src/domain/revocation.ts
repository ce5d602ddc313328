import { notify, type StepName, SYSTEM } from './effects.ts';
import { claimsOf, refreshGrant } from './grant.ts';
import { nextStep, startProvisioning, taskMessage, watch, withStep } from './provisioning.ts';
import type { AccessRequest, Case, Grant } from './records.ts';
import { nameThem } from './refusal.ts';
import { filingDetail, newRequest, refreshed, requestEvent } from './request.ts';
import { type Moved, type Refused, refused, type Transition } from './transition.ts';
import { textFault, visibleText } from './typed-text.ts';

const REASON_LIMIT = 1_000;

/** What a revocation is filed with. Nobody has to approve it: taking away never waits. */
export type RevocationFiling = { id: string; by: string; reason: string; digest: string; now: Date };

/** The steps of a clean-up, after which nothing outlives the grant; they are left out where another grant needs them. */
export const CLEAN_UP: readonly StepName[] = ['roles_removal', 'membership_removal', 'user_suspension'];

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
  return refused('not_live', `${grant.id} is ${grant.state}, so there is nothing to revoke.`);
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

/** Cleans up after a grant that has expired. One that a renewal may still bring back is left as it is. */
export function cleanUp(grant: Grant, filing: Omit<RevocationFiling, 'by' | 'reason'>): Transition {
  if (!needsCleanUp(grant)) return { ok: true, grant, events: [], effects: [] };
  return begin(grant, { ...filing, by: SYSTEM, reason: 'The grant has expired.' });
}

/** Whether what a grant has left in Workiva is still to be taken away. */
export function needsCleanUp({ state, revocation, renewal }: Grant): boolean {
  return state === 'expired' && revocation === undefined && renewal === undefined;
}

function begin(grant: Grant, { id, by, reason, digest, now }: RevocationFiling): Moved {
  const filed: AccessRequest = {
    ...newRequest({
      id,
      requester: by === SYSTEM ? grant.owner : by,
      terms: grant.terms,
      routing: { rule: 'Taking away', why: 'Taking away never waits for an approval.', stages: [], explanation: [] },
      digest,
      now,
    }),
    owner: grant.owner,
    opened: false,
    kind: 'revoke',
    grant: grant.id,
    reason,
  };
  const started = startProvisioning({ request: filed, grant: { ...grant, revocation: id } }, by, now);
  const event = requestEvent(filed, by, 'request.filed', now, { ...filingDetail(filed), reason });
  return {
    ...started,
    events: [event, ...started.events],
    effects: [
      ...started.effects,
      ...refreshGrant(grant),
      ...(by === grant.owner || by === SYSTEM ? [] : [notify('revoked', grant.id, id)]),
    ],
  };
}

/** An admin has deleted the grant in Workiva: it is revoked from now on, and the clean-up goes on. */
export function grantDeleted({ request, grant }: Case, by: string, now: Date): Transition {
  if (!grant) return refused('not_found', `${request.grant ?? 'The grant'} is not there any more.`);
  const at = now.toISOString();
  const done = withStep(request, 'grant', { state: 'done', by, at, note: 'Deleted by hand' });
  const going: AccessRequest = { ...done, state: 'provisioning', dueAt: watch(now) };
  const ended: Grant =
    grant.state === 'expired' ? grant : { ...grant, state: 'revoked', endedAt: at, dueAt: undefined };
  return {
    ok: true,
    request: going,
    grant: ended,
    events: [requestEvent(request, by, 'grant.deleted', now, { clientId: grant.clientId ?? 'unknown' })],
    effects: [...refreshed(going), taskMessage(request, 'grant'), ...refreshGrant(ended), ...nextStep(going)],
    releases: claimsOf(grant),
  };
}
