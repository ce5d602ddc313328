import { StepName } from './effects.ts';
import { stepNamed } from './provisioning-steps.ts';
import type { AccessRequest } from './records.ts';

/** One admin task: a step of a request, in one of its runs. */
export type TaskRef = { request: string; step: StepName; run: number };

/** Tells apart the messages of a request's admin tasks, for example "grant.1". */
export const taskDetail = ({ step, run }: Pick<TaskRef, 'step' | 'run'>): string => `${step}.${run}`;

/** What a task's buttons carry, for example "REQ-12/grant.1". */
export const taskValue = (task: TaskRef): string => `${task.request}/${taskDetail(task)}`;

/** Reads a task's detail. Answers nothing for anything else. */
export function readTaskDetail(detail: string): Pick<TaskRef, 'step' | 'run'> | undefined {
  const [name, run, ...rest] = detail.split('.');
  const step = StepName.safeParse(name);
  return step.success && rest.length === 0 && /^\d+$/.test(run ?? '')
    ? { step: step.data, run: Number(run) }
    : undefined;
}

/** Reads what a button carries, which may be anything. Answers nothing for what is no task. */
export function readTask(value: string): TaskRef | undefined {
  const [request = '', detail = '', ...rest] = value.split('/');
  const task = readTaskDetail(detail);
  return task && rest.length === 0 ? { request, ...task } : undefined;
}

/**
 * The run by which the message of a request's admin task is named: the present one, or that of the first time where the
 * task has come back to the admins after Grantdesk tried it.
 */
export function taskRun(request: AccessRequest, name: StepName): number {
  return stepNamed(request, name)?.lack?.run ?? request.provisioning?.run ?? 1;
}
