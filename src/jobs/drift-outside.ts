import type { OutsideChange } from '../domain/outside.ts';
import { observeOneByOne } from '../workiva/observe.ts';
import type { DriftParts } from './drift.ts';
import { lookAt } from './drift-look.ts';

/** Hears of changes that were made in Workiva and not through Grantdesk. */
export type OnOutside = (changes: readonly OutsideChange[]) => Promise<void>;

/**
 * Makes the function that brings outside changes to the admins: it looks at once at the users that they are about, so
 * that the message says what differs by now. Told twice, a change is reported once.
 */
export function createOutsideReport({ store, clock, workiva }: Omit<DriftParts, 'metrics'>): OnOutside {
  return async (changes) => {
    if (!workiva) return;
    const observe = observeOneByOne(workiva);
    const byUser = new Map<string, OutsideChange[]>();
    for (const change of changes) {
      const username = (await usernameOf(change, store)).toLowerCase();
      byUser.set(username, [...(byUser.get(username) ?? []), change]);
    }
    for (const [username, about] of byUser) {
      await lookAt(username, { store, clock, glance: observe, surely: observe }, about);
    }
  };
}

/** A grant that Grantdesk does not know has no user that it knows: it is told under its client ID. */
async function usernameOf({ about }: OutsideChange, store: DriftParts['store']): Promise<string> {
  if (about.username !== undefined) return about.username;
  const grant = about.grant === undefined ? undefined : (await store.grant(about.grant))?.record;
  return grant?.terms.user.username ?? about.clientId ?? 'unknown';
}
