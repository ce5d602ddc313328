import { isDeepStrictEqual } from 'node:util';
import { remindedOfReviewAt } from '../domain/after-the-fact.ts';
import { lapseReview, remindOfReview } from '../domain/break-glass.ts';
import { endedByRevocation, needsCleanUp, sweepGrant } from '../domain/grant.ts';
import { heedPair, settleReplacement, sweepPair } from '../domain/pair.ts';
import type { Grant } from '../domain/records.ts';
import { cleanUp, endByRevocation, endOutdated } from '../domain/revocation.ts';
import { heedSuspension, isLost, resumeSuspension } from '../domain/suspension-watch.ts';
import type { Transition } from '../domain/transition.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';
import { comesInDigest } from './digest.ts';
import type { SweepParts } from './sweep-parts.ts';

/**
 * A grant that broke glass may be due for its review; then the request that created it ends with it. One that is taken
 * away ends what is still asked of it, and one that has left something in Workiva gets that cleaned up.
 */
export async function sweepTheGrant(id: string, parts: SweepParts, now: Date): Promise<Transition> {
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
