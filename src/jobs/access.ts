import type { Clock } from '../domain/clock.ts';
import { DAY, HOUR } from '../domain/duration.ts';
import { handBack, isToTry } from '../domain/regained.ts';
import type { Logger } from '../observability/log.ts';
import { everyOne } from '../store/every-one.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';
import { describeAccess } from '../workiva/access.ts';
import type { WorkivaClient } from '../workiva/client.ts';
import { jobFor, KEEP_FEW, type ProvisionRetry, type Queues } from './queues.ts';
import type { Running } from './running.ts';
import { startWorker, type WorkerSetup } from './worker.ts';

/** How often, in ms, it is looked whether Grantdesk may do more in Workiva than before. */
const ACCESS_EVERY_MS = 10 * 60_000;

/** What Grantdesk could do at the last look is kept under this name, for so many ms. */
const LAST = 'workiva-access';
const KEPT_MS = 400 * DAY;

/** When stops were last tried again is kept under this name. What they lack may come without showing in the access. */
const STOPS = 'workiva-stops-tried';
const STOPS_EVERY_MS = HOUR;

export type AccessParts = {
  store: Store;
  clock: Clock;
  workiva: Pick<WorkivaClient, 'scopes'> | undefined;
  retry?: ProvisionRetry | undefined;
};

/** Starts the worker that gives admin tasks back to Grantdesk once it has gained access, its schedule, and a first look. */
export async function startAccess(parts: AccessParts, queues: Queues, setup: WorkerSetup): Promise<Running> {
  await queues.access.upsertJobScheduler('access', { every: ACCESS_EVERY_MS }, { name: 'access', opts: KEEP_FEW });
  // Access may have come with this very start, and the next look may be minutes away.
  await queues.access.add('access', {}, KEEP_FEW);
  return startWorker('access', () => regain(parts, queues, setup.log), setup, { concurrency: 1 });
}

/**
 * Gives back to Grantdesk what it left to the admins for lack of access, where that has changed since, or may have. Throws
 * when Workiva cannot say what Grantdesk may do; the next look finds out.
 */
async function regain(parts: AccessParts, queues: Queues, log: Pick<Logger, 'info' | 'error'>): Promise<void> {
  const { store, workiva } = parts;
  const { kind, access } = await describeAccess(workiva);
  if (kind === 'api') {
    await handBackTasks(parts, access, log);
    if ((await store.kept(LAST)) !== access || (await areStopsDue(parts))) await tryStopsAgain(parts, queues);
  }
  await store.keep(LAST, access, KEPT_MS);
}

async function handBackTasks(
  { store, clock }: AccessParts,
  access: string,
  log: Pick<Logger, 'info' | 'error'>,
): Promise<void> {
  const waiting = await everyOne((wanted) => store.lists.requestsIn('awaiting_admin', wanted));
  for (const { id } of waiting.filter((request) => isToTry(request, access, clock.now()))) {
    try {
      await transact(store, { request: id }, ({ request, grant }) =>
        request ? handBack({ request, grant }, access, clock.now()) : missing(id),
      );
      log.info({ request: id }, 'Grantdesk tries again what it had left to the admins');
    } catch (err) {
      log.error({ err, request: id }, 'An admin task could not be given back to Grantdesk; the next look tries again');
    }
  }
}

async function areStopsDue({ store, clock }: AccessParts): Promise<boolean> {
  const tried = await store.kept(STOPS);
  return tried === undefined || clock.now().getTime() - Date.parse(tried) >= STOPS_EVERY_MS;
}

/** Suspensions and reinstatements that the admins were asked to carry over into Workiva, and have not yet. */
async function tryStopsAgain({ store, clock, retry }: AccessParts, queues: Queues): Promise<void> {
  await store.keep(STOPS, clock.now().toISOString(), KEPT_MS);
  for (const { id, suspension } of await everyOne((wanted) => store.lists.stopsByHand(wanted))) {
    const { name, data, options } = jobFor('', { kind: 'suspend', grant: id, run: suspension?.run ?? 0 }, retry);
    await queues.suspend.add(name, data, { ...options, jobId: `${options.jobId}.${clock.now().getTime()}` });
  }
}
