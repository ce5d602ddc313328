import { DelayedError, type Job, type JobsOptions, UnrecoverableError } from 'bullmq';
import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import type { Logger } from '../observability/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { WorkivaError } from '../workiva/errors.ts';
import { type Looking, observeOneByOne, observerFor } from '../workiva/observe.ts';
import { type LookParts, lookAt } from './drift-look.ts';
import { KEEP_FEW, type ProvisionRetry, type Queues, readPayload } from './queues.ts';
import type { Running } from './running.ts';
import { startLongWork, type WorkerSetup } from './worker.ts';
import { isTransient, retryDelay } from './workiva-worker.ts';

/** Every night at three, in UTC. */
export const DRIFT_TIME = { pattern: '0 3 * * *', tz: 'UTC' } as const;

/** Workiva is asked again after 1, 2, 4 … 64 min, about two hours in all; each try goes on where the last one was. */
const DRIFT_RETRY: ProvisionRetry = { attempts: 8, firstDelayMs: 60_000, jitter: 0.5 };

/** How a night's job is tried and kept. */
export const DRIFT_OPTIONS: JobsOptions = {
  attempts: DRIFT_RETRY.attempts,
  backoff: { type: 'custom', delay: DRIFT_RETRY.firstDelayMs },
  ...KEEP_FEW,
};

/** The log tells of every so many users. */
const PROGRESS_EVERY = 100;

/** After so many users in a row that could not be looked at, the others cannot be either. */
const MOST_FAULTS_IN_A_ROW = 5;

/** After so many tries one user that Workiva fails at is left out, so that the others have their turn. */
const PATIENT_AFTER = 3;

const REFUSED = 'Workiva refuses the comparison: the log says why. It is tried again the next night.';

/** Where a night's comparison is. `after` is the last user that could be looked at. */
const DriftJob = z.object({
  after: z.string().optional(),
  looked: z.int().default(0),
  differences: z.int().default(0),
  faults: z.int().default(0),
});
type Place = z.infer<typeof DriftJob>;

export type DriftParts = {
  store: Store;
  clock: Clock;
  /** Without it there is nothing to compare with. */
  workiva: Looking | undefined;
  metrics?: Pick<Metrics, 'driftFound' | 'driftLooked'> | undefined;
};

/** Starts the worker that compares what is recorded with what is in Workiva, one at a time in all processes, and its schedule. */
export async function startDrift(parts: DriftParts, queues: Queues, setup: WorkerSetup): Promise<Running> {
  await queues.drift.setGlobalConcurrency(1);
  await queues.drift.upsertJobScheduler('drift', DRIFT_TIME, { name: 'drift', data: {}, opts: DRIFT_OPTIONS });
  const work = (isStopping: () => boolean) => async (job: Job, token?: string) => {
    const isThrough = await lookAtAll(job, parts, setup.log, isStopping);
    if (isThrough) return;
    await job.moveToDelayed(Date.now(), token);
    throw new DelayedError();
  };
  const settings = {
    backoffStrategy: (attempt: number, _type?: string, error?: Error) => retryDelay(attempt, error, DRIFT_RETRY),
  };
  return startLongWork('drift', work, setup, { concurrency: 1, settings });
}

/** Looks at one integration user after the other, and saves the place after each. Answers false when it is to stop. */
async function lookAtAll(
  job: Job,
  { store, clock, workiva, metrics }: DriftParts,
  log: Logger,
  isStopping: () => boolean,
): Promise<boolean> {
  if (!workiva) {
    log.info('Nothing is compared with Workiva: Grantdesk has no access to the API');
    return true;
  }
  let place = readPayload(DriftJob, job.data);
  if (place.after !== undefined) log.info(place, 'The comparison with Workiva goes on where it was');
  const look: LookParts = {
    ...{ store, clock },
    glance: await observerFor(store.drifts.users(), workiva),
    surely: observeOneByOne(workiva),
  };
  const isPatient = job.attemptsMade >= PATIENT_AFTER;
  let inARow = 0;
  for await (const username of store.drifts.users(place.after)) {
    if (isStopping()) return false;
    const found = await lookUnlessRefused(username, look, isPatient, log);
    place = counted(place, username, found);
    if (typeof found !== 'number') {
      inARow += 1;
      if (inARow === MOST_FAULTS_IN_A_ROW) throw isTransient(found) ? found : new UnrecoverableError(REFUSED);
      continue;
    }
    inARow = 0;
    await job.updateData(place);
    metrics?.driftLooked(place.looked);
    if (place.looked % PROGRESS_EVERY === 0) log.info(place, 'The comparison with Workiva goes on');
  }
  const { after: _last, ...found } = place;
  metrics?.driftFound(place.differences);
  log.info({ ...found, usersNotSettled: await store.drifts.open() }, 'The comparison with Workiva is through');
  return true;
}

const counted = ({ looked, differences, faults }: Place, after: string, found: number | Error): Place => ({
  after,
  looked: looked + 1,
  differences: differences + (typeof found === 'number' ? found : 0),
  faults: faults + (typeof found === 'number' ? 0 : 1),
});

/**
 * What cannot be said about one user keeps nobody from looking at the others. Answers how many differences there are, or
 * why that cannot be said. Throws when another try may help; `isPatient`: that was tried often enough.
 */
async function lookUnlessRefused(
  username: string,
  look: LookParts,
  isPatient: boolean,
  log: Logger,
): Promise<number | Error> {
  try {
    return await lookAt(username, look);
  } catch (err) {
    const isOfUser =
      (err instanceof WorkivaError && (isPatient || !isTransient(err))) ||
      (err instanceof StoreError && err.code === 'record_damaged');
    if (!isOfUser) throw err;
    log.warn({ err, username }, 'An integration user could not be compared with Workiva');
    return err;
  }
}
