import type { MatchedRule, Stage } from './approval-records.ts';
import { type Effect, notify, SYSTEM } from './effects.ts';
import type { AccessRequest, Case } from './records.ts';
import { settledReminders } from './reminders.ts';
import { decisionDetail, refreshed, requestEvent, stageOpens, waitingFrom } from './request.ts';
import { end } from './request-end.ts';
import type { StagePlan } from './routing.ts';
import { type Authority, isDecidable, openStage, staffed, withoutApprovalsOf } from './stages.ts';
import type { Moved, Transition } from './transition.ts';

/** What a pending request has to satisfy by now: what it was filed under, and what a stricter policy has added. */
export type Demand = {
  stages: StagePlan[];
  confirm?: 'totp' | undefined;
  forbidden?: string | undefined;
  changed: boolean;
  /** The rule of the policy in force. */
  by: MatchedRule;
};

/**
 * Sees to it that there are people who can decide on each stage, of whom Slack has to be asked. Answers the stages, and
 * which of them have gone to more groups because of it.
 */
export type Staffing = (request: AccessRequest, now: Date) => { stages: Stage[]; escalated: readonly number[] };

const NOBODY_ASKED: Staffing = ({ stages }) => ({ stages, escalated: [] });

/** Makes sure of the people for stages that a stricter policy has brought; what was escalated before stays as it is. */
export const staffingBy =
  (authority: Authority, escalateTo: readonly string[]): Staffing =>
  (request, now) => {
    const { stages, escalated } = staffed(request.stages, request, authority, escalateTo, now);
    const given = (at: number) => request.approvals.filter(({ stage }) => stage === at).length;
    const isNew = (at: number) => {
      const stage = request.stages[at];
      return stage !== undefined && stage.escalated === undefined && given(at) < stage.count;
    };
    return {
      stages: stages.map((stage, at) => (isNew(at) ? stage : (request.stages[at] ?? stage))),
      escalated: escalated.filter(isNew),
    };
  };

/** The request as the policy in force and the people who are still there leave it, before anybody decides on it. */
export function asDemanded(request: AccessRequest, demand: Demand, left: readonly string[]): AccessRequest {
  const counted = withoutApprovalsOf(request, left);
  if (!demand.changed) return counted;
  const { confirm, by: stricter } = demand;
  const stages = demand.stages.map((stage, at) => ({ ...stage, escalated: escalationKept(stage, request.stages[at]) }));
  // An approval that nobody has proven to be theirs counts for nothing where the policy asks for that by now.
  const approvals = counted.approvals.filter(({ confirmed }) => confirm === undefined || confirmed === confirm);
  return { ...counted, stages, confirm, approvals, stricter };
}

/** Whoever a stage was escalated to may not decide in the place of other groups than those who did not decide in time. */
const escalationKept = ({ from }: StagePlan, before: Stage | undefined): Stage['escalated'] =>
  before !== undefined && from.every((group) => before.from.includes(group)) ? before.escalated : undefined;

/**
 * Holds a pending request against a policy that has changed: a stricter one holds from now on, and one that forbids it
 * ends it. One that it leaves alone, or that does not wait for approval, is left as it is.
 */
export function recheck(current: Case, demand: Demand, now: Date, staffing: Staffing = NOBODY_ASKED): Transition {
  const { request } = current;
  const open = request.state === 'pending' || request.state === 'awaiting_owner';
  if (!open) return unchanged(current);
  if (demand.forbidden !== undefined) return forbid(current, demand.forbidden, demand.by, now);
  if (!demand.changed) return unchanged(current);
  const demanded = asDemanded(request, demand, []);
  const gone = request.approvals.filter((approval) => !demanded.approvals.includes(approval)).map(({ by }) => by);
  const { stages: staffedStages, escalated } = staffing(demanded, now);
  const stricter = {
    ...withDropped(demanded, gone, now),
    stages: staffedStages,
    stricterSince: now.toISOString(),
  };
  const stages = stricter.stages.map(({ from, count }) => `${count} of ${from.join(', ')}`);
  const again = askedAgain(request, stricter, now, 'stricter');
  const unstaffed = escalated.map((stage) => notify('unstaffed', request.id, `${request.revision}.${stage}`));
  return {
    ok: true,
    request: again.request,
    grant: current.grant,
    events: [
      requestEvent(request, SYSTEM, 'request.policy_stricter', now, {
        stages,
        dropped: gone,
        ...decisionDetail(demanded, demand.by.digest),
      }),
    ],
    effects: [...again.effects, ...unstaffed],
  };
}

/**
 * Somebody has left, or may not take part any more: their approvals of a request that is still open no longer count,
 * whether given in their own right or in their place.
 */
export function withoutPerson(current: Case, person: string, now: Date): Transition {
  const { request, grant } = current;
  const counted = isDecidable(request) ? withoutApprovalsOf(request, [person]) : request;
  if (counted === request) return unchanged(current);
  const gone = request.approvals.filter((approval) => !counted.approvals.includes(approval)).map(({ by }) => by);
  const again = askedAgain(request, withDropped(counted, gone, now), now, person);
  return {
    ok: true,
    request: again.request,
    grant,
    events: [
      requestEvent(request, person, 'request.approval_dropped', now, {
        dropped: gone,
        reason: 'The approver has left Slack, or may not take part any more.',
      }),
    ],
    effects: again.effects,
  };
}

function withDropped(request: AccessRequest, gone: readonly string[], now: Date): AccessRequest {
  if (gone.length === 0) return request;
  const at = now.toISOString();
  return { ...request, dropped: [...(request.dropped ?? []), ...gone.map((by) => ({ by, at }))] };
}

const unchanged = ({ request, grant }: Case): Moved => ({ ok: true, request, grant, events: [], effects: [] });

function forbid(current: Case, reason: string, stricter: MatchedRule, now: Date): Moved {
  const request = { ...current.request, stricter };
  const ended = end({ ...current, request }, 'denied', { by: SYSTEM, at: now.toISOString(), reason });
  return {
    ...ended,
    events: [
      requestEvent(request, SYSTEM, 'request.denied', now, { reason, ...decisionDetail(request, stricter.digest) }),
    ],
    effects: [...ended.effects, notify('outcome', request.id, 'denied')],
  };
}

/** Asks those whose turn it is now. The clock begins anew where those are others than before. */
function askedAgain(
  before: AccessRequest,
  after: AccessRequest,
  now: Date,
  why: string,
): { request: AccessRequest; effects: Effect[] } {
  const { stage = 0, from = [] } = openStage(after) ?? {};
  const asked = openStage(before);
  const areOthers = asked?.stage !== stage || from.some((group) => !asked.from.includes(group));
  const moves = areOthers && after.breakGlass === undefined;
  // Before its owner accepts, nobody has been asked to decide on it.
  const opened = after.state === 'awaiting_owner' ? [] : [stageOpens(after, stage, now, why)];
  return {
    request: moves ? { ...after, ...waitingFrom(now) } : after,
    effects: [...refreshed(after), ...opened, ...(moves ? settledReminders(before) : [])],
  };
}
