import { notify, SYSTEM } from './effects.ts';
import type { AccessRequest, Case } from './records.ts';
import { end, refreshed, requestEvent } from './request.ts';
import type { StagePlan } from './routing.ts';
import { openStage, withoutApprovalsOf } from './stages.ts';
import type { Transition } from './transition.ts';

/** What a pending request has to satisfy by now: what it was filed under, and what a stricter policy has added. */
export type Demand = {
  stages: StagePlan[];
  confirm?: 'totp' | undefined;
  forbidden?: string | undefined;
  changed: boolean;
};

/** The request as the policy in force and the people who are still there leave it, before anybody decides on it. */
export function asDemanded(request: AccessRequest, demand: Demand, left: readonly string[]): AccessRequest {
  const counted = withoutApprovalsOf(request, left);
  if (!demand.changed) return counted;
  const stages = demand.stages.map((stage, at) => ({ ...stage, escalated: request.stages[at]?.escalated }));
  return { ...counted, stages, confirm: demand.confirm };
}

/**
 * Holds a pending request against a policy that has changed: a stricter one holds from now on, and one that forbids it
 * ends it. One that it leaves alone, or that does not wait for approval, is left as it is.
 */
export function recheck(current: Case, demand: Demand, digest: string, now: Date): Transition {
  const { request, grant } = current;
  const open = request.state === 'pending' || request.state === 'awaiting_owner';
  if (!open) return { ok: true, request, grant, events: [], effects: [] };
  if (demand.forbidden !== undefined) {
    const ended = end(current, 'denied', { by: SYSTEM, at: now.toISOString(), reason: demand.forbidden });
    return {
      ...ended,
      events: [
        requestEvent(request, SYSTEM, 'request.denied', now, { reason: demand.forbidden, decidedUnder: digest }),
      ],
      effects: [...ended.effects, notify('outcome', request.id, 'denied')],
    };
  }
  if (!demand.changed) return { ok: true, request, grant, events: [], effects: [] };
  const stricter = asDemanded(request, demand, []);
  // Before its owner accepts, nobody has been asked to decide on it.
  const asked =
    request.state === 'pending' ? [notify('stage', request.id, String(openStage(stricter)?.stage ?? 0))] : [];
  const stages = stricter.stages.map(({ from, count }) => `${count} of ${from.join(', ')}`);
  return {
    ok: true,
    request: stricter,
    grant,
    events: [requestEvent(request, SYSTEM, 'request.policy_stricter', now, { stages, decidedUnder: digest })],
    effects: [...refreshed(stricter), ...asked],
  };
}

/** Somebody has left: their approvals of a request that is still open no longer count. */
export function withoutPerson(current: Case, person: string, now: Date): Transition {
  const { request, grant } = current;
  const counted = request.state === 'pending' ? withoutApprovalsOf(request, [person]) : request;
  if (counted === request) return { ok: true, request, grant, events: [], effects: [] };
  return {
    ok: true,
    request: counted,
    grant,
    events: [
      requestEvent(request, person, 'request.approval_dropped', now, { reason: 'The approver has left Slack.' }),
    ],
    effects: [...refreshed(counted), notify('stage', request.id, String(openStage(counted)?.stage ?? 0))],
  };
}
