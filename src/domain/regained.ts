import { DAY, HOUR } from './duration.ts';
import { notify, type StepName, SYSTEM } from './effects.ts';
import { needAdmin, newRun, nextStep } from './provisioning.ts';
import { currentStep, stepNamed, withStep } from './provisioning-steps.ts';
import type { AccessRequest, Case } from './records.ts';
import { refreshed, requestEvent } from './request.ts';
import type { Step } from './step-records.ts';
import { taskDetail, taskRun } from './task-ref.ts';
import type { Moved } from './transition.ts';

/** The access of a Grantdesk that has no client of its own in Workiva. */
export const NO_ACCESS = 'none';

/** The access of a Grantdesk whose client Workiva refuses. */
export const REFUSED_ACCESS = 'refused';

const NOTHING: readonly string[] = [NO_ACCESS, REFUSED_ACCESS];

/** What Grantdesk may not do: why, for people, and what it could do in Workiva when it found out. */
export type Lack = Pick<NonNullable<Step['lack']>, 'why' | 'access' | 'unseen'>;

/** A step that Grantdesk may not do becomes an admin task. One that comes back to the admins keeps its message. */
export function lackAccess(current: Case, name: StepName, lack: Lack, now: Date): Moved {
  const { request } = current;
  const before = stepNamed(request, name)?.lack;
  const run = before?.run ?? request.provisioning?.run ?? 1;
  const times = lack.unseen ? { since: before?.since ?? now.toISOString(), at: now.toISOString() } : {};
  const noted = withStep(request, name, { lack: { ...lack, run, ...times } });
  const asked = needAdmin({ ...current, request: noted }, name, now);
  return { ...asked, events: asked.events.map((event) => ({ ...event, detail: { ...event.detail, ...why(lack) } })) };
}

const why = ({ why: reason }: Lack) => (reason === undefined ? {} : { reason });

/**
 * Whether an admin task is worth a try by Grantdesk, given what it may do now: it was made for lack of access, and that
 * has changed since. What an admin has taken over, and the grant itself, stay theirs.
 */
export function isRegained(request: AccessRequest, access: string): boolean {
  const step = stepToTakeBack(request, access);
  return step !== undefined && access !== (step.lack?.access ?? NO_ACCESS);
}

/** Whether Grantdesk shall try again what the admins are asked for: it has gained access, or only a try can show that. */
export function isToTry(request: AccessRequest, access: string, now: Date): boolean {
  return isRegained(request, access) || isDue(stepToTakeBack(request, access)?.lack, now);
}

function stepToTakeBack(request: AccessRequest, access: string): Step | undefined {
  const step = currentStep(request);
  if (request.state !== 'awaiting_admin' || step?.state !== 'by_hand' || step.name === 'grant') return undefined;
  return NOTHING.includes(access) || isTakenOver(request, step) ? undefined : step;
}

/** The pause, in ms, before another try of what may have come unseen: as long as it has been missed, but within these. */
const SHORTEST_PAUSE = HOUR;
const LONGEST_PAUSE = DAY;

function isDue(lack: Step['lack'], now: Date): boolean {
  if (lack?.since === undefined || lack.at === undefined) return false;
  const last = Date.parse(lack.at);
  const missed = last - Date.parse(lack.since);
  return now.getTime() - last >= Math.min(Math.max(missed, SHORTEST_PAUSE), LONGEST_PAUSE);
}

/** A step that was tried again after it failed, and then refused for lack of access, has a lack of its own. */
function isTakenOver({ failure, provisioning }: AccessRequest, { name, lack }: Step): boolean {
  return lack === undefined && failure?.step === name && failure.run === (provisioning?.run ?? 0) - 1;
}

/** Gives an admin task back to Grantdesk, which may have gained access since. One that is settled meanwhile is left. */
export function handBack(current: Case, access: string, now: Date): Moved {
  const { request, grant } = current;
  const step = currentStep(request);
  if (!step || !isToTry(request, access, now)) return { ok: true, request, grant, events: [], effects: [] };
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
