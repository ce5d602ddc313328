import type { Clock } from '../domain/clock.ts';
import { isStillWrong, type Recorded } from '../domain/drift.ts';
import { type Drift, type Reported, usernameOf } from '../domain/drift-record.ts';
import { recordedOf } from '../domain/drift-recorded.ts';
import { noteRevert, notReverted, reverted, toRevert } from '../domain/drift-settle.ts';
import type { Moved } from '../domain/transition.ts';
import type { Store } from '../store/store.ts';
import { suspendAgain } from '../store/suspend-again.ts';
import { missing, transact } from '../store/transact.ts';
import { endTurn, type UserTurn } from '../store/user-turn.ts';
import { wantedStatus } from '../store/wanted-status.ts';
import { followBegun } from '../workiva/begun-operation.ts';
import type { WorkivaClient } from '../workiva/client.ts';
import { inspect, observeOneByOne } from '../workiva/observe.ts';
import { canActivate, isOfStatus, MOVED, revertFinding } from '../workiva/revert.ts';
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

type Parts = RevertParts & { workiva: WorkivaClient };

const UNDER_WAY = 'Grantdesk itself is just changing this user. Look at it again once that is over.';
const NOT_OURS = 'It is being reverted by another job by now.';
const AS_RECORDED = 'It was as recorded already';

/** Starts the worker that makes Workiva as it was recorded again, where an admin has pressed Revert. */
export function startRevert(parts: RevertParts, setup: WorkerSetup): Running {
  return startWorkivaWorker(
    {
      queue: 'revert',
      payload: RevertJob,
      carryOut: (job) => revert(job, parts),
      betweenTries: async (job) =>
        void (await save(job, parts, (...found) => noteRevert(...found, {}, parts.clock.now()))),
      giveUp: (job, error) => giveUp(job, error, parts),
      lost: 'A revert that failed could not be brought to the admins',
    },
    parts.retry,
    setup,
  );
}

/** Looks whether the finding is still there, and only then acts. */
async function revert(job: RevertJob, parts: RevertParts): Promise<void> {
  const { clock, workiva } = parts;
  const found = await findingOf(job, parts);
  if (!found) return endTurn(turnOf(job), parts.store);
  const note = workiva ? await revertAlone(job, { ...parts, workiva }) : undefined;
  await save(job, parts, (current, finding) =>
    note === undefined
      ? notReverted(current, finding, NO_API, clock.now())
      : reverted(current, finding, note, clock.now()),
  );
}

async function findingOf(job: RevertJob, { store }: Pick<RevertParts, 'store'>): Promise<Reported | undefined> {
  const drift = (await store.drift(job.drift))?.record;
  return drift && toRevert(drift, job.finding, job.run);
}

const turnOf = ({ drift, run }: RevertJob): UserTurn => ({ username: usernameOf(drift), holder: `${drift} ${run}` });

/** No step of a request changes the user meanwhile, so that neither takes the other's doing for its own. */
function revertAlone(job: RevertJob, parts: Parts): Promise<string> {
  return inTurnOfUser(
    turnOf(job),
    parts,
    () => revertIfThere(job, parts),
    async () => (await findingOf(job, parts))?.reverting?.begun === true,
  );
}

async function revertIfThere(job: RevertJob, parts: Parts): Promise<string> {
  const { workiva, store } = parts;
  const found = await findingOf(job, parts);
  if (!found) throw new StepRefused(NOT_OURS);
  const { begun, operation } = found.reverting ?? {};
  if (operation !== undefined) await followBegun(operation, workiva);
  const { recorded, findings } = await inspect(found.username, store.drifts.known, observeOneByOne(workiva));
  if (findings.some(({ id }) => id === found.id)) {
    await remember(job, parts, { begun: true });
    return revertKeepingStop(job, found, recorded, parts);
  }
  if (begun) {
    // Of a status an earlier try may have made what is recorded no more, and whatever that is now has to be made true.
    if (!isOfStatus(found) && !isStillWrong(found, recorded)) throw new StepRefused(MOVED);
    return revertKeepingStop(job, found, recorded, parts);
  }
  if (recorded.status === undefined) throw new StepRefused(UNDER_WAY);
  return AS_RECORDED;
}

/** A user that is stopped while it is activated, or added to a workspace, stays stopped. */
async function revertKeepingStop(job: RevertJob, found: Reported, recorded: Recorded, parts: Parts): Promise<string> {
  const { workiva, store } = parts;
  const { username } = found;
  try {
    return await revertFinding(found, recorded, workiva, {
      recorded: async () => recordedOf(username, await store.drifts.known(username)),
      status: () => wantedStatus(username, store),
      remember: (operation) => remember(job, parts, { operation }),
    });
  } finally {
    if (canActivate(found)) await suspendAgain(username, undefined, parts);
  }
}

/** Keeps a note for the next try. Another job may have been begun in the place of this one, which goes no further then. */
async function remember(job: RevertJob, parts: RevertParts, note: { begun?: true; operation?: string }): Promise<void> {
  const isOurs = await save(job, parts, (...found) => noteRevert(...found, note, parts.clock.now()));
  if (!isOurs) throw new StepRefused(NOT_OURS);
}

/** Brings to the admins what could not be done, and leaves the user to others. */
async function giveUp(job: RevertJob, error: unknown, parts: RevertParts): Promise<void> {
  await save(job, parts, (...found) => notReverted(...found, sentenceOf(error), parts.clock.now()));
  await endTurn(turnOf(job), parts.store);
}

/** Applies a move while the finding is still this job's to revert. Answers whether it is. */
async function save(
  job: RevertJob,
  { store }: Pick<RevertParts, 'store'>,
  move: (drift: Drift, found: Reported) => Moved,
): Promise<boolean> {
  const moved = await transact(store, { drift: job.drift }, ({ drift }) => {
    const found = drift && toRevert(drift, job.finding, job.run);
    return found ? move(drift, found) : missing(`open finding of ${job.drift}`);
  });
  return moved.ok;
}
