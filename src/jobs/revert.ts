import type { Clock } from '../domain/clock.ts';
import { isStillWrong, type Recorded } from '../domain/drift.ts';
import type { Drift, Reported } from '../domain/drift-record.ts';
import { beginRevert, notReverted, reverted, toRevert } from '../domain/drift-settle.ts';
import type { Moved } from '../domain/transition.ts';
import type { Store } from '../store/store.ts';
import { suspendAgain } from '../store/suspend-again.ts';
import { missing, transact } from '../store/transact.ts';
import type { WorkivaClient } from '../workiva/client.ts';
import { inspect, observeOneByOne } from '../workiva/observe.ts';
import { canActivate, revertFinding } from '../workiva/revert.ts';
import { StepRefused } from '../workiva/step.ts';
import { type ProvisionRetry, RevertJob } from './queues.ts';
import type { Running } from './running.ts';
import { inTurnOfUser } from './user-turn.ts';
import type { WorkerSetup } from './worker.ts';
import { NO_API, sentenceOf, startWorkivaWorker } from './workiva-worker.ts';

export type RevertParts = {
  store: Store;
  clock: Clock;
  workiva: WorkivaClient | undefined;
  retry?: ProvisionRetry | undefined;
};

const UNDER_WAY = 'Grantdesk itself is just changing this user. Look at it again once that is over.';
const MOVED = 'What is recorded has changed since then, and the rest of it was not done: part of it may have been.';
const AS_RECORDED = 'It was as recorded already';

/** Starts the worker that makes Workiva as it was recorded again, where an admin has pressed Revert. */
export function startRevert(parts: RevertParts, setup: WorkerSetup): Running {
  return startWorkivaWorker(
    {
      queue: 'revert',
      payload: RevertJob,
      carryOut: (job) => revert(job, parts),
      giveUp: (job, error) =>
        save(job, parts, (...found) => notReverted(...found, sentenceOf(error), parts.clock.now())),
      lost: 'A revert that failed could not be brought to the admins',
    },
    parts.retry,
    setup,
  );
}

/** Looks whether the finding is still there, and only then acts. */
async function revert(job: RevertJob, parts: RevertParts): Promise<void> {
  const { store, clock, workiva } = parts;
  const drift = (await store.drift(job.drift))?.record;
  const found = drift && toRevert(drift, job.finding, job.run);
  if (!found) return;
  const note = workiva ? await revertAlone(job, found, { ...parts, workiva }) : undefined;
  await save(job, parts, (current, finding) =>
    note === undefined
      ? notReverted(current, finding, NO_API, clock.now())
      : reverted(current, finding, note, clock.now()),
  );
}

/** No step of a request changes the user meanwhile, so that neither takes the other's doing for its own. */
function revertAlone(
  job: RevertJob,
  found: Reported,
  parts: RevertParts & { workiva: WorkivaClient },
): Promise<string> {
  const turn = { username: found.username, holder: `${job.drift} ${job.run}` };
  return inTurnOfUser(
    turn,
    parts,
    () => revertIfThere(job, found, parts),
    async () => false,
  );
}

async function revertIfThere(
  job: RevertJob,
  found: Reported,
  parts: RevertParts & { workiva: WorkivaClient },
): Promise<string> {
  const { workiva, store } = parts;
  const { recorded, findings } = await inspect(found.username, store.drifts.known, observeOneByOne(workiva));
  if (findings.some(({ id }) => id === found.id)) {
    await save(job, parts, beginRevert);
    return revertKeepingStop(found, recorded, parts);
  }
  if (found.reverting?.begun) {
    if (!isStillWrong(found, recorded)) throw new StepRefused(MOVED);
    return revertKeepingStop(found, recorded, parts);
  }
  if (recorded.status === undefined) throw new StepRefused(UNDER_WAY);
  return AS_RECORDED;
}

/** A user that is stopped while it is activated, or added to a workspace, stays stopped. */
async function revertKeepingStop(
  found: Reported,
  recorded: Recorded,
  { workiva, ...parts }: RevertParts & { workiva: WorkivaClient },
): Promise<string> {
  try {
    return await revertFinding(found, recorded, workiva);
  } finally {
    if (canActivate(found)) await suspendAgain(found.username, undefined, parts);
  }
}

async function save(
  job: RevertJob,
  { store }: RevertParts,
  move: (drift: Drift, found: Reported) => Moved,
): Promise<void> {
  await transact(store, { drift: job.drift }, ({ drift }) => {
    const found = drift && toRevert(drift, job.finding, job.run);
    return found ? move(drift, found) : missing(`open finding of ${job.drift}`);
  });
}
