import type { Clock } from '../domain/clock.ts';
import { type StepName, SYSTEM } from '../domain/effects.ts';
import { fulfil } from '../domain/fulfilment.ts';
import { beginStep, completeStep, failStep, needAdmin, noteStep, type StepFacts } from '../domain/provisioning.ts';
import { isDueNow } from '../domain/provisioning-steps.ts';
import type { AccessRequest, Case, Grant } from '../domain/records.ts';
import { inherit } from '../domain/revocation.ts';
import { suspendLateUser } from '../domain/suspension.ts';
import type { Transition } from '../domain/transition.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';
import { isCleanUp } from '../workiva/clean-up.ts';
import type { WorkivaClient } from '../workiva/client.ts';
import type { GrantGateway } from '../workiva/grant-gateway.ts';
import { API_STEPS, StepRefused } from '../workiva/steps.ts';
import { ProvisionJob, type ProvisionRetry } from './queues.ts';
import type { Running } from './running.ts';
import type { WorkerSetup } from './worker.ts';
import { isTransient, sentenceOf, startWorkivaWorker } from './workiva-worker.ts';

export type ProvisionParts = {
  store: Store;
  clock: Clock;
  /** Without it every step is an admin task. */
  workiva: WorkivaClient | undefined;
  grants: GrantGateway;
  /** Whether the policy in force wants integration users removed, rather than suspended, once no grant needs them. */
  removeUser: () => boolean;
  /** Default {@link PROVISION_RETRY}. */
  retry?: ProvisionRetry | undefined;
};

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
      carryOut: (job, lastTry) => provisionStep(job, lastTry, parts),
      giveUp: (job, error) => stop(job, error, parts),
      lost: 'A provisioning that failed could not be stopped; the sweep resumes it',
    },
    parts.retry,
    setup,
  );
}

/** Carries out one step, and saves what became of it. Throws when another try may help. */
async function provisionStep(job: ProvisionJob, lastTry: boolean, parts: ProvisionParts): Promise<void> {
  const begun = await save(job, parts, (found) => beginStep(found, job.step, parts.clock.now()));
  if (!begun) return overtaken(job, parts);
  try {
    const outcome = await runStep(job, begun, parts);
    const done = await save(job, parts, (found) => moveAfter(outcome, found, job.step, parts.clock.now()));
    if (!done) await overtaken(job, parts);
  } catch (error) {
    if (lastTry || !isTransient(error)) return stop(job, error, parts);
    const trouble = `${sentenceOf(error)} Trying again by itself.`;
    await save(job, parts, (found) => noteStep(found, job.step, { trouble }, parts.clock.now()));
    throw error;
  }
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
  const needed = isCleanUp(step) ? await stillNeeded(request, parts.store) : undefined;
  if (needed !== undefined) return { kind: 'done', note: needed };
  if (!parts.workiva) return { kind: 'by_hand' };
  const remember = async (note: { begun: true } | { operation: string }) => {
    const job = { request: request.id, step, run: request.provisioning?.run ?? 0 };
    const open = await save(job, parts, (found) => noteStep(found, step, note, parts.clock.now()));
    if (!open) throw new StepRefused('The request was stopped meanwhile.');
  };
  return {
    kind: 'done',
    ...(await API_STEPS[step]({ request, workiva: parts.workiva, removeUser: parts.removeUser(), remember })),
  };
}

/**
 * Says why the integration user keeps what it has: another grant acts as it. One that is still being made inherits it,
 * and takes it away when nothing comes of it.
 */
async function stillNeeded(request: AccessRequest, store: Store): Promise<string | undefined> {
  const { username } = request.terms.user;
  // A grant that is taken away is not live any more; one that is changed is, and gives up its own.
  const changed = request.kind === 'change' ? request.grant : undefined;
  const others = (await store.lists.grantsOfUser(username)).filter(({ id }) => id !== changed);
  if (others.length === 0) return undefined;
  if (others.every(({ state }) => state === 'provisioning') && !(await inherited(others, store))) {
    return stillNeeded(request, store);
  }
  return `Left as it is, because ${others.map(({ id }) => id).join(', ')} acts as ${username} too`;
}

/** Answers false when one of the heirs has ended meanwhile. */
async function inherited(heirs: readonly Grant[], store: Store): Promise<boolean> {
  const moved = await Promise.all(
    heirs.map(({ id }) => transact(store, { grant: id }, ({ grant }) => (grant ? inherit(grant) : missing(id)))),
  );
  return moved.every((one) => one.ok);
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
