import type { Clock } from '../domain/clock.ts';
import { handBack, isRegained } from '../domain/regained.ts';
import type { Logger } from '../observability/log.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';
import { describeAccess } from '../workiva/access.ts';
import type { WorkivaClient } from '../workiva/client.ts';
import type { Queues } from './queues.ts';
import type { Running } from './running.ts';
import { startWorker, type WorkerSetup } from './worker.ts';

/** How often, in ms, it is looked whether Grantdesk may do more in Workiva than before. */
export const ACCESS_EVERY_MS = 10 * 60_000;

const PAGE = 100;

export type AccessParts = {
  store: Store;
  clock: Clock;
  workiva: Pick<WorkivaClient, 'scopes'> | undefined;
};

/** Starts the worker that gives admin tasks back to Grantdesk once it has gained access, its schedule, and a first look. */
export async function startAccess(parts: AccessParts, queues: Queues, setup: WorkerSetup): Promise<Running> {
  const opts = { removeOnComplete: { count: 10 }, removeOnFail: { count: 100 } };
  await queues.access.upsertJobScheduler('access', { every: ACCESS_EVERY_MS }, { name: 'access', opts });
  // Access may have come with this very start, and the next look may be minutes away.
  await queues.access.add('access', {}, opts);
  return startWorker('access', () => regainTasks(parts, setup.log), setup, { concurrency: 1 });
}

/**
 * Gives back to Grantdesk what it left to the admins for lack of access, where that has changed since. Throws when
 * Workiva cannot say what Grantdesk may do; the next look finds out.
 */
export async function regainTasks(
  { store, clock, workiva }: AccessParts,
  log: Pick<Logger, 'info' | 'error'>,
): Promise<void> {
  const { kind, access } = await describeAccess(workiva);
  if (kind !== 'api') return;
  for (const id of await regained(store, access)) {
    try {
      await transact(store, { request: id }, ({ request, grant }) =>
        request ? handBack({ request, grant }, access, clock.now()) : missing(id),
      );
      log.info({ request: id }, 'Grantdesk may do by itself again what it had left to the admins');
    } catch (err) {
      log.error({ err, request: id }, 'An admin task could not be given back to Grantdesk; the next look tries again');
    }
  }
}

async function regained(store: Store, access: string): Promise<string[]> {
  const found: string[] = [];
  for (let number = 0; ; number++) {
    const page = await store.lists.requestsIn('awaiting_admin', { number, size: PAGE });
    found.push(...page.items.filter((request) => isRegained(request, access)).map(({ id }) => id));
    if ((number + 1) * PAGE >= page.total) return [...new Set(found)];
  }
}
