import { isStopped } from '../domain/suspension.ts';
import type { Store } from './store.ts';

/**
 * An integration user is active only while a live grant acts as it and none of them is stopped. The grant called `own`
 * counts even if it has ended.
 */
export async function wantedStatus(
  username: string,
  { lists, grant }: Pick<Store, 'lists' | 'grant'>,
  own?: string,
): Promise<'active' | 'suspended'> {
  const [live, ended] = await Promise.all([lists.grantsOfUser(username), own === undefined ? undefined : grant(own)]);
  const isStopping = live.length === 0 || [...live, ...(ended ? [ended.record] : [])].some(isStopped);
  return isStopping ? 'suspended' : 'active';
}
