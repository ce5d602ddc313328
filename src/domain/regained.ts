import { notify, type StepName, SYSTEM } from './effects.ts';
import { needAdmin, newRun, nextStep } from './provisioning.ts';
import { currentStep, stepNamed, withStep } from './provisioning-steps.ts';
import type { AccessRequest, Case } from './records.ts';
import { refreshed, requestEvent } from './request.ts';
import type { Step } from './step-records.ts';
import { taskDetail, taskRun } from './task-ref.ts';
import type { Moved, Transition } from './transition.ts';

/** The access of a Grantdesk that has no client of its own in Workiva. */
export const NO_ACCESS = 'none';

/** The access of a Grantdesk whose client Workiva refuses. */
export const REFUSED_ACCESS = 'refused';

const NOTHING: readonly string[] = [NO_ACCESS, REFUSED_ACCESS];

/** What Grantdesk may not do: why, for people, and what it could do in Workiva when it found out. */
export type Lack = Pick<NonNullable<Step['lack']>, 'why' | 'access'>;

/** A step that Grantdesk may not do becomes an admin task. One that comes back to the admins keeps its message. */
export function lackAccess(current: Case, name: StepName, lack: Lack, now: Date): Transition {
  const { request } = current;
  const run = stepNamed(request, name)?.lack?.run ?? request.provisioning?.run ?? 1;
  const noted = withStep(request, name, { lack: { ...lack, run } });
  const asked = needAdmin({ ...current, request: noted }, name, now);
  if (!asked.ok) return asked;
  return { ...asked, events: asked.events.map((event) => ({ ...event, detail: { ...event.detail, ...why(lack) } })) };
}

const why = ({ why: reason }: Lack) => (reason === undefined ? {} : { reason });

/**
 * Whether an admin task is worth a try by Grantdesk, given what it may do now: it was made for lack of access, and that
 * has changed since. What an admin has taken over, and the grant itself, stay theirs.
 */
export function isRegained(request: AccessRequest, access: string): boolean {
  const step = currentStep(request);
  if (request.state !== 'awaiting_admin' || step?.state !== 'by_hand' || step.name === 'grant') return false;
  if (NOTHING.includes(access) || isTakenOver(request, step.name)) return false;
  return access !== (step.lack?.access ?? NO_ACCESS);
}

function isTakenOver({ failure, provisioning }: AccessRequest, name: StepName): boolean {
  return failure?.step === name && failure.run === (provisioning?.run ?? 0) - 1;
}

/** Gives an admin task back to Grantdesk, which has gained access since. One that is settled meanwhile is left. */
export function handBack(current: Case, access: string, now: Date): Moved {
  const { request, grant } = current;
  const step = currentStep(request);
  if (!step || !isRegained(request, access)) return { ok: true, request, grant, events: [], effects: [] };
  const run = taskRun(request, step.name);
  const lack = { ...step.lack, access: step.lack?.access ?? NO_ACCESS, run, handedBack: now.toISOString() };
  const again = withStep(newRun(request, 'provisioning', undefined, now), step.name, { state: 'waiting', lack });
  return {
    ok: true,
    request: again,
    grant,
    events: [requestEvent(request, SYSTEM, 'provisioning.handed_back', now, { step: step.name })],
    effects: [
      ...refreshed(again),
      notify('admin-task', request.id, taskDetail({ step: step.name, run })),
      ...nextStep(again),
    ],
  };
}
