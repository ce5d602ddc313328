import type { Clock } from '../domain/clock.ts';
import { DAY } from '../domain/duration.ts';
import { EVER } from '../domain/expiry.ts';
import type { Grant } from '../domain/records.ts';
import { orphaned, ownerBack } from '../domain/transfer.ts';
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
  const day = clock.now().toISOString().slice(0, 10);
  const number = placeOn(day, await store.kept(PLACE));
  if (number === undefined) return;

  const page = await store.lists.expiringBefore(EVER, { number, size: PAGE });
  const isLast = (number + 1) * PAGE >= page.total;
  try {
    if (page.number === number) await checkPage(page.items, parts, onFault);
  } finally {
    // Only now, so that a process that is killed leaves nothing out; and also after a fault, so that the others get looked at.
    await store.keep(PLACE, `${day} ${isLast ? DONE : number + 1}`, 2 * DAY);
  }
}

/** The page that is next on a day; nothing once all were looked at. A day begins with the first. */
function placeOn(day: string, kept: string | undefined): number | undefined {
  const [of, place] = (kept ?? '').split(' ');
  if (of !== day) return 0;
  return place === DONE ? undefined : Number(place);
}

async function checkPage(
  grants: readonly Grant[],
  { store, clock, hasLeft }: OwnersParts,
  onFault: (id: string, error: unknown) => void,
): Promise<void> {
  const owners = [...new Set(grants.map(({ owner }) => owner))];
  const gone = new Map<string, boolean | undefined>();
  for (const owner of owners) {
    gone.set(owner, await hasLeft(owner).catch((error: unknown) => void onFault(owner, error)));
  }
  for (const { id, owner, ownerLeft } of grants) {
    const left = gone.get(owner);
    if (left === undefined || left === (ownerLeft !== undefined)) continue;
    const move = left ? orphaned : ownerBack;
    await transact(store, { grant: id }, ({ grant }) => (grant ? move(grant, owner, clock.now()) : missing(id)));
  }
}
