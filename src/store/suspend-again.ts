import type { Clock } from '../domain/clock.ts';
import { isStopped, suspendAnew } from '../domain/suspension.ts';
import type { Store } from './store.ts';
import { missing, transact } from './transact.ts';

/**
 * Workiva activates whoever is added to a workspace. Where a grant that acts as this user is stopped, the user is suspended
 * again: by a job that begins after the adding, whichever of the two came first. `own` counts even if it has ended.
 */
export async function suspendAgain(
  username: string,
  own: string | undefined,
  { store, clock }: { store: Store; clock: Clock },
): Promise<void> {
  const live = await store.lists.grantsOfUser(username);
  for (const id of new Set([...live.map((grant) => grant.id), ...(own === undefined ? [] : [own])])) {
    const moved = await transact(store, { grant: id }, ({ grant }) =>
      grant && isStopped(grant) ? { ok: true, ...suspendAnew(grant, clock.now()) } : missing(`stopped ${id}`),
    );
    if (moved.ok) return;
  }
}
