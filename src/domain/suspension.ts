import { notify, SYSTEM } from './effects.ts';
import { refreshGrant } from './grant.ts';
import type { AccessRequest, Case, Grant, Suspension } from './records.ts';
import { nameThem } from './refusal.ts';
import { glassMessages } from './request.ts';
import { type Moved, refused, type Transition } from './transition.ts';

/**
 * The emergency stop: the grant's integration user is suspended in Workiva, so that its calls are refused. It counts at
 * once; `enforced` says when Workiva has done it. A grant that has ended keeps its state.
 */
export function suspend(grant: Grant, { by, reason, now }: { by: string; reason: string; now: Date }) {
  const run = (grant.suspension?.run ?? 0) + 1;
  const suspension: Suspension = { by, at: now.toISOString(), reason, run };
  const state = grant.state === 'active' ? ('suspended' as const) : grant.state;
  return {
    grant: { ...grant, state, suspension },
    events: [event(grant, by, 'grant.suspended', now, { reason })],
    effects: [
      { kind: 'suspend' as const, grant: grant.id, run },
      notify('suspension', grant.id, String(run)),
      notify('suspended', grant.id, String(run)),
      ...refreshGrant(grant),
    ],
  };
}

/** Whether a job still has to suspend the integration user; one delivered twice, or late, has not. */
export function isToEnforce({ suspension }: Grant, run: number): boolean {
  return suspension?.run === run && suspension.enforced === undefined;
}

/**
 * Whether the integration user in Workiva is the one of this request: a request that stopped because somebody else's
 * user has the name must never get that one suspended.
 */
export function hasOwnUser({ provisioning }: Pick<AccessRequest, 'provisioning'>): boolean {
  const step = provisioning?.steps.find(({ name }) => name === 'user');
  return step?.state === 'done' || step?.begun === true;
}

/** Workiva has suspended the integration user: through the API, or by an admin's hand. */
export function enforced(grant: Grant, by: string, now: Date): Moved {
  return settled(grant, { by, at: now.toISOString() }, [
    event(grant, by, 'grant.suspension_enforced', now, { user: grant.terms.user.username }),
  ]);
}

/** There is no integration user to suspend: the request was stopped before it was made. */
export function enforcedWithoutUser(grant: Grant, now: Date): Moved {
  return settled(grant, { by: SYSTEM, at: now.toISOString(), noUser: true }, [
    event(grant, SYSTEM, 'grant.suspension_without_user', now, {}),
  ]);
}

function settled(grant: Grant, done: Suspension['enforced'], events: Moved['events']): Moved {
  const suspension = grant.suspension && { ...grant.suspension, trouble: undefined, enforced: done };
  return { ok: true, grant: { ...grant, suspension }, events, effects: suspensionMessages(grant) };
}

/** The integration user came into being while its request was stopped: it is suspended after all. */
export function suspendLateUser({ request, grant }: Case, now: Date): Transition {
  const { enforced: done, by, reason } = grant?.suspension ?? {};
  if (!grant || !done?.noUser || by === undefined || reason === undefined || !hasOwnUser(request)) {
    return { ok: true, request, grant, events: [], effects: [] };
  }
  return { ok: true, request, ...suspend(grant, { by, reason, now }) };
}

/** The API cannot suspend the integration user: an admin has to do it by hand. */
export function notEnforced(grant: Grant, trouble: string, now: Date): Moved {
  return {
    ok: true,
    grant: { ...grant, suspension: grant.suspension && { ...grant.suspension, trouble } },
    events: [event(grant, SYSTEM, 'grant.suspension_by_hand', now, { reason: trouble })],
    effects: suspensionMessages(grant),
  };
}

/** An admin has suspended the integration user in Workiva. */
export function enforceByHand(
  grant: Grant,
  { by, admins, now }: { by: string; admins: readonly string[]; now: Date },
): Transition {
  if (!admins.includes(by)) {
    return refused('not_an_admin', `Only an admin named in the policy can do this: ${nameThem(admins)}.`);
  }
  const { suspension } = grant;
  if (suspension && suspension.enforced === undefined) return enforced(grant, by, now);
  const doer = suspension?.enforced?.by;
  const who = doer === undefined ? '' : ` ${doer === SYSTEM ? 'Grantdesk' : `<@${doer}>`} has done it.`;
  return refused('not_open', `This task of ${grant.id} is not open any more.${who} Nothing was changed.`);
}

const suspensionMessages = ({ id, createdBy, suspension }: Grant) => [
  notify('suspension', id, String(suspension?.run)),
  notify('suspended', id, String(suspension?.run)),
  ...glassMessages(createdBy),
];

function event(grant: Grant, actor: string, action: string, now: Date, detail: Record<string, string>) {
  return { at: now.toISOString(), actor, action, subjects: [grant.id], detail };
}
