import { lapseReview } from '../domain/break-glass.ts';
import type { Clock } from '../domain/clock.ts';
import { endDelegation, isDelegationId } from '../domain/delegation.ts';
import { SYSTEM } from '../domain/effects.ts';
import { sweepGrant } from '../domain/grant.ts';
import { isRequestId } from '../domain/ids.ts';
import { resume } from '../domain/provisioning.ts';
import type { AccessRequest } from '../domain/records.ts';
import type { Transition } from '../domain/transition.ts';
import { type Colleague, sweepWaiting, type Timing } from '../domain/waiting.ts';
import { escalationGroups, type Policy } from '../policy/schema.ts';
import type { Store } from '../store/store.ts';
import { missing, transact, transactDelegation } from '../store/transact.ts';
import type { Queues } from './queues.ts';
import type { Running } from './running.ts';
import { startWorker, type WorkerSetup } from './worker.ts';

const BATCH = 200;

export type SweepParts = {
  store: Store;
  policy: () => Policy;
  clock: Clock;
  /** Looks up who can act on what waits: those who may decide, or the owner who has to accept. */
  colleaguesFor: (request: AccessRequest) => Promise<(request: AccessRequest) => readonly Colleague[]>;
};

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

async function sweepOne(id: string, parts: SweepParts, now: Date): Promise<void> {
  const handled = isRequestId(id)
    ? await sweepRequest(id, parts, now)
    : isDelegationId(id)
      ? await transactDelegation(parts.store, id, (found) => (found ? endDelegation(found, SYSTEM, now) : missing(id)))
      : await sweepTheGrant(id, parts, now);
  if (!handled.ok) throw new Error(handled.refusal.sentence);
}

async function sweepRequest(id: string, parts: SweepParts, now: Date): Promise<Transition> {
  const { store, policy } = parts;
  const stored = await store.request(id);
  if (!stored) return missing(id);
  const colleagues = isWaiting(stored.record) ? await parts.colleaguesFor(stored.record) : () => [];
  const timing = timingOf(policy());
  return transact(store, { request: id }, ({ request, grant }) => {
    if (!request) return missing(id);
    return isWaiting(request)
      ? sweepWaiting({ request, grant }, { now, timing, colleagues })
      : resume({ request, grant }, now);
  });
}

const isWaiting = ({ state }: AccessRequest) => state === 'pending' || state === 'awaiting_owner';

function timingOf(policy: Policy): Timing {
  const { timing } = policy;
  return {
    remindAfter: timing.remind_approvers_after,
    escalateAfter: timing.escalate_after,
    escalateTo: escalationGroups(policy),
    lapseAfter: timing.lapse_after,
  };
}

/** A grant that broke glass may be due for its review; then the request that created it ends with it. */
async function sweepTheGrant(id: string, { store, policy }: SweepParts, now: Date): Promise<Transition> {
  const leads = policy().timing.warn_before_expiry;
  const stored = await store.grant(id);
  if (!stored) return missing(id);
  const { reviewBy, createdBy } = stored.record;
  const subject = { request: createdBy, grant: id };
  if (reviewBy !== undefined && now >= new Date(reviewBy)) {
    const reviewed = await transact(store, subject, ({ request, grant }) =>
      request && grant ? lapseReview({ request, grant }, now) : missing(id),
    );
    if (!reviewed.ok) return reviewed;
  }
  return transact(store, { grant: id }, ({ grant }) => (grant ? sweepGrant(grant, leads, now) : missing(id)));
}
