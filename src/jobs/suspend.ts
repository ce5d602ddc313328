import type { Job } from 'bullmq';
import type { Clock } from '../domain/clock.ts';
import { SYSTEM } from '../domain/effects.ts';
import type { AccessRequest, Grant } from '../domain/records.ts';
import { enforced, enforcedWithoutUser, hasOwnUser, isToEnforce, notEnforced } from '../domain/suspension.ts';
import type { Moved } from '../domain/transition.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';
import type { WorkivaClient } from '../workiva/client.ts';
import type { WorkivaUser } from '../workiva/schemas.ts';
import { isTransient, retryDelay, sentenceOf } from './provision.ts';
import { type ProvisionRetry, readPayload, SuspendJob } from './queues.ts';
import type { Running } from './running.ts';
import { startWorker, type WorkerSetup } from './worker.ts';

export type SuspendParts = {
  store: Store;
  clock: Clock;
  /** Without it an admin suspends the integration user by hand. */
  workiva: WorkivaClient | undefined;
  retry?: ProvisionRetry | undefined;
};

const BY_HAND = 'Grantdesk has no access to Workiva’s API.';

/** Starts the worker that suspends the integration users of suspended grants. */
export function startSuspend(parts: SuspendParts, setup: WorkerSetup): Running {
  const carryOut = (job: Job) => {
    const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    return suspendUser(readPayload(SuspendJob, job.data), last, parts);
  };
  const settings = {
    backoffStrategy: (attempt: number, _type?: string, error?: Error) => retryDelay(attempt, error, parts.retry),
  };
  const running = startWorker('suspend', carryOut, setup, { concurrency: 10, settings });
  running.worker.on('failed', (job, error) => {
    const payload = SuspendJob.safeParse(job?.data);
    if (!job || !payload.success || job.attemptsMade < (job.opts.attempts ?? 1)) return;
    byHand(payload.data, error, parts).catch((err) => {
      setup.log.error({ err, job: job.id }, 'A suspension that failed could not be brought to the admins');
    });
  });
  return running;
}

/** Suspends the user, unless that is done already or there is none. Throws when another try may help. */
async function suspendUser(job: SuspendJob, lastTry: boolean, parts: SuspendParts): Promise<void> {
  const { store, clock, workiva } = parts;
  const grant = (await store.grant(job.grant))?.record;
  if (!grant || !isToEnforce(grant, job.run)) return;
  const request = (await store.request(grant.createdBy))?.record;
  if (!request || !hasOwnUser(request)) return save(job, parts, (found) => enforcedWithoutUser(found, clock.now()));
  if (!workiva) return save(job, parts, (found) => notEnforced(found, BY_HAND, clock.now()));
  try {
    const user = await ownUser(request, workiva);
    if (!user) return await save(job, parts, (found) => enforcedWithoutUser(found, clock.now()));
    if (user.status !== 'suspended') await workiva.setUserStatus(user.id, 'suspended');
    await save(job, parts, (found) => enforced(found, SYSTEM, clock.now()));
  } catch (error) {
    if (lastTry || !isTransient(error)) return byHand(job, error, parts);
    throw error;
  }
}

/** The user that the request made or found; one of the same name with another address is somebody else's. */
async function ownUser({ terms: { user } }: AccessRequest, workiva: WorkivaClient): Promise<WorkivaUser | undefined> {
  const found = await workiva.findUser(user.username);
  const isOther = user.kind === 'new' && found?.email?.toLowerCase() !== user.email.toLowerCase();
  return isOther ? undefined : found;
}

const byHand = (job: SuspendJob, error: unknown, parts: SuspendParts) =>
  save(job, parts, (found) => notEnforced(found, sentenceOf(error), parts.clock.now()));

async function save(job: SuspendJob, { store }: SuspendParts, move: (grant: Grant) => Moved): Promise<void> {
  await transact(store, { grant: job.grant }, ({ grant }) =>
    grant && isToEnforce(grant, job.run) ? move(grant) : missing(`open suspension of ${job.grant}`),
  );
}
