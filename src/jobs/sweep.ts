import { isDeepStrictEqual } from 'node:util';
import { remindedOfReviewAt } from '../domain/after-the-fact.ts';
import { lapseReview, remindOfReview } from '../domain/break-glass.ts';
import type { Clock } from '../domain/clock.ts';
import { isDelegationId } from '../domain/delegation.ts';
import { isDriftId } from '../domain/drift-record.ts';
import { resumeReverts } from '../domain/drift-settle.ts';
import { endedByRevocation, needsCleanUp, sweepGrant } from '../domain/grant.ts';
import { isRequestId } from '../domain/ids.ts';
import { heedPair, settleReplacement, sweepPair } from '../domain/pair.ts';
import { resume } from '../domain/provisioning.ts';
import type { AccessRequest, Grant } from '../domain/records.ts';
import { isReviewId } from '../domain/review-records.ts';
import { cleanUp, endByRevocation, endOutdated } from '../domain/revocation.ts';
import { heedSuspension, isLost, resumeSuspension } from '../domain/suspension-watch.ts';
import type { Transition } from '../domain/transition.ts';
import { type Colleague, sweepWaiting, type Timing } from '../domain/waiting.ts';
import { escalationGroups, type Policy } from '../policy/schema.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';
import { sweepDelegation } from './delegation.ts';
import { comesInDigest } from './digest.ts';
import { checkOwners } from './owners.ts';
import { KEEP_FEW, type Queues } from './queues.ts';
import { beginReviewIfDue, sweepReview } from './review.ts';
import type { ReviewParts } from './review-parts.ts';
import type { Running } from './running.ts';
import { startWorker, type WorkerSetup } from './worker.ts';

const BATCH = 200;

export type SweepParts = {
  store: Store;
  policy: () => Policy;
  /** SHA-256 of the policy. */
  digest: () => string;
  clock: Clock;
  /** Looks up who can act on what waits: those who may decide, or the owner who has to accept. Throws when Slack cannot say. */
  colleaguesFor: (request: AccessRequest) => Promise<(request: AccessRequest) => readonly Colleague[]>;
  /** Whether the owner of a grant has left Slack. Throws when Slack cannot say; without it nobody looks. */
  hasLeft?: ((person: string) => Promise<boolean>) | undefined;
  /** Who reviews; without it no review begins or goes on. */
  reviewers?: ReviewParts['reviewers'];
};

type OnFault = (id: string, error: unknown) => void;

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

async function sweepOne(id: string, parts: SweepParts, now: Date, onFault: OnFault): Promise<void> {
  const handled = isRequestId(id)
    ? await sweepRequest(id, parts, now, onFault)
    : isDelegationId(id)
      ? await sweepDelegation(id, parts.store, now)
      : isReviewId(id)
        ? await sweepTheReview(id, parts, now, onFault)
        : isDriftId(id)
          ? await transact(parts.store, { drift: id }, ({ drift }) => (drift ? resumeReverts(drift, now) : missing(id)))
          : await sweepTheGrant(id, parts, now);
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

/**
 * A grant that broke glass may be due for its review; then the request that created it ends with it. One that is taken
 * away ends what is still asked of it, and one that has left something in Workiva gets that cleaned up.
 */
async function sweepTheGrant(id: string, parts: SweepParts, now: Date): Promise<Transition> {
  const { store, policy, digest } = parts;
  const stored = await store.grant(id);
  if (!stored) return missing(id);
  const { reviewBy, createdBy } = stored.record;
  if (reviewBy !== undefined && now.getTime() >= remindedOfReviewAt(reviewBy)) {
    const isOver = now >= new Date(reviewBy);
    const reviewed = await transact(store, { request: createdBy, grant: id }, ({ request, grant }) => {
      if (!request || !grant) return missing(id);
      return isOver ? lapseReview({ request, grant }, digest(), now) : remindOfReview({ request, grant }, now);
    });
    if (!reviewed.ok) return reviewed;
  }
  for (const open of endedByRevocation(stored.record)) {
    const ended = await transact(store, { request: open }, ({ request, grant }) =>
      request ? endByRevocation({ request, grant }, digest(), now) : missing(open),
    );
    if (!ended.ok) return ended;
  }
  for (const open of [stored.record.renewal, stored.record.change]) {
    const ended = open === undefined ? undefined : await endIfOutdated(open, parts, now);
    if (ended && !ended.ok) return ended;
  }
  if (isLost(stored.record, now)) {
    return transact(store, { grant: id }, ({ grant }) => (grant ? resumeSuspension(grant, now) : missing(id)));
  }
  const paired = await settlePairs(stored.record, store, now);
  if (!paired.ok) return paired;
  if (needsCleanUp(stored.record)) return fileCleanUp(id, parts, now);
  const { warn_before_expiry: leads, rotate_secret_every: every } = policy().timing;
  const inDigest = await comesInDigest(stored.record, leads, now, store);
  return transact(store, { grant: id }, ({ grant }) => {
    if (!grant) return missing(id);
    // One that has moved since it was read stays due, and is looked at once more, from the beginning.
    if (!isDeepStrictEqual(grant, stored.record)) return { ok: true, grant, events: [], effects: [] };
    return heedSuspension(heedPair(sweepGrant(grant, leads, now, every, inDigest), now));
  });
}

/** A renewal may come too late, and whoever asked may own the grant no longer. */
const endIfOutdated = (id: string, { store, digest }: SweepParts, now: Date): Promise<Transition> =>
  transact(store, { request: id }, ({ request, grant }) =>
    request ? endOutdated({ request, grant }, digest(), now) : missing(id),
  );

/** A grant may take the place of another, or have another that takes its own. */
async function settlePairs({ id, replaces, replacedBy }: Grant, store: Store, now: Date): Promise<Transition> {
  const settle = (other: string, move: (grant: Grant, other: Grant | undefined, now: Date) => Transition) =>
    transact(store, { grant: id, others: [other] }, ({ grant, others: [found] }) =>
      grant ? move(grant, found, now) : missing(id),
    );
  const taking = replaces === undefined ? undefined : await settle(replaces, settleReplacement);
  if (taking && !taking.ok) return taking;
  return replacedBy ? settle(replacedBy.grant, sweepPair) : { ok: true, events: [], effects: [] };
}

async function fileCleanUp(grantId: string, { store, digest }: SweepParts, now: Date): Promise<Transition> {
  const id = await store.nextRequestId();
  return transact(store, { request: id, grant: grantId }, ({ grant }) =>
    grant ? cleanUp(grant, { id, digest: digest(), now }) : missing(grantId),
  );
}
