import type { Clock } from '../domain/clock.ts';
import type { Grant } from '../domain/records.ts';
import type { Transition } from '../domain/transition.ts';
import { askAboutUnused, isUnused, isUsedAgain, usedAgain } from '../domain/unused.ts';
import { type Usage, usageIn } from '../domain/usage.ts';
import type { Logger } from '../observability/log.ts';
import type { Policy } from '../policy/schema.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';
import type { WorkivaClient } from '../workiva/client.ts';
import { findUser } from './activity-known.ts';
import { batchesOf } from './batches.ts';

const BATCH = 200;

export type UnusedParts = {
  store: Store;
  policy: () => Policy;
  clock: Clock;
  workiva: Pick<WorkivaClient, 'findUser'>;
};

/** Brings every live grant that nothing has used for long to its owner, and settles the question where something has again. */
export async function bringUnused(
  parts: UnusedParts,
  log: Pick<Logger, 'error'>,
  isStopping: () => boolean = () => false,
): Promise<void> {
  for await (const batch of batchesOf(parts.store.reviews.liveGrants(), BATCH)) {
    await bringSome(batch, parts, log);
    if (isStopping()) return;
  }
}

async function bringSome(grants: readonly Grant[], parts: UnusedParts, log: Pick<Logger, 'error'>): Promise<void> {
  const { activity } = parts.store;
  const [{ place }, users] = await Promise.all([
    activity.place(),
    activity.usage(grants.map(({ terms }) => terms.user.username)),
  ]);
  for (const grant of grants) {
    const usage = usageIn(place, users.get(grant.terms.user.username.toLowerCase()));
    if (!usage) continue;
    await bringOne(grant, usage, parts).catch((err: unknown) =>
      log.error(
        { err, grant: grant.id },
        'An unused grant could not be brought to its owner; the next read tries again',
      ),
    );
  }
}

async function bringOne(grant: Grant, usage: Usage, parts: UnusedParts): Promise<void> {
  const { store, policy, clock } = parts;
  const [now, after] = [clock.now(), policy().limits.unused_after];
  const move = (with_: (found: Grant) => Transition) =>
    transact(store, { grant: grant.id }, (found) => (found.grant ? with_(found.grant) : missing(grant.id)));
  if (isUsedAgain(grant, usage)) await move((found) => usedAgain(found, usage));
  else if (isUnused(grant, usage, after, now) && (await isStillSo(grant, parts))) {
    await move((found) => askAboutUnused(found, usage, after, now));
  }
}

/**
 * A user that was removed and made anew is another one to Workiva: it is followed from now on, and what was not seen of
 * it says nothing. Nor is anything said about a user that is not there any more.
 */
async function isStillSo({ terms }: Grant, { store, clock, workiva }: UnusedParts): Promise<boolean> {
  const { username } = terms.user;
  const user = await findUser(username, workiva);
  if (!user) return false;
  const followed = await store.activity.followedAs(username);
  if (followed?.id === user.id) return true;
  await store.activity.follow(username, { id: user.id, since: clock.now().getTime() });
  return false;
}
