import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { LogAccess, ReadPlace, Usage } from '../domain/usage.ts';
import type { Scripts } from './connection.ts';
import type { Keys } from './keys.ts';
import { readJson } from './stored-json.ts';

/** Whether the activity log can be read, and how far it has been; nothing before anybody has tried. */
export type LogStanding = { access: LogAccess | undefined; place: ReadPlace | undefined };

/** The place as it was read, for {@link ActivityStore.save} to see whether it is still so. */
export type StoredPlace = { place: ReadPlace | undefined; text: string };

/** What a page of the log has brought. */
export type ActivityPage = {
  place: ReadPlace;
  /** The latest activity of users, in ms. */
  uses: ReadonlyMap<string, number>;
  /** Keys of changes that have been told, and when they were made, in ms. Those up to `forget` (ms) are forgotten. */
  told: ReadonlyMap<string, number>;
  forget: number;
  /** Keys of all changes that have been read, and when they were made, in ms. Those before `forgetRead` (ms) are forgotten. */
  read: ReadonlyMap<string, number>;
  forgetRead: number;
};

/** So many of the changes that have been read are remembered, in a few MB. One beyond that is taken for one that came late. */
const MOST_READ = 20_000;

/** A user whose activities are followed: its id in Workiva, and since when (ms). */
export type Followed = { id: string; since: number };

/** What is kept of Workiva's activity log: how far it was read, and when integration users were last active. */
export type ActivityStore = {
  standing(): Promise<LogStanding>;
  /** Answers true when that is another than before. */
  noteAccess(access: LogAccess): Promise<boolean>;
  place(): Promise<StoredPlace>;
  /** Answers what is stored from now on; nothing when another process has read on meanwhile, and nothing was written. */
  save(before: StoredPlace, page: ActivityPage): Promise<StoredPlace | undefined>;
  /** Which of these changes have been told. */
  told(keys: readonly string[]): Promise<Set<string>>;
  /** Which of these changes have been read. */
  read(keys: readonly string[]): Promise<Set<string>>;
  /** All users that are followed, by username. */
  followed(): Promise<Map<string, Followed>>;
  followedAs(username: string): Promise<Followed | undefined>;
  follow(username: string, user: Followed): Promise<void>;
  /** What is known of the use of some users, by username; nothing of those that are not followed. */
  usage(usernames: readonly string[]): Promise<Map<string, Usage>>;
};

const Place = z.object({
  startedAt: z.number(),
  askedFrom: z.number(),
  oldest: z.number().optional(),
  latest: z.number().optional(),
  from: z.number(),
  completeAt: z.number().optional(),
  lookedBackAt: z.number().optional(),
  rememberedFrom: z.number().optional(),
});
const FollowedUser = z.object({ id: z.string(), since: z.number() });
const Access = z.enum(['on', 'no_access', 'no_scope']);

/** Makes the store of what the activity log says. Usernames are the same whatever their capitals. */
export function createActivityStore(redis: Scripts, keys: Keys): ActivityStore {
  const { activityPlace, activityAccess, activityTold, activityRead, activityUsers, lastUses } = keys;

  const place = async (): Promise<StoredPlace> => {
    const text = (await redis.get(activityPlace)) ?? '';
    return { text, place: text === '' ? undefined : readJson(Place, text, activityPlace) };
  };

  const among = async (set: string, names: readonly string[]): Promise<Set<string>> => {
    if (names.length === 0) return new Set();
    const found = await redis.zmscore(set, ...names.map(short));
    return new Set(names.filter((_, at) => found[at] != null));
  };

  return {
    place,
    async standing() {
      const [access, stored] = await Promise.all([redis.get(activityAccess), place()]);
      return { access: Access.safeParse(access).data, place: stored.place };
    },
    noteAccess: async (access) => (await redis.set(activityAccess, access, 'GET')) !== access,
    async save(before, { place: after, uses, told, forget, read, forgetRead }) {
      const text = JSON.stringify(after);
      const page = {
        before: before.text,
        place: text,
        uses: [...uses].map(([user, at]) => ({ user: user.toLowerCase(), at })),
        told: keyed(told),
        forget,
        read: keyed(read),
        forgetRead,
        mostRead: MOST_READ,
      };
      const isSaved = await redis.saveActivity(
        activityPlace,
        lastUses,
        activityTold,
        activityRead,
        JSON.stringify(page),
      );
      return isSaved === 1 ? { place: after, text } : undefined;
    },
    told: (names) => among(activityTold, names),
    read: (names) => among(activityRead, names),
    async followed() {
      const all = Object.entries(await redis.hgetall(activityUsers));
      return new Map(all.map(([username, text]) => [username, readJson(FollowedUser, text, activityUsers)]));
    },
    async followedAs(username) {
      const text = await redis.hget(activityUsers, username.toLowerCase());
      return text == null ? undefined : readJson(FollowedUser, text, activityUsers);
    },
    follow: async (username, user) => {
      await redis.hset(activityUsers, username.toLowerCase(), JSON.stringify(user));
    },
    async usage(usernames) {
      const names = [...new Set(usernames.map((name) => name.toLowerCase()))];
      if (names.length === 0) return new Map();
      const [users, uses] = await Promise.all([redis.hmget(activityUsers, ...names), redis.hmget(lastUses, ...names)]);
      return new Map(names.flatMap((name, at) => usageOf(name, users[at], uses[at], activityUsers)));
    },
  };
}

function usageOf(name: string, user: string | null | undefined, use: string | null | undefined, key: string) {
  if (user == null) return [];
  const from = readJson(FollowedUser, user, key).since;
  return [[name, use == null ? { from } : { from, at: Number(use) }] as [string, Usage]];
}

const keyed = (moments: ReadonlyMap<string, number>) => [...moments].map(([key, at]) => ({ key: short(key), at }));

/** Keys may be as long as an activity has targets. */
const short = (key: string): string => createHash('sha256').update(key).digest('base64url');
