import type { Clock } from '../domain/clock.ts';
import { isStopped, type Stopped, suspendAnew } from '../domain/suspension.ts';
import { unsettle } from '../domain/suspension-watch.ts';
import type { Moved } from '../domain/transition.ts';
import type { Store } from './store.ts';
import { missing, transact } from './transact.ts';

type Parts = { store: Store; clock: Clock };

/**
 * Workiva activates whoever is added to a workspace. Where a grant that acts as this user is stopped, the user is suspended
 * again: by a job that begins after the adding, whichever of the two came first. `own` counts even if it has ended.
 */
export function suspendAgain(username: string, own: string | undefined, parts: Parts): Promise<void> {
  return onStopped(username, own, parts, (grant, now) => ({ ok: true, ...suspendAnew(grant, now) }));
}

/**
 * The same for somebody who is about to do what may activate this user, and may be stopped before {@link suspendAgain}: then
 * the sweep has it suspended again.
 */
export function expectToSuspend(username: string, parts: Parts): Promise<void> {
  return onStopped(username, undefined, parts, unsettle);
}

/** Moves one of the stopped grants that act as this user: one is enough to have the user suspended. */
async function onStopped(
  username: string,
  own: string | undefined,
  { store, clock }: Parts,
  move: (grant: Stopped, now: Date) => Moved,
): Promise<void> {
  const live = await store.lists.grantsOfUser(username);
  for (const id of new Set([...live.map((grant) => grant.id), ...(own === undefined ? [] : [own])])) {
    const moved = await transact(store, { grant: id }, ({ grant }) =>
      grant && isStopped(grant) ? move(grant, clock.now()) : missing(`stopped ${id}`),
    );
    if (moved.ok) return;
  }
}
