import { isStopped } from '../domain/suspension.ts';
import type { Store } from './store.ts';

/** An integration user is active only while a live grant acts as it and none of them is stopped. */
export async function wantedStatus(username: string, { lists }: Pick<Store, 'lists'>): Promise<'active' | 'suspended'> {
  const live = await lists.grantsOfUser(username);
  return live.length === 0 || live.some(isStopped) ? 'suspended' : 'active';
}
