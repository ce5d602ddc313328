import type { Grant } from '../../domain/records.ts';
import { knownSince, type LogAccess, type Usage, usageIn } from '../../domain/usage.ts';
import type { Store } from '../../store/store.ts';

/** What is known of the last use of grants. The activity log tells of integration users, so that it is the user's. */
export type LastUses = {
  /** Whether Grantdesk may read the activity log; nothing before it has tried. */
  access: LogAccess | undefined;
  /** Until when it was read, and from when on it is known, in ms. */
  readAt: number | undefined;
  since: number | undefined;
  of(grant: Grant): { usage: Usage | undefined; sharedBy: number };
};

/** Looks up the last use of some grants. */
export async function lastUsesOf(grants: readonly Grant[], store: Store): Promise<LastUses> {
  const nameOf = ({ terms }: Grant) => terms.user.username.toLowerCase();
  const names = [...new Set(grants.map(nameOf))];
  const [{ access, place }, users, counts] = await Promise.all([
    store.activity.standing(),
    store.activity.usage(names),
    Promise.all(names.map(async (name) => [name, await store.lists.countOfUser(name)] as const)),
  ]);
  const sharing = new Map(counts);
  return {
    access,
    readAt: place?.completeAt,
    since: place && knownSince(place),
    of: (grant) => ({
      usage: usageIn(place, users.get(nameOf(grant))),
      sharedBy: sharing.get(nameOf(grant)) ?? 0,
    }),
  };
}
