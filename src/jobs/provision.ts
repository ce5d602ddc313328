import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';
import { type StepName, SYSTEM } from '../domain/effects.ts';
import { fulfil } from '../domain/fulfilment.ts';
import { isCleanUp, keepers, keptWords, sparing } from '../domain/needed.ts';
import { beginStep, completeStep, failStep, keepPlan, needAdmin, noteStep } from '../domain/provisioning.ts';
import { isDueNow, type StepFacts, stepNamed } from '../domain/provisioning-steps.ts';
import type { AccessRequest, Case } from '../domain/records.ts';
import { lackAccess } from '../domain/regained.ts';
import type { Undo } from '../domain/step-records.ts';
import { suspendLateUser } from '../domain/suspension.ts';
import type { Transition } from '../domain/transition.ts';
import { leaveToOthers } from '../domain/undo.ts';
import type { Logger } from '../observability/log.ts';
import { grantsNeeding } from '../store/needing.ts';
import type { Store } from '../store/store.ts';
import { suspendAgain } from '../store/suspend-again.ts';
import { missing, transact } from '../store/transact.ts';
import { isLackOfAccess, lackOf } from '../workiva/access.ts';
import type { WorkivaClient } from '../workiva/client.ts';
import type { WorkivaError } from '../workiva/errors.ts';
import { foresee } from '../workiva/foresee.ts';
import type { GrantGateway } from '../workiva/grant-gateway.ts';
import { type StepNote, StepRefused } from '../workiva/step.ts';
import { carryOutStep } from '../workiva/steps.ts';
import { approvedUserId } from './approved-user.ts';
import { heirsTold } from './heirs.ts';
import { keepLateOperation, outlastOperation } from './late-operation.ts';
import { ProvisionJob, type ProvisionRetry } from './queues.ts';
import type { Running } from './running.ts';
import { aloneAtStep, endStepTurn } from './user-turn.ts';
import type { WorkerSetup } from './worker.ts';
import { sentenceOf, startWorkivaWorker } from './workiva-worker.ts';

export type ProvisionParts = {
  store: Store;
  clock: Clock;
  /** Without it every step is an admin task. */
  workiva: WorkivaClient | undefined;
  grants: GrantGateway;
  /** Whether the policy in force wants integration users removed, rather than suspended, once no grant needs them. */
  removeUser: () => boolean;
  /** How to let so many ms pass between two looks at Workiva. */
  wait?: ((ms: number) => Promise<void>) | undefined;
  /** Default {@link PROVISION_RETRY}. */
  retry?: ProvisionRetry | undefined;
};

type LoggingParts = ProvisionParts & { log: Pick<Logger, 'warn'> };

type StepOutcome =
  | { kind: 'done'; note: string; facts?: StepFacts }
  | { kind: 'by_hand' }
  | { kind: 'granted'; clientId: string };

/** Starts the worker that carries out the steps of approved requests, one job for each step. */
export function startProvision(parts: ProvisionParts, setup: WorkerSetup): Running {
  return startWorkivaWorker(
    {
      queue: 'provision',
      payload: ProvisionJob,
      carryOut: (job) => provisionStep(job, { ...parts, log: setup.log }),
      betweenTries: (job, error) => noteTrouble(job, error, parts),
      giveUp: (job, error) => stop(job, error, parts),
      lost: 'A provisioning that failed could not be stopped; the sweep resumes it',
    },
    parts.retry,
    setup,
  );
}

/** Carries out one step, and sees to it that none gives back to a user what an emergency stop has taken. */
async function provisionStep(job: ProvisionJob, parts: LoggingParts): Promise<void> {
  try {
    await tryStep(job, parts);
  } finally {
    if (job.step === 'membership' || job.step === 'membership_removal') await staysStopped(job, parts);
  }
}

/**
 * Workiva activates whoever is added to a workspace; and an undo activates whom Workiva has suspended for leaving its last
 * one. Whatever came of that, it may have taken hold.
 */
async function staysStopped({ request: id, step: name }: ProvisionJob, parts: ProvisionParts): Promise<void> {
  const request = (await parts.store.request(id))?.record;
  const step = request && stepNamed(request, name);
  const mayActivate = step?.begun && (name === 'membership' || step.staysActive);
  if (request && mayActivate) await suspendAgain(request.terms.user.username, request.grant, parts);
}

/** Carries out one step, and saves what became of it. */
async function tryStep(job: ProvisionJob, parts: LoggingParts): Promise<void> {
  const begun = await save(job, parts, (found) => beginStep(found, job.step, parts.clock.now()));
  if (!begun) {
    await outlastOperation(job, parts.store, parts.workiva);
    await endStepTurn(job, parts.store);
    return overtaken(job, parts);
  }
  try {
    const planned = await plan(job, begun, parts);
    if (!planned) return;
    await aloneAtStep(job, planned, parts, async () => {
      const outcome = await runStep(job, planned, parts);
      const done = await save(job, parts, (found) => moveAfter(outcome, found, job.step, parts.clock.now()));
      if (!done) await overtaken(job, parts);
    });
  } catch (error) {
    if (!isLackOfAccess(error)) throw error;
    await leaveToAdmins(job, error, parts);
  }
}

/** Shows on the card why a step is tried again. */
async function noteTrouble(job: ProvisionJob, error: unknown, parts: ProvisionParts): Promise<void> {
  const trouble = `${sentenceOf(error)} Trying again by itself.`;
  await save(job, parts, (found) => noteStep(found, job.step, { trouble }, parts.clock.now()));
}

/** Grantdesk has not the right to this step: it becomes an admin task, until Grantdesk has. */
async function leaveToAdmins(job: ProvisionJob, error: WorkivaError, parts: LoggingParts): Promise<void> {
  const { request, step, run } = job;
  if (step === 'grant') throw error;
  parts.log.warn(
    { err: error, request, step, run },
    'Grantdesk may not do a step in Workiva, and leaves it to the admins',
  );
  await save(job, parts, (found) => lackAccess(found, step, lackOf(error, step), parts.clock.now()));
}

/** Foresees the run before anything of it is done. Answers nothing when something stands in its way, which stops it. */
async function plan(
  job: ProvisionJob,
  request: AccessRequest,
  parts: ProvisionParts,
): Promise<AccessRequest | undefined> {
  if (request.provisioning?.plan?.run === job.run) return request;
  const { store, clock, workiva, grants } = parts;
  const ofUser = await grantsNeeding(request.terms.user.username, store);
  const steps = await foresee(request, { workiva, grants, ofUser, removeUser: parts.removeUser });
  const planned = await save(job, parts, (found) => keepPlan(found, steps, clock.now()));
  return planned?.state === 'failed' ? undefined : planned;
}

function moveAfter(outcome: StepOutcome, found: Case, step: StepName, now: Date): Transition {
  switch (outcome.kind) {
    case 'done':
      return completeStep(found, step, outcome, now);
    case 'by_hand':
      return needAdmin(found, step, now);
    case 'granted':
      return fulfil(found, { by: SYSTEM, clientId: outcome.clientId, now });
  }
}

async function runStep({ step }: ProvisionJob, request: AccessRequest, parts: ProvisionParts): Promise<StepOutcome> {
  if (step === 'grant') return parts.grants.provide(request);
  const ofUser = isCleanUp(step) ? await heirsTold(request, step, parts.store) : [];
  const kept = keepers(request, step, ofUser);
  if (kept.length > 0) return { kind: 'done', note: keptWords(request, kept) };
  const spared = sparing(request, ofUser);
  if (spared.undoes && step === 'roles_removal') await keepSpared(request, spared.undoes, parts);
  const { workiva, wait = sleep } = parts;
  if (!workiva) return { kind: 'by_hand' };
  const remember = async (note: StepNote) => {
    const job = { request: request.id, step, run: request.provisioning?.run ?? 0 };
    const open = await save(job, parts, (found) => noteStep(found, step, note, parts.clock.now()));
    if (open) return;
    // The next try waits for what Workiva is doing, and keeps others from the user until then.
    if (note.operation !== undefined) await keepLateOperation(job, note.operation, parts.store);
    throw new StepRefused('The request was stopped meanwhile.', { transient: note.operation !== undefined });
  };
  const userId = isCleanUp(step) ? await approvedUserId(request.terms.user.username, parts.store) : undefined;
  const context = { request: spared, workiva, userId, removeUser: parts.removeUser(), remember, wait };
  return { kind: 'done', ...(await carryOutStep(step, context)) };
}

/** What is left to other grants is theirs from now on, also where an admin is asked to take away the rest. */
async function keepSpared(request: AccessRequest, undoes: Undo, parts: ProvisionParts): Promise<void> {
  const job = { request: request.id, step: 'roles_removal' as const, run: request.provisioning?.run ?? 0 };
  await save(job, parts, (found) => leaveToOthers(found, undoes));
}

/** The request was stopped while a step ran: a user that came into being meanwhile must not stay able to act. */
async function overtaken({ request: id }: ProvisionJob, { store, clock }: ProvisionParts): Promise<void> {
  await transact(store, { request: id }, ({ request, grant }) =>
    request ? suspendLateUser({ request, grant }, clock.now()) : missing(id),
  );
}

/** Stops the request at this step; people get the reason and the buttons for the next step. */
async function stop(job: ProvisionJob, error: unknown, parts: ProvisionParts): Promise<void> {
  await save(job, parts, (found) => failStep(found, job.step, sentenceOf(error), parts.clock.now()));
  await endStepTurn(job, parts.store);
}

/** Applies a transition while this job is still the one that counts. Answers the request, or nothing when it is not. */
async function save(
  job: ProvisionJob,
  { store }: ProvisionParts,
  move: (found: Case) => Transition,
): Promise<AccessRequest | undefined> {
  let counts: AccessRequest | undefined;
  await transact(store, { request: job.request }, ({ request, grant }) => {
    counts = undefined;
    if (!request || !isDueNow(request, job.step, job.run)) return missing(`open step ${job.step} of ${job.request}`);
    const moved = move({ request, grant });
    counts = moved.ok ? (moved.request ?? request) : undefined;
    return moved;
  });
  return counts;
}
