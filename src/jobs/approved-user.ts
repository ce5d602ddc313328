import { idOf } from '../domain/drift-recorded.ts';
import type { Store } from '../store/store.ts';

/** Workiva's id of the integration user of a name that was approved, as any of the requests about it has found it out. */
export async function approvedUserId(username: string, store: Store): Promise<string | undefined> {
  return idOf((await store.drifts.known(username)).requests);
}
