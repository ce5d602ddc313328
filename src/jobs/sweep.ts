import { isDelegationId } from '../domain/delegation.ts';
import { isDriftId } from '../domain/drift-record.ts';
import { resumeReverts } from '../domain/drift-settle.ts';
import { isRequestId } from '../domain/ids.ts';
import { resume } from '../domain/provisioning.ts';
import type { AccessRequest } from '../domain/records.ts';
import { isReviewId } from '../domain/review-records.ts';
import type { Transition } from '../domain/transition.ts';
import { sweepWaiting, type Timing } from '../domain/waiting.ts';
import { escalationGroups, type Policy } from '../policy/schema.ts';
import { missing, transact } from '../store/transact.ts';
import { sweepDelegation } from './delegation.ts';
import { checkOwners } from './owners.ts';
import { KEEP_FEW, type Queues } from './queues.ts';
import { beginReviewIfDue, sweepReview } from './review.ts';
import type { Running } from './running.ts';
import { sweepTheGrant } from './sweep-grant.ts';
import type { OnFault, SweepParts } from './sweep-parts.ts';
import { startWorker, type WorkerSetup } from './worker.ts';

const BATCH = 200;

/** Starts the worker that finds what is due, and the schedule, in ms, on which it looks. */
export async function startSweep(
  parts: SweepParts,
  queues: Queues,
  everyMs: number,
  setup: WorkerSetup,
): Promise<Running> {
  const { log } = setup;
  await queues.sweep.upsertJobScheduler('sweep', { every: everyMs }, { name: 'sweep', opts: KEEP_FEW });
  const onFault: OnFault = (id, err) => log.error({ err, id }, 'The sweep could not handle a record');
  return startWorker('sweep', () => sweep(parts, onFault), setup, { concurrency: 1 });
}

/** Handles everything that is due now. A record that cannot be handled stays due, and does not keep the others waiting. */
export async function sweep(given: SweepParts, onFault: OnFault): Promise<void> {
  const parts = { ...given, colleaguesFor: untilItFails(given.colleaguesFor) };
  const now = parts.clock.now();
  await beginReviewIfDue(parts, now).catch((error: unknown) => onFault('reviews', error));
  const { hasLeft } = parts;
  if (hasLeft) await checkOwners({ ...parts, hasLeft }, onFault).catch((error: unknown) => onFault('owners', error));
  let faulty = 0;
  for (;;) {
    const ids = await parts.store.due(now, BATCH, faulty);
    if (ids.length === 0) return;
    for (const id of ids) {
      try {
        await sweepOne(id, parts, now, onFault);
      } catch (error) {
        faulty += 1;
        onFault(id, error);
      }
    }
  }
}

/** Once Slack could not say who somebody is, it is not asked again in this look: each question may take ten seconds. */
function untilItFails(ask: SweepParts['colleaguesFor']): SweepParts['colleaguesFor'] {
  let failure: Promise<never> | undefined;
  return (request) => {
    if (failure) return failure;
    const asked = ask(request);
    asked.catch((error: unknown) => {
      failure ??= Promise.reject(error);
      failure.catch(() => undefined);
    });
    return asked;
  };
}

type Handle = (id: string, parts: SweepParts, now: Date, onFault: OnFault) => Promise<Transition>;

/** What is done with each kind of record that is due; what is none of these is a grant. */
const HANDLERS: readonly (readonly [is: (id: string) => boolean, handle: Handle])[] = [
  [isRequestId, sweepRequest],
  [isDelegationId, (id, { store }, now) => sweepDelegation(id, store, now)],
  [isReviewId, sweepTheReview],
  [isDriftId, sweepDrift],
];

async function sweepOne(id: string, parts: SweepParts, now: Date, onFault: OnFault): Promise<void> {
  const [, handle] = HANDLERS.find(([is]) => is(id)) ?? [undefined, sweepTheGrant];
  const handled = await handle(id, parts, now, onFault);
  if (!handled.ok) throw new Error(handled.refusal.sentence);
}

async function sweepRequest(id: string, parts: SweepParts, now: Date, onFault: OnFault): Promise<Transition> {
  const { store, policy, digest } = parts;
  const stored = await store.request(id);
  if (!stored) return missing(id);
  // Escalation and lapse do not depend on who can be reminded, so they go on while Slack cannot say who that is.
  const colleagues = isWaiting(stored.record)
    ? await parts.colleaguesFor(stored.record).catch((error: unknown) => void onFault(id, error))
    : undefined;
  const timing = timingOf(policy());
  return transact(store, { request: id }, ({ request, grant }) => {
    if (!request) return missing(id);
    return isWaiting(request)
      ? sweepWaiting({ request, grant }, { now, timing, colleagues, digest: digest() })
      : resume({ request, grant }, now);
  });
}

const isWaiting = ({ state }: AccessRequest) => state === 'pending' || state === 'awaiting_owner';

/** What the policy says about waiting, as the domain takes it. */
export function timingOf(policy: Policy): Timing {
  const { timing } = policy;
  return {
    remindAfter: timing.remind_approvers_after,
    escalateAfter: timing.escalate_after,
    escalateTo: escalationGroups(policy),
    lapseAfter: timing.lapse_after,
  };
}

async function sweepTheReview(
  id: string,
  { reviewers, ...parts }: SweepParts,
  now: Date,
  onFault: OnFault,
): Promise<Transition> {
  return reviewers ? sweepReview(id, { ...parts, reviewers, onFault }, now) : missing(`way to review ${id}`);
}

function sweepDrift(id: string, { store }: SweepParts, now: Date): Promise<Transition> {
  return transact(store, { drift: id }, ({ drift }) => (drift ? resumeReverts(drift, now) : missing(id)));
}
