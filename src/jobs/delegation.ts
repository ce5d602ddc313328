import { type DelegationMoved, endDelegation, holds, lookAgain, waitingTold } from '../domain/delegation.ts';
import { SYSTEM } from '../domain/effects.ts';
import type { Refused } from '../domain/transition.ts';
import type { Store } from '../store/store.ts';
import { type Found, missing, transact, transactDelegation } from '../store/transact.ts';

/** The most requests, the oldest first, of which somebody is told who begins to stand in. */
const MOST_TOLD = 50;

/** What time asks of a delegation: that who begins to stand in hears of what waits already, and that it ends. */
export async function sweepDelegation(id: string, store: Store, now: Date): Promise<DelegationMoved | Refused> {
  const found = (await store.delegation(id))?.record;
  if (!found?.untold || !holds(found, now)) {
    return transactDelegation(store, id, (current) => (current ? endDelegation(current, SYSTEM, now) : missing(id)));
  }
  const waiting = (await store.lists.waitingFor(found.untold, MOST_TOLD)).slice(0, MOST_TOLD);
  for (const { id: request } of waiting) {
    const decide = (current: Found) =>
      current.request ? lookAgain({ ...current, request: current.request }, now) : missing(request);
    const looked = await transact(store, { request }, decide);
    if (!looked.ok) return looked;
  }
  return transactDelegation(store, id, (current) => (current ? waitingTold(current, found.startedAt) : missing(id)));
}
