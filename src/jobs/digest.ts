import { isDigestDay, isWarningDue } from '../domain/digest.ts';
import { DAY } from '../domain/duration.ts';
import { defaultPreferences, preferencesOf } from '../domain/preferences.ts';
import type { Grant } from '../domain/records.ts';
import type { Store } from '../store/store.ts';

const PAGE = 50;

/**
 * Whether a grant whose warning is due is one line of its owner's digest. Nothing is remembered for that: every worker
 * finds the same from the grants themselves.
 */
export async function comesInDigest(
  grant: Grant,
  warnBefore: readonly number[],
  now: Date,
  store: Store,
): Promise<boolean> {
  if (!isWarningDue(grant, warnBefore, now)) return false;
  const stored = await store.preferences(preferencesOf(grant.owner));
  const choice = (stored?.record ?? defaultPreferences(grant.owner)).digest;
  return choice === 'many' ? areMany(grant.owner, warnBefore, now, store) : isDigestDay([], warnBefore, choice, now);
}

/** Looks no further than it takes to know. */
async function areMany(owner: string, warnBefore: readonly number[], now: Date, store: Store): Promise<boolean> {
  const horizon = new Date(now.getTime() + Math.max(0, ...warnBefore) + DAY);
  const looked: Grant[] = [];
  for (let number = 0; ; number++) {
    const page = await store.lists.expiringBefore(horizon, { number, size: PAGE }, owner);
    looked.push(...page.items);
    if (isDigestDay(looked, warnBefore, 'many', now)) return true;
    if ((page.number + 1) * PAGE >= page.total) return isDigestDay(looked, warnBefore, 'many', now);
  }
}
