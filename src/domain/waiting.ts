import type { Waiting } from './approval-records.ts';
import { notify, SYSTEM } from './effects.ts';
import { openQuestion } from './question.ts';
import type { AccessRequest, Case } from './records.ts';
import { AT_ONCE, readReminder, reminderName } from './reminders.ts';
import { decisionDetail, peopleNamed, refreshed, requestEvent } from './request.ts';
import { end } from './request-end.ts';
import { escalate, openStage } from './stages.ts';
import type { Transition } from './transition.ts';

/** The policy's `timing` for what waits for somebody: durations in ms, and names of groups. */
export type Timing = {
  remindAfter: readonly number[];
  escalateAfter: number;
  escalateTo: readonly string[];
  lapseAfter: number;
};

/**
 * Somebody who can act, and until when they are left alone. The message that asks names whom the policy names; who only
 * stands in for one of them hears of it in another way.
 */
export type Colleague = { id: string; quietUntil?: Date | undefined; standsIn?: boolean };

export type WaitingFacts = {
  now: Date;
  timing: Timing;
  /** SHA-256 of the policy in force, which says how long to wait. */
  digest: string;
  /** Who may decide on the open stage of a request, or accept it. Nothing when Slack cannot say at present. */
  colleagues: ((request: AccessRequest) => readonly Colleague[]) | undefined;
};

/** How soon, in ms, to look again whom to remind when Slack could not say who may decide. */
const LOOK_AGAIN_AFTER = 10 * 60_000;

/**
 * What time asks of a request that waits for somebody: a reminder, an escalation, its lapse; each once. An open question
 * stops the clock of all but the lapse, which then counts from the question on.
 */
export function sweepWaiting(current: Case, facts: WaitingFacts): Transition {
  const { request, grant } = current;
  const { timing, digest, now } = facts;
  const lapseAt = lapsesAt(request, timing.lapseAfter);
  if (now >= lapseAt) return lapse(current, digest, now);
  if (openQuestion(request)) {
    return { ok: true, request: { ...request, dueAt: lapseAt.toISOString() }, grant, events: [], effects: [] };
  }

  const escalated = isEscalationDue(request, now, timing) ? withEscalation(request, timing, now) : undefined;
  const open = escalated ?? request;
  const { told, retryAt } = remind(open, facts);
  const began = clockBegan(open);
  const ahead = [...timing.remindAfter, ...(mayEscalate(open, timing) ? [timing.escalateAfter] : [])]
    .map((after) => began + after)
    .filter((at) => at > now.getTime());
  const waiting = clockOf(request);
  const dueAt = new Date(Math.min(lapseAt.getTime(), ...ahead, ...retryAt)).toISOString();
  return {
    ok: true,
    request: { ...open, waiting: { ...waiting, told: [...waiting.told, ...told] }, dueAt },
    grant,
    events: [
      ...(escalated ? [escalationEvent(request, timing, digest, now)] : []),
      ...(told.length === 0 ? [] : [reminderEvent(request, told, now)]),
    ],
    effects: [...(escalated ? refreshed(escalated) : []), ...told.map((name) => notify('reminder', request.id, name))],
  };
}

/** When a request lapses unless somebody acts on it. */
export function lapsesAt(request: AccessRequest, lapseAfter: number): Date {
  const { since, heldMs } = clockOf(request);
  const question = openQuestion(request);
  const from = question ? Math.max(time(question.at), time(since)) : time(since) + heldMs;
  return new Date(from + lapseAfter);
}

/** What the clock brings to a request that waits, when it is looked at then. */
export function comesAt(request: AccessRequest, at: Date, timing: Timing): 'lapse' | 'escalation' | 'reminder' {
  if (at >= lapsesAt(request, timing.lapseAfter)) return 'lapse';
  return isEscalationDue(request, at, timing) ? 'escalation' : 'reminder';
}

const time = (at: string) => new Date(at).getTime();
const clockOf = ({ waiting, filedAt }: AccessRequest): Waiting => waiting ?? { since: filedAt, heldMs: 0, told: [] };
const stageOf = (request: AccessRequest) => openStage(request)?.stage ?? 0;

/** The moment (ms) from which waiting counts: later by as long as questions have held it up. */
function clockBegan(request: AccessRequest): number {
  const { since, heldMs } = clockOf(request);
  return time(since) + heldMs;
}

/** Nobody decided, or accepted, in time. */
function lapse(current: Case, digest: string, now: Date): Transition {
  const { request } = current;
  const ended = end(current, 'lapsed', { by: SYSTEM, at: now.toISOString() });
  return {
    ...ended,
    events: [
      requestEvent(request, SYSTEM, 'request.lapsed', now, {
        stage: stageOf(request) + 1,
        ...decisionDetail(request, digest),
      }),
    ],
    effects: [...ended.effects, notify('outcome', request.id, 'lapsed')],
  };
}

function mayEscalate(request: AccessRequest, { escalateTo }: Timing): boolean {
  const stage = request.stages[stageOf(request)];
  if (request.state !== 'pending' || stage === undefined || stage.escalated !== undefined) return false;
  return escalateTo.some((group) => !stage.from.includes(group));
}

function isEscalationDue(request: AccessRequest, now: Date, timing: Timing): boolean {
  return now.getTime() - clockBegan(request) >= timing.escalateAfter && mayEscalate(request, timing);
}

function withEscalation(request: AccessRequest, { escalateTo }: Timing, now: Date): AccessRequest {
  const open = stageOf(request);
  const stages = request.stages.map((stage, at) => (at === open ? escalate(stage, escalateTo, now) : stage));
  return { ...request, stages };
}

function escalationEvent(request: AccessRequest, { escalateTo }: Timing, digest: string, now: Date) {
  return requestEvent(request, SYSTEM, 'request.escalated', now, {
    stage: stageOf(request) + 1,
    to: [...escalateTo],
    ...decisionDetail(request, digest),
  });
}

function reminderEvent(request: AccessRequest, told: readonly string[], now: Date) {
  const people = peopleNamed(told.map((name) => readReminder(name).person));
  return requestEvent(request, SYSTEM, 'request.reminded', now, { people });
}

/**
 * Whom to tell now, by the names of their reminders, and when to look again for those who are left alone. Of several
 * reminders that are due only the latest is sent. Those whom an escalation has brought in, and those who stand in for
 * others, hear of it in the same way.
 */
function remind(request: AccessRequest, facts: WaitingFacts): { told: string[]; retryAt: number[] } {
  const { timing, colleagues, now } = facts;
  const elapsed = now.getTime() - clockBegan(request);
  const passed = (marks: readonly number[]) => marks.filter((after) => after <= elapsed);
  const reminders = passed(timing.remindAfter);
  const { escalateAfter } = timing;
  if (!colleagues) return { told: [], retryAt: [now.getTime() + LOOK_AGAIN_AFTER] };

  const asked = colleagues(beforeEscalation(request)).map(({ id }) => id);
  const { since, told } = clockOf(request);
  const due = colleagues(request).flatMap((colleague) => {
    const later = asked.includes(colleague.id) ? reminders : passed([...timing.remindAfter, escalateAfter]);
    const marks = colleague.standsIn ? [AT_ONCE, ...later] : later;
    const after = Math.max(...marks);
    const isDue = marks.length > 0 && !wasTold(told, colleague.id, after);
    return isDue ? [{ ...colleague, name: reminderName({ since: time(since), after, person: colleague.id }) }] : [];
  });
  const quietMs = ({ quietUntil }: Colleague) => {
    const isQuiet = request.urgency === undefined && quietUntil !== undefined && quietUntil > now;
    return isQuiet ? quietUntil.getTime() : undefined;
  };
  return {
    told: due.filter((one) => quietMs(one) === undefined).map(({ name }) => name),
    retryAt: due.flatMap((one) => quietMs(one) ?? []),
  };
}

/** The request as it was before the clock escalated its open stage, which names those who were asked all along. */
function beforeEscalation(request: AccessRequest): AccessRequest {
  const open = stageOf(request);
  const since = time(clockOf(request).since);
  const stages = request.stages.map((stage, at) => {
    const byClock = at === open && stage.escalated !== undefined && time(stage.escalated.at) > since;
    return byClock ? { ...stage, escalated: undefined } : stage;
  });
  return { ...request, stages };
}

/** Whether somebody has heard this reminder, or a later one. */
function wasTold(told: readonly string[], person: string, after: number): boolean {
  return told.map(readReminder).some((one) => one.person === person && one.after >= after);
}
