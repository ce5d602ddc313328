import { sameUsername } from '../domain/change.ts';
import { doingsOf, revertsOf } from '../domain/doings.ts';
import { driftId } from '../domain/drift-record.ts';
import { DAY } from '../domain/duration.ts';
import { type Doing, type Known, kindChanged, type OutsideChange, outsideChanges } from '../domain/outside.ts';
import type { AccessRequest, Grant } from '../domain/records.ts';
import { type Activity, activityKey } from '../domain/usage.ts';
import type { Followed } from '../store/activity.ts';
import { everyOne } from '../store/every-one.ts';
import type { Store } from '../store/store.ts';
import type { WorkivaClient, WorkivaUser } from '../workiva/client.ts';
import { hasCode } from '../workiva/errors.ts';

/** How many users one read looks up in Workiva; the others wait for the next. */
const MOST_LOOKUPS = 100;

/** How long, in ms, a user that was looked up in vain is not looked up again. */
const NOT_AGAIN_MS = DAY;

/** Whose activities a read follows, by their ids in Workiva; and what of it is live, so that changes to it matter. */
export type Followers = { users: ReadonlyMap<string, string>; live: Omit<Known, 'doings'> };

/**
 * Makes sure that the integration user of every live grant is followed. One that is new is followed from `since` (ms) on.
 * `ownClientId` is Grantdesk's own client.
 */
export async function followUsers(
  { store, workiva, ownClientId }: { store: Store; workiva: Pick<WorkivaClient, 'findUser'>; ownClientId: string },
  since: number,
): Promise<Followers> {
  const followed = await store.activity.followed();
  const grants: Known['grants'][number][] = [];
  const lookUp = createLookUp(store, workiva);
  for await (const grant of store.reviews.liveGrants()) {
    const { id, clientId, terms } = grant;
    const username = terms.user.username.toLowerCase();
    grants.push({ id, clientId, clientName: terms.clientName, username });
    if (followed.has(username)) continue;
    const found = (await recordedId(grant, store)) ?? (await lookUp(username));
    if (found === undefined) continue;
    const user: Followed = { id: found, since };
    await store.activity.follow(username, user);
    followed.set(username, user);
  }
  const ours = grants.find(({ clientId }) => clientId === ownClientId);
  const ownUser = ours && followed.get(ours.username)?.id;
  const own = new Set([ownClientId, ...(ownUser === undefined ? [] : [ownUser])]);
  const users = new Map([...followed].map(([username, { id }]) => [id, username]));
  const names = new Set(grants.map(({ username }) => username));
  const liveUsers = new Map([...users].filter(([, username]) => names.has(username)));
  return { users, live: { own, users: liveUsers, grants } };
}

/** The request that made a grant knows its user's id, unless the grant has become another user's since. */
async function recordedId({ createdBy, terms }: Grant, store: Store): Promise<string | undefined> {
  const request = (await store.request(createdBy))?.record;
  return request && sameUsername(request.terms, terms) ? request.provisioning?.userId : undefined;
}

function createLookUp(store: Store, workiva: Pick<WorkivaClient, 'findUser'>) {
  let lookups = 0;
  return async (username: string): Promise<string | undefined> => {
    const name = `activity-user:${username}`;
    if (lookups >= MOST_LOOKUPS || !(await store.firstTime(name, NOT_AGAIN_MS))) return undefined;
    lookups += 1;
    try {
      return (await findUser(username, workiva))?.id;
    } catch (error) {
      await store.forgetTime(name);
      throw error;
    }
  };
}

/** Looks for a user. Where Grantdesk may not look, none is found. */
export async function findUser(
  username: string,
  workiva: Pick<WorkivaClient, 'findUser'>,
): Promise<WorkivaUser | undefined> {
  try {
    return await workiva.findUser(username);
  } catch (error) {
    if (hasCode(error, 'forbidden')) return undefined;
    throw error;
  }
}

/** Keys of the activities that change something, of whomever and whatever, and when they did, in ms. */
export function changesIn(activities: readonly Activity[]): Map<string, number> {
  const changes = activities.filter((activity) => kindChanged(activity) !== undefined);
  return new Map(changes.map((activity) => [activityKey(activity), Date.parse(activity.activityDateTime)]));
}

/**
 * The activities without the changes that an earlier read has met. What was no news then, because nobody acted as the
 * user, or a task asked for it, does not become news when a read goes back to it.
 */
export async function notReadBefore(activities: readonly Activity[], store: Store): Promise<Activity[]> {
  const read = await store.activity.read([...changesIn(activities).keys()]);
  return activities.filter((activity) => !read.has(activityKey(activity)));
}

/** An outside change, under the key by which it is told once. */
export type KeyedChange = { key: string; change: OutsideChange };

/** The outside changes among some activities that have not been told yet. */
export async function changesToTell(
  activities: readonly Activity[],
  { live }: Followers,
  store: Store,
): Promise<KeyedChange[]> {
  const seen = keyed(activities, { ...live, doings: [] });
  const told = await store.activity.told(seen.map(({ key }) => key));
  const fresh = seen.filter(({ key }) => !told.has(key));
  if (fresh.length === 0) return [];
  const usernames = [...new Set(fresh.flatMap(({ change }) => change.about.username ?? []))];
  const doings = (await Promise.all(usernames.map((username) => doingsOfUser(username, store)))).flat();
  const isStrange = fresh.some(({ change }) => change.about.clientName !== undefined);
  const asked = isStrange ? doingsOf({ requests: await openTasks(store), grants: [] }) : [];
  const excused = keyed(activities, { ...live, doings: [...doings, ...asked] });
  return excused.filter(({ key }) => !told.has(key));
}

/** How many events of a user are looked through for what was reverted. */
const EVENTS_BACK = 200;

async function doingsOfUser(username: string, store: Store): Promise<Doing[]> {
  const [known, { events }] = await Promise.all([
    store.drifts.known(username),
    store.audit.history(driftId(username), EVENTS_BACK),
  ]);
  return [...doingsOf(known), ...revertsOf(username, events.toReversed())];
}

/** The requests that ask something of admins: a grant that one of them is making is known by its name alone. */
const openTasks = ({ lists }: Store): Promise<AccessRequest[]> =>
  everyOne((wanted) => lists.requestsIn('awaiting_admin', wanted));

function keyed(activities: readonly Activity[], known: Known): KeyedChange[] {
  const changes = activities.flatMap((activity) => {
    const key = activityKey(activity);
    return outsideChanges([activity], known).map((change) => [key, { key, change }] as const);
  });
  return [...new Map(changes).values()];
}
