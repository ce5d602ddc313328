import { finishTask, giveUp, notTheAdminsTurn, refuseTask, retry, takeOver } from '../../domain/admin-task.ts';
import type { StepName } from '../../domain/effects.ts';
import type { AccessRequest, Case } from '../../domain/records.ts';
import { stayStopped } from '../../domain/suspension.ts';
import { readTask, type TaskRef } from '../../domain/task-ref.ts';
import { type Refused, refused, type Transition } from '../../domain/transition.ts';
import { StoreError } from '../../store/errors.ts';
import { adminsNow, noRequest, onCase, requestNamed } from './find.ts';
import type { UseCaseParts } from './parts.ts';

/** The admin task that a button or a modal carries, which may be anything. */
export function taskNamed(value: string): TaskRef | Refused {
  return readTask(value) ?? refused('not_found', 'There is no such task.');
}

/** The request of an admin task that this person may finish now, or why not. */
export async function openTask(task: TaskRef, by: string, parts: UseCaseParts): Promise<AccessRequest | Refused> {
  const request = await requestNamed(task.request, parts.store);
  if (!request) return noRequest(task.request);
  const admins = await adminsNow(parts);
  return notTheAdminsTurn(request, task.step, { by, admins }) ?? staleTask(request, task) ?? request;
}

/** Whoever an admin has looked after, or added to a workspace, is active in Workiva by now. */
const ACTIVATING: readonly StepName[] = ['user', 'membership'];

/**
 * Finishes an admin task. That of a new grant brings its client ID. A user that it may have activated is suspended again
 * where a grant of theirs is stopped.
 */
export async function finishAdminTask(
  task: TaskRef,
  by: string,
  clientId: string | undefined,
  parts: UseCaseParts,
): Promise<Transition> {
  const move = { by, admins: await adminsNow(parts), clientId, now: parts.clock.now() };
  const finish = (found: Case) => staleTask(found.request, task) ?? finishTask(found, task.step, move);
  try {
    if (!ACTIVATING.includes(task.step)) return await onCase(task.request, parts, finish);
    const sharing = await othersOfUser(task, parts);
    return await onCase(task.request, parts, (found, others) => stayStopped(finish(found), others, move.now), sharing);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'claim_held') throw error;
    return refused(
      'client_id_invalid',
      `${error.holder} already has this client ID or client name. Check that you copied the right one.`,
    );
  }
}

/** The other grants that act as the user of a task. One that is stopped from now on is stopped after what the admin did. */
async function othersOfUser({ request: id }: TaskRef, { store }: UseCaseParts): Promise<string[]> {
  const request = await requestNamed(id, store);
  if (!request) return [];
  const sharing = await store.lists.grantsOfUser(request.terms.user.username);
  return sharing.flatMap((grant) => (grant.id === request.grant ? [] : grant.id));
}

/** Says that an admin task cannot be done, and why. */
export async function refuseAdminTask(
  task: TaskRef,
  by: string,
  reason: string,
  parts: UseCaseParts,
): Promise<Transition> {
  const move = { by, admins: await adminsNow(parts), reason, now: parts.clock.now() };
  return onCase(task.request, parts, (found) => staleTask(found.request, task) ?? refuseTask(found, task.step, move));
}

/** Tries the step again that a request stopped at. */
export async function retryStep(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  const admins = await adminsNow(parts);
  return onCase(id, parts, (found) => retry(found, { by, admins, now: parts.clock.now() }));
}

/** Makes an admin task of the step that a request stopped at. */
export async function takeOverStep(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  const admins = await adminsNow(parts);
  return onCase(id, parts, (found) => takeOver(found, { by, admins, now: parts.clock.now() }));
}

/** Gives up a request that stopped, and has taken back what it has done. */
export async function giveUpRequest(id: string, by: string, parts: UseCaseParts): Promise<Transition> {
  const admins = await adminsNow(parts);
  return onCase(id, parts, (found) => giveUp(found, { by, admins, now: parts.clock.now() }));
}

/** Refuses a button of an earlier run, whose message should have been updated by now. */
function staleTask(request: AccessRequest, task: TaskRef): Refused | undefined {
  if (request.provisioning?.run === task.run) return undefined;
  return refused('not_open', `This task of ${request.id} is not open any more. Nothing was changed.`);
}
