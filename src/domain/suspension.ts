import { eventAbout, SYSTEM } from './effects.ts';
import { refreshGrant, stopMessages } from './grant.ts';
import { stepNamed } from './provisioning-steps.ts';
import type { AccessRequest, Case, Grant } from './records.ts';
import { nameThem } from './refusal.ts';
import { glassMessages } from './request.ts';
import { grantStands, grantStandsNow } from './state-words.ts';
import type { Suspension } from './suspension-record.ts';
import { unsettle, watched } from './suspension-watch.ts';
import { type Moved, notAnAdmin, type Refused, refused, type Transition } from './transition.ts';
import { textFault, visibleText } from './typed-text.ts';

/** Who stops a grant, and why. The rest is what {@link Suspension} keeps of it. */
export type Stop = { by: string; reason: string; now: Date } & Pick<Suspension, 'with' | 'final' | 'told'>;

/** What is kept as the reason of an emergency stop for which nobody took the time to give one. */
const NO_REASON = 'An emergency stop; no reason was given.';
const REASON_LIMIT = 1_000;

/** A grant that is stopped. */
export type Stopped = Grant & { suspension: Suspension };

/** Whether a grant is stopped, whatever became of that in Workiva by now. */
export function isStopped(grant: Grant): grant is Stopped {
  return grant.suspension !== undefined && grant.suspension.lifted === undefined;
}

/**
 * The emergency stop: the grant's integration user is suspended in Workiva, so that its calls are refused. It counts at
 * once; `enforced` says when Workiva has done it. A grant that has ended keeps its state.
 */
export function suspend(grant: Grant, { by, reason, now, ...kept }: Stop) {
  const run = (grant.suspension?.run ?? 0) + 1;
  const suspension: Suspension = { ...kept, by, at: now.toISOString(), reason, run };
  const state = grant.state === 'active' ? ('suspended' as const) : grant.state;
  return {
    grant: watched({ ...grant, state, suspension }),
    events: [
      eventAbout([grant], by, 'grant.suspended', now, {
        reason,
        ...(kept.with === undefined ? {} : { with: kept.with }),
      }),
    ],
    effects: [
      { kind: 'suspend' as const, grant: grant.id, run },
      ...stopMessages({ id: grant.id, suspension }),
      ...refreshGrant(grant),
    ],
  };
}

/** Refuses who may not stop a grant now. Answers nothing when they may. */
export function mayNotSuspend(grant: Grant, by: string, admins: readonly string[]): Refused | undefined {
  if (by !== grant.owner && !admins.includes(by)) {
    return refused(
      'not_yours',
      `Only its owner, <@${grant.owner}>, or an admin can suspend ${grant.id}: ${nameThem(admins)}.`,
    );
  }
  if (isStopped(grant)) {
    return refused('not_open', `${grant.id} is suspended already, by ${whoIs(grant.suspension.by)}.`);
  }
  if (grant.state === 'active') return undefined;
  return refused('not_live', `${grant.id} ${grantStands(grant)}, so there is nothing to suspend.`);
}

/** Somebody stops a live grant. The grants that share its integration user are stopped with it, by {@link suspendWith}. */
export function stop(
  grant: Grant,
  { by, reason: typed, admins, now }: { by: string; reason: string; admins: readonly string[]; now: Date },
): Transition {
  const no = mayNotSuspend(grant, by, admins);
  if (no) return no;
  const reason = visibleText(typed);
  const fault = reason === '' ? undefined : textFault(reason, 'why it has to stop; never the secret', REASON_LIMIT);
  if (fault !== undefined) return refused('reason_missing', fault);
  return { ok: true, ...suspend(grant, { by, reason: reason === '' ? NO_REASON : reason, now }) };
}

/** What is kept as the reason where a grant is stopped because its secret may have leaked. */
const LEAKED = 'Its secret may have leaked.';

/**
 * Stops a grant whose secret may have leaked. One that stands still already is stopped anew, so that whoever lets it work
 * again has to know of the leak; why it was stopped before stays with it.
 */
export function stopForLeak(grant: Grant, by: string, now: Date): ReturnType<typeof suspend> {
  if (!isStopped(grant)) return suspend(grant, { by, reason: LEAKED, now });
  const { reason: before, final, told } = grant.suspension;
  const reason = before.startsWith(LEAKED) ? before : `${LEAKED} It was suspended before, for this reason: ${before}`;
  return suspend(grant, { by, reason, now, final, told });
}

/** Stops a grant whose integration user is suspended because of another. One that is stopped already is left as it is. */
export function suspendWith(grant: Grant, cause: Grant, now: Date): Moved {
  const isLive = grant.state === 'active' || grant.state === 'provisioning';
  if (!isLive || isStopped(grant) || !isStopped(cause)) return { ok: true, grant, events: [], effects: [] };
  const { by } = cause.suspension;
  const reason = `It shares its integration user with ${cause.id}, which was suspended.`;
  return { ok: true, ...suspend(grant, { by, reason, now, with: cause.id }) };
}

/** Whether a job still has to suspend the integration user; one delivered twice, or late, has not. */
export function isToEnforce({ suspension }: Grant, run: number): boolean {
  return suspension?.run === run && suspension.enforced === undefined;
}

/** Whether the grant was stopped, or reinstated, once more since a job began. */
export function isOvertaken({ suspension }: Grant, run: number): boolean {
  return suspension !== undefined && suspension.run > run;
}

/**
 * Whether the integration user in Workiva is the one of this grant. A grant that was made acts as it; before, the
 * request that makes it tells: one that stopped because somebody else's user has the name must never get that suspended.
 */
export function hasOwnUser(
  { clientId }: Pick<Grant, 'clientId'>,
  maker: Partial<Pick<AccessRequest, 'provisioning'>>,
): boolean {
  if (clientId !== undefined) return true;
  const step = stepNamed(maker, 'user');
  return step?.state === 'done' || step?.begun === true;
}

/** Workiva has suspended the integration user, or activated it again: through the API, or by an admin's hand. */
export function enforced(grant: Grant, by: string, now: Date): Moved {
  const what = isStopped(grant) ? 'suspension' : 'reinstatement';
  return settled(grant, { by, at: now.toISOString() }, [
    eventAbout([grant], by, `grant.${what}_enforced`, now, { user: grant.terms.user.username }),
  ]);
}

/** There is no integration user to suspend: the request was stopped before it was made. */
export function enforcedWithoutUser(grant: Grant, now: Date): Moved {
  return settled(grant, { by: SYSTEM, at: now.toISOString(), noUser: true }, [
    eventAbout([grant], SYSTEM, 'grant.suspension_without_user', now, {}),
  ]);
}

function settled(grant: Grant, done: Suspension['enforced'], events: Moved['events']): Moved {
  const suspension = grant.suspension && { ...grant.suspension, trouble: undefined, enforced: done };
  return { ok: true, grant: { ...grant, suspension }, events, effects: suspensionMessages(grant) };
}

/** The integration user came into being while its request was stopped: it is suspended after all. */
export function suspendLateUser({ request, grant }: Case, now: Date): Transition {
  if (!grant || !isStopped(grant) || !grant.suspension.enforced?.noUser || !hasOwnUser(grant, request)) {
    return { ok: true, request, grant, events: [], effects: [] };
  }
  return { ok: true, request, ...suspendAnew(grant, now) };
}

/** A stopped grant acts as another integration user from now on: that one is suspended too, by whom and why as before. */
export function suspendAnew(grant: Stopped, now: Date) {
  const { by, reason, with: cause, final, told } = grant.suspension;
  return suspend(grant, { by, reason, now, with: cause, final, told });
}

/**
 * Suspends an integration user again, in one step with a move after which it may be active: where one of the `others`,
 * which act as it, or the grant of the move is stopped. One that was made is certain to act as it.
 */
export function stayStopped(moved: Transition, others: readonly Grant[], now: Date): Transition {
  if (!moved.ok) return moved;
  const all = [...others, ...(moved.grant ? [moved.grant] : [])].filter(isStopped);
  const stopped = all.find(({ clientId }) => clientId !== undefined) ?? all.at(-1);
  if (!stopped) return moved;
  const { grant, events, effects } = suspendAnew(stopped, now);
  const after = stopped === moved.grant ? { grant } : { others: [...(moved.others ?? []), grant] };
  return { ...moved, ...after, events: [...moved.events, ...events], effects: [...moved.effects, ...effects] };
}

/**
 * The API cannot do it: an admin has to suspend, or to activate, the integration user by hand. One that was asked for it
 * before, for the same reason, is not asked again.
 */
export function notEnforced(grant: Grant, trouble: string, now: Date): Moved {
  if (grant.suspension?.trouble === trouble) return { ok: true, grant, events: [], effects: [] };
  return {
    ok: true,
    grant: { ...grant, suspension: grant.suspension && { ...grant.suspension, trouble } },
    events: [
      eventAbout([grant], SYSTEM, `grant.${isStopped(grant) ? 'suspension' : 'reinstatement'}_by_hand`, now, {
        reason: trouble,
      }),
    ],
    effects: suspensionMessages(grant),
  };
}

/**
 * A job of an earlier reinstatement has failed, which may have activated the integration user of a grant that is stopped by
 * now: an admin has to suspend it, whatever was said of it before.
 */
export function perhapsActive(grant: Grant, trouble: string, now: Date): Moved {
  const { grant: unsettled = grant, ...unchanged } = unsettle(grant, now);
  return unsettled === grant ? { ...unchanged, grant } : notEnforced(unsettled, trouble, now);
}

/** Whether an admin has to suspend the integration user of a grant, or to activate it, by hand. */
export function isToDoByHand(grant: Grant): boolean {
  const { suspension } = grant;
  if (suspension?.trouble === undefined || suspension.enforced !== undefined) return false;
  return isStopped(grant) || grant.state === 'active' || grant.state === 'provisioning';
}

/** An admin has suspended the integration user in Workiva, or activated it again. */
export function enforceByHand(
  grant: Grant,
  { by, admins, run, now }: { by: string; admins: readonly string[]; run: number; now: Date },
): Transition {
  if (!admins.includes(by)) return notAnAdmin(admins);
  const { suspension } = grant;
  const isOver = !isStopped(grant) && grant.state !== 'active' && grant.state !== 'provisioning';
  if (isToEnforce(grant, run) && isOver) {
    return refused('not_live', `${grant.id} ${grantStandsNow(grant)}, so its integration user has to stay suspended.`);
  }
  if (isToEnforce(grant, run)) return enforced(grant, by, now);
  const doer = suspension?.enforced?.by;
  const who = doer === undefined ? '' : ` ${doer === SYSTEM ? 'Grantdesk' : `<@${doer}>`} has done it.`;
  return refused('not_open', `This task of ${grant.id} is not open any more.${who} Nothing was changed.`);
}

const suspensionMessages = (grant: Grant) => [...stopMessages(grant), ...glassMessages(grant.createdBy)];

const whoIs = (by: string) => (by === SYSTEM ? 'Grantdesk' : `<@${by}>`);
