import type { Clock } from '../domain/clock.ts';
import { DAY } from '../domain/duration.ts';
import { EVER } from '../domain/expiry.ts';
import { orphaned } from '../domain/transfer.ts';
import type { Store } from '../store/store.ts';
import { missing, transact } from '../store/transact.ts';

/** How many grants one look goes through: with one a minute, 100,000 in less than a day, within Slack's limits. */
const PAGE = 100;

const PLACE = 'owners-check';
const DONE = 'done';

export type OwnersParts = {
  store: Store;
  clock: Clock;
  /** Whether somebody has left Slack. Throws when Slack cannot say. */
  hasLeft: (person: string) => Promise<boolean>;
};

/**
 * Looks, once a day and a page at a time, whether the owners of live grants are still there, because an event of Slack's
 * may have been missed. What Slack cannot say is looked at again on the next day.
 */
export async function checkOwners(parts: OwnersParts, onFault: (id: string, error: unknown) => void): Promise<void> {
  const { store, clock } = parts;
  const now = clock.now();
  const day = now.toISOString().slice(0, 10);
  if (await store.firstTime(`owners-checked:${day}`, 2 * DAY)) await store.keep(PLACE, '0', 2 * DAY);
  const place = (await store.kept(PLACE)) ?? DONE;
  if (place === DONE) return;

  const number = Number(place);
  const page = await store.lists.expiringBefore(EVER, { number, size: PAGE });
  const isLast = (number + 1) * PAGE >= page.total;
  await store.keep(PLACE, isLast ? DONE : String(number + 1), 2 * DAY);
  if (page.number !== number) return;
  const owners = [...new Set(page.items.map(({ owner }) => owner))];
  const left = new Set<string>();
  for (const owner of owners) {
    const gone = await parts.hasLeft(owner).catch((error: unknown) => void onFault(owner, error));
    if (gone) left.add(owner);
  }
  for (const { id, owner } of page.items.filter((grant) => left.has(grant.owner))) {
    await transact(store, { grant: id }, ({ grant }) => (grant ? orphaned(grant, owner, now) : missing(id)));
  }
}
