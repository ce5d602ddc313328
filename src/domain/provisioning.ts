import { type Effect, notify, type StepName, SYSTEM } from './effects.ts';
import { currentStep, planOf, type StepFacts, stepNamed, withFacts, withStep } from './provisioning-steps.ts';
import type { AccessRequest, Case, Grant } from './records.ts';
import { refreshed, requestEvent } from './request.ts';
import type { PlannedStep, Step } from './step-records.ts';
import { taskDetail, taskRun } from './task-ref.ts';
import { type Moved, refused, type Transition } from './transition.ts';

/**
 * How long, in ms, a step may stand still before the sweep starts it again: longer than the longest pause between two
 * tries (10 minutes), each of which counts as a sign of life. Starting it twice does no harm: steps look before they act.
 */
const WATCH_AFTER = 15 * 60_000;

/** When the sweep is to look whether a step stands still. */
export const watch = (now: Date): string => new Date(now.getTime() + WATCH_AFTER).toISOString();

/** Approves a request: its grant comes into being, and the first step is queued. */
export function startProvisioning(current: Case, by: string, now: Date): Moved {
  const steps = planOf(current.request).map((name): Step => ({ name, state: 'waiting' }));
  const request: AccessRequest = {
    ...current.request,
    state: 'approved',
    decidedAt: now.toISOString(),
    provisioning: { run: 1, steps },
    dueAt: watch(now),
  };
  const created: Grant = {
    id: request.grant ?? '',
    state: 'provisioning',
    owner: request.owner,
    terms: request.terms,
    createdBy: request.id,
    replaces: request.replaces,
    warned: [],
    warnings: [],
    asked: [],
    leaks: [],
  };
  return {
    ok: true,
    request,
    grant: request.kind === 'create' ? created : current.grant,
    events: [
      requestEvent(request, by, 'request.approved', now, { rule: request.policy.rule, policy: request.policy.digest }),
    ],
    effects: [...refreshed(request), ...nextStep(request)],
  };
}

/** Notes that a step has begun, so that people see it. */
export function beginStep({ request, grant }: Case, name: StepName, now: Date): Moved {
  const step = currentStep(request);
  if (step?.name !== name || step.state !== 'waiting') return { ok: true, request, grant, events: [], effects: [] };
  const begun = withStep({ ...request, state: 'provisioning', dueAt: watch(now) }, name, {
    state: 'running',
    startedAt: step.startedAt ?? now.toISOString(),
  });
  return { ok: true, request: begun, grant, events: [], effects: [notify('card', request.id)] };
}

/** Keeps what a step has to remember for its next try: the operation it waits for, or why the last try failed. */
export function noteStep(
  { request, grant }: Case,
  name: StepName,
  note: Pick<Step, 'trouble' | 'operation' | 'begun' | 'changed' | 'staysActive'>,
  now: Date,
): Moved {
  const noted = withStep({ ...request, dueAt: watch(now) }, name, note);
  return {
    ok: true,
    request: noted,
    grant,
    events: [],
    effects: note.trouble === undefined ? [] : [notify('card', request.id)],
  };
}

/**
 * Keeps an operation that Workiva has begun for a request that has ended in that moment: whoever takes back what the
 * request has done has to wait for its end, or would not find it yet. Refused when the step is done, or there is none.
 */
export function noteLateOperation({ request, grant }: Case, name: StepName, operation: string): Transition {
  const state = stepNamed(request, name)?.state;
  if (state === undefined || state === 'done') return refused('not_open', `${request.id} has no open step ${name}.`);
  return { ok: true, request: withStep(request, name, { operation }), grant, events: [], effects: [] };
}

/**
 * Keeps what is about to happen, before anything of this run is done. What cannot be done stops the request here: nothing
 * is left half-done.
 */
export function keepPlan(current: Case, steps: PlannedStep[], now: Date): Moved {
  const { request, grant } = current;
  const { provisioning } = request;
  if (!provisioning) return { ok: true, request, grant, events: [], effects: [] };
  const plan = { at: now.toISOString(), run: provisioning.run, steps };
  const planned: AccessRequest = { ...request, provisioning: { ...provisioning, plan } };
  const event = requestEvent(request, SYSTEM, 'provisioning.planned', now, { steps: steps.map(({ words }) => words) });
  const blocked = steps.find(({ verdict }) => verdict === 'blocked');
  if (!blocked) return { ok: true, request: planned, grant, events: [event], effects: [notify('card', request.id)] };
  const failed = failStep({ request: planned, grant }, blocked.name, blocked.words, now);
  return { ...failed, events: [event, ...failed.events] };
}

/** A step has been done through the API; what it found is kept, and the next one is queued. */
export function completeStep(
  current: Case,
  name: StepName,
  done: { note: string; facts?: StepFacts },
  now: Date,
): Moved {
  const { request } = current;
  const step = {
    state: 'done' as const,
    note: done.note,
    at: now.toISOString(),
    trouble: undefined,
    operation: undefined,
  };
  const saved = withFacts(withStep({ ...request, dueAt: watch(now) }, name, step), done.facts);
  const event = requestEvent(request, SYSTEM, `provisioning.${name}_done`, now, { note: done.note });
  return { ok: true, grant: current.grant, events: [event], ...goingOn(saved, now) };
}

/** What comes after a step: the next one, or the end of a request whose last step it was. */
export function goingOn(request: AccessRequest, now: Date): { request: AccessRequest; effects: Effect[] } {
  if (currentStep(request)) return { request, effects: [notify('card', request.id), ...nextStep(request)] };
  const ended: AccessRequest = { ...request, state: 'fulfilled', fulfilledAt: now.toISOString(), dueAt: undefined };
  return { request: ended, effects: refreshed(ended) };
}

/** A step that only a person can do: it becomes an admin task. */
export function needAdmin({ request, grant }: Case, name: StepName, now: Date): Moved {
  const asked = withStep({ ...request, state: 'awaiting_admin', dueAt: undefined }, name, {
    state: 'by_hand',
    trouble: undefined,
  });
  return {
    ok: true,
    request: asked,
    grant,
    events: [requestEvent(request, SYSTEM, `provisioning.${name}_by_hand`, now, {})],
    effects: [
      notify('card', request.id),
      ...(request.opened ? [notify('approval', request.id)] : []),
      taskMessage(asked, name),
    ],
  };
}

/** Stops at a step that cannot succeed by itself. `sentence` says why, in plain words. */
export function failStep({ request, grant }: Case, name: StepName, sentence: string, now: Date, by = SYSTEM): Moved {
  const failed: AccessRequest = {
    ...withStep(request, name, { state: 'waiting', trouble: undefined, operation: undefined }),
    state: 'failed',
    failure: {
      step: name,
      run: request.provisioning?.run ?? 0,
      sentence,
      at: now.toISOString(),
      by: by === SYSTEM ? undefined : by,
    },
    dueAt: undefined,
  };
  return {
    ok: true,
    request: failed,
    grant,
    events: [requestEvent(request, by, `provisioning.${name}_failed`, now, { reason: sentence })],
    effects: [...refreshed(failed), notify('outcome', request.id, `failed.${failed.provisioning?.run ?? 0}`)],
  };
}

/** Starts a step again that has stood still too long, whatever became of its job. One that has moved meanwhile is left. */
export function resume({ request, grant }: Case, now: Date): Moved {
  if (new Date(request.dueAt ?? 0) > now) {
    return { ok: true, request, grant, events: [], effects: [] };
  }
  if (request.state !== 'approved' && request.state !== 'provisioning') {
    return { ok: true, request: { ...request, dueAt: undefined }, grant, events: [], effects: [] };
  }
  const again = newRun(request, request.state, undefined, now);
  return {
    ok: true,
    request: again,
    grant,
    events: [requestEvent(request, SYSTEM, 'provisioning.resumed', now, { step: currentStep(request)?.name ?? '' })],
    effects: nextStep(again),
  };
}

/** The effect that posts an admin task, or brings it up to date. */
export const taskMessage = (request: AccessRequest, name: StepName): Effect =>
  notify('admin-task', request.id, taskDetail({ step: name, run: taskRun(request, name) }));

/** Counts a new run, so that jobs of earlier runs no longer count. `handled` says what became of a failure. */
export function newRun(
  request: AccessRequest,
  state: AccessRequest['state'],
  handled: string | undefined,
  now: Date,
): AccessRequest {
  const { run, ...rest } = request.provisioning ?? { run: 0, steps: [] };
  return {
    ...request,
    state,
    provisioning: { ...rest, run: run + 1 },
    failure: request.failure && handled !== undefined ? { ...request.failure, handled } : request.failure,
    dueAt: watch(now),
  };
}

/** The effect that queues the step that is next. */
export function nextStep(request: AccessRequest): Effect[] {
  const step = currentStep(request);
  if (!step || !request.provisioning) return [];
  return [{ kind: 'provision', request: request.id, step: step.name, run: request.provisioning.run }];
}
