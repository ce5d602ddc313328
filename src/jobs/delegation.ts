import { endDelegation, holds, lookAgain, waitingTold } from '../domain/delegation.ts';
import { SYSTEM } from '../domain/effects.ts';
import type { Transition } from '../domain/transition.ts';
import type { Store } from '../store/store.ts';
import { missing, transact, transactDelegation } from '../store/transact.ts';

/** The most requests, the oldest first, of which somebody is told who begins to stand in. */
const MOST_TOLD = 50;

/** What time asks of a delegation: that who stands in hears of what waits already, and that it ends. */
export async function sweepDelegation(id: string, store: Store, now: Date) {
  const { untold, ...found } = (await store.delegation(id))?.record ?? {};
  if (untold && 'state' in found && holds(found, now)) {
    await bringUp(untold, store, now);
    return transactDelegation(store, id, (current) => (current ? waitingTold(current, untold) : missing(id)));
  }
  return transactDelegation(store, id, (current) => (current ? endDelegation(current, SYSTEM, now) : missing(id)));
}
