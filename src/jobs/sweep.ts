import type { Clock } from '../domain/clock.ts';
import { sweepGrant } from '../domain/grant.ts';
import { isRequestId } from '../domain/ids.ts';
import { resume } from '../domain/provisioning.ts';
import type { Policy } from '../policy/schema.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';
import type { Queues } from './queues.ts';
import type { Running } from './running.ts';
import { startWorker, type WorkerSetup } from './worker.ts';

const BATCH = 200;

export type SweepParts = { store: Store; policy: () => Policy; clock: Clock };

/** Starts the worker that finds what is due, and the schedule, in ms, on which it looks. */
export async function startSweep(
  parts: SweepParts,
  queues: Queues,
  everyMs: number,
  setup: WorkerSetup,
): Promise<Running> {
  const { log } = setup;
  await queues.sweep.upsertJobScheduler(
    'sweep',
    { every: everyMs },
    {
      name: 'sweep',
      opts: { removeOnComplete: { count: 10 }, removeOnFail: { count: 100 } },
    },
  );
  return startWorker(
    'sweep',
    () => sweep(parts, (id, err) => log.error({ err, id }, 'The sweep could not handle a record')),
    setup,
    {
      concurrency: 1,
    },
  );
}

/** Handles everything that is due now. A record that cannot be handled stays due, and does not keep the others waiting. */
export async function sweep(parts: SweepParts, onFault: (id: string, error: unknown) => void): Promise<void> {
  const now = parts.clock.now();
  let faulty = 0;
  for (;;) {
    const ids = await parts.store.due(now, BATCH, faulty);
    if (ids.length === 0) return;
    for (const id of ids) {
      try {
        await sweepOne(id, parts, now);
      } catch (error) {
        faulty += 1;
        onFault(id, error);
      }
    }
  }
}

async function sweepOne(id: string, { store, policy }: SweepParts, now: Date): Promise<void> {
  const leads = policy().timing.warn_before_expiry;
  const handled = isRequestId(id)
    ? await transact(store, { request: id }, ({ request, grant }) =>
        request ? resume({ request, grant }, now) : missing(id),
      )
    : await transact(store, { grant: id }, ({ grant }) => (grant ? sweepGrant(grant, leads, now) : missing(id)));
  if (!handled.ok) throw new Error(handled.refusal.sentence);
}
