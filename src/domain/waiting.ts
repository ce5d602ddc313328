import { type Effect, notify, SYSTEM } from './effects.ts';
import { openQuestion } from './question.ts';
import type { AccessRequest, Case, Waiting } from './records.ts';
import { end, refreshed, requestEvent } from './request.ts';
import { escalate, openStage } from './stages.ts';
import type { Transition } from './transition.ts';

/** The policy's `timing` for what waits for somebody: durations in ms, and names of groups. */
export type Timing = {
  remindAfter: readonly number[];
  escalateAfter: number;
  escalateTo: readonly string[];
  lapseAfter: number;
};

/** Somebody who can act, and until when they are left alone. */
export type Colleague = { id: string; quietUntil?: Date | undefined };

export type WaitingFacts = {
  now: Date;
  timing: Timing;
  /** Who may decide on the open stage of a request, or accept it. */
  colleagues: (request: AccessRequest) => readonly Colleague[];
};

/** The mark of the reminder that goes to those whom an escalation brings in. */
const ESCALATION = 'escalation';

/**
 * What time asks of a request that waits for somebody: a reminder, an escalation, its lapse; each once. An open question
 * stops the clock of all but the lapse, which then counts from the question on.
 */
export function sweepWaiting(current: Case, facts: WaitingFacts): Transition {
  const { request, grant } = current;
  const waiting = request.waiting ?? { since: request.filedAt, heldMs: 0, told: [] };
  const question = openQuestion(request);
  const { timing, now } = facts;
  const lapseAt = question
    ? Math.max(time(question.at), time(waiting.since)) + timing.lapseAfter
    : time(waiting.since) + waiting.heldMs + timing.lapseAfter;
  if (now.getTime() >= lapseAt) return lapse(current, now);
  if (question) {
    return { ok: true, request: { ...request, dueAt: iso(lapseAt) }, grant, events: [], effects: [] };
  }

  const elapsed = now.getTime() - time(waiting.since) - waiting.heldMs;
  const escalated = escalatedIfDue(request, elapsed, facts);
  const open = escalated ?? request;
  const { told, effects, retryAt } = remind(open, waiting, elapsed, facts);
  const started = time(waiting.since) + waiting.heldMs;
  const ahead = [...timing.remindAfter, ...(mayEscalate(open, timing) ? [timing.escalateAfter] : [])]
    .filter((after) => after > elapsed)
    .map((after) => started + after);
  const dueAt = iso(Math.min(lapseAt, ...ahead, ...retryAt));
  return {
    ok: true,
    request: { ...open, waiting: { ...waiting, told: [...waiting.told, ...told] }, dueAt },
    grant,
    events: escalated
      ? [
          requestEvent(request, SYSTEM, 'request.escalated', now, {
            stage: stageOf(request) + 1,
            to: [...timing.escalateTo],
          }),
        ]
      : [],
    effects: [...(escalated ? refreshed(escalated) : []), ...effects],
  };
}

const time = (at: string) => new Date(at).getTime();
const iso = (at: number) => new Date(at).toISOString();
const stageOf = (request: AccessRequest) => openStage(request)?.stage ?? 0;

/** Nobody decided, or accepted, in time. */
function lapse(current: Case, now: Date): Transition {
  const { request } = current;
  const ended = end(current, 'lapsed', { by: SYSTEM, at: now.toISOString() });
  return {
    ...ended,
    events: [requestEvent(request, SYSTEM, 'request.lapsed', now, { stage: stageOf(request) + 1 })],
    effects: [...ended.effects, notify('outcome', request.id, 'lapsed')],
  };
}

function mayEscalate(request: AccessRequest, { escalateTo }: Timing): boolean {
  const stage = request.stages[stageOf(request)];
  if (request.state !== 'pending' || stage === undefined || stage.escalated !== undefined) return false;
  return escalateTo.some((group) => !stage.from.includes(group));
}

function escalatedIfDue(
  request: AccessRequest,
  elapsed: number,
  { timing, now }: WaitingFacts,
): AccessRequest | undefined {
  if (elapsed < timing.escalateAfter || !mayEscalate(request, timing)) return undefined;
  const open = stageOf(request);
  const stages = request.stages.map((stage, at) => (at === open ? escalate(stage, timing.escalateTo, now) : stage));
  return { ...request, stages };
}

/** Who is to be told now, of the latest reminder that is due, and when to look again for those who are left alone. */
function remind(
  request: AccessRequest,
  waiting: Waiting,
  elapsed: number,
  { timing, colleagues, now }: WaitingFacts,
): { told: string[]; effects: Effect[]; retryAt: number[] } {
  const passed = timing.remindAfter.filter((after) => after <= elapsed);
  const escalation = request.stages[stageOf(request)]?.escalated;
  const latest = passed.length === 0 ? undefined : Math.max(...passed);
  const isEscalation = escalation !== undefined && time(escalation.at) >= time(waiting.since) + (latest ?? 0);
  const mark = isEscalation ? ESCALATION : latest;
  if (mark === undefined) return { told: [], effects: [], retryAt: [] };

  const name = (person: string) => `${stageOf(request)}.${mark}.${person}`;
  const open = colleagues(request).filter(({ id }) => !waiting.told.includes(name(id)));
  const quiet = (until: Date | undefined) => request.urgency === undefined && until !== undefined && until > now;
  const toTell = open.filter(({ quietUntil }) => !quiet(quietUntil)).map(({ id }) => name(id));
  return {
    told: toTell,
    effects: toTell.map((detail) => notify('reminder', request.id, detail)),
    retryAt: open.flatMap(({ quietUntil }) => (quiet(quietUntil) && quietUntil ? [quietUntil.getTime()] : [])),
  };
}
