import type { AccessRequest, Grant } from '../domain/records.ts';
import type { Scripts } from './connection.ts';
import { grantWords, searchWords } from './indexes.ts';
import type { Keys } from './keys.ts';

/** One page of a list; `number` 0 is the first. A page beyond the end is the last one there is. */
export type Page<T> = { items: T[]; number: number; size: number; total: number };
export type PageWanted = { number: number; size: number };

/** Reads one page of what is found in an index, however long that is. What it costs depends on the page alone. */
export type Lists = {
  /** Somebody's grants that have not ended, the soonest to expire first. */
  grantsByExpiry(owner: string, wanted: PageWanted): Promise<Page<Grant>>;
  /** Grants that have not ended and expire before a moment, the soonest first: somebody's, or everybody's. */
  expiringBefore(moment: Date, wanted: PageWanted, owner?: string): Promise<Page<Grant>>;
  /** How many of somebody's grants have ended. */
  endedOf(owner: string): Promise<number>;
  /** The grants whose integration user an admin has to suspend, or to activate, by hand; the oldest grant first. */
  stopsByHand(wanted: PageWanted): Promise<Page<Grant>>;
  /** The grants that have not ended and act as this integration user. */
  grantsOfUser(username: string): Promise<Grant[]>;
  /** How many those are. */
  countOfUser(username: string): Promise<number>;
  /** Somebody's requests: the open ones before those that have ended, each the newest first. */
  requestsByStanding(requester: string, wanted: PageWanted): Promise<Page<AccessRequest>>;
  /** Everybody's requests in a state, the oldest first. */
  requestsIn(state: 'awaiting_admin' | 'failed', wanted: PageWanted): Promise<Page<AccessRequest>>;
  /** The ids of all requests that wait for an approval or for their owner, the oldest first. */
  waiting(): Promise<string[]>;
  /** The oldest requests whose open stage names one of these groups, at most so many of each. */
  waitingFor(groups: readonly string[], most: number): Promise<AccessRequest[]>;
  /** Grants with a word that begins with each of these, the soonest to expire first. `more`: not all were looked at. */
  search(text: string, most: number): Promise<{ grants: Grant[]; more: boolean }>;
};

type Readers = {
  request(id: string): Promise<{ record: AccessRequest } | undefined>;
  grant(id: string): Promise<{ record: Grant } | undefined>;
};

/** Makes the reads of what a commit has indexed. */
export function createLists(redis: Scripts, keys: Keys, read: Readers): Lists {
  const grants = (ids: string[]) => recordsOf(ids, read.grant);
  const requests = (ids: string[]) => recordsOf(ids, read.request);

  return {
    async grantsByExpiry(owner, wanted) {
      const key = keys.expiringOf(owner);
      const at = clamped(wanted, await redis.zcard(key));
      return { ...at, items: await grants(await redis.zrange(key, at.from, at.to)) };
    },
    async expiringBefore(moment, wanted, owner) {
      const key = owner === undefined ? keys.expiring : keys.expiringOf(owner);
      const before = `(${moment.getTime()}`;
      const at = clamped(wanted, await redis.zcount(key, '-inf', before));
      const ids = await redis.zrangebyscore(key, '-inf', before, 'LIMIT', at.from, at.size);
      return { ...at, items: await grants(ids) };
    },
    async endedOf(owner) {
      const [all, live] = await Promise.all([redis.zcard(keys.grantsOf(owner)), redis.zcard(keys.expiringOf(owner))]);
      return Math.max(0, all - live);
    },
    async stopsByHand(wanted) {
      const at = clamped(wanted, await redis.zcard(keys.stopsByHand));
      return { ...at, items: await grants(await redis.zrange(keys.stopsByHand, at.from, at.to)) };
    },
    countOfUser: (username) => redis.zcard(keys.grantsOfUser(username.toLowerCase())),
    grantsOfUser: async (username) => grants(await redis.zrange(keys.grantsOfUser(username.toLowerCase()), 0, '-1')),
    async requestsByStanding(requester, wanted) {
      const key = keys.requestsByStanding(requester);
      const at = clamped(wanted, await redis.zcard(key));
      return { ...at, items: await requests(await redis.zrevrange(key, at.from, at.to)) };
    },
    async requestsIn(state, wanted) {
      const key = keys.requestsIn(state);
      const at = clamped(wanted, await redis.zcard(key));
      return { ...at, items: await requests(await redis.zrange(key, at.from, at.to)) };
    },
    waiting: () => redis.zrange(keys.waiting, 0, '-1'),
    async waitingFor(groups, most) {
      const found = await Promise.all(groups.map((group) => redis.zrange(keys.waitingFor(group), 0, `${most - 1}`)));
      const waiting = await requests([...new Set(found.flat())]);
      return waiting.sort((one, other) => one.filedAt.localeCompare(other.filedAt));
    },
    search: (text, most) => search(redis, keys, text, most, grants),
  };
}

function clamped({ number, size }: PageWanted, total: number) {
  const last = Math.max(0, Math.ceil(total / size) - 1);
  const at = Math.min(number, last);
  return { number: at, size, total, from: at * size, to: String((at + 1) * size - 1) };
}

async function recordsOf<T>(
  ids: readonly string[],
  read: (id: string) => Promise<{ record: T } | undefined>,
): Promise<T[]> {
  const found = await Promise.all(ids.map(read));
  return found.flatMap((stored) => (stored ? [stored.record] : []));
}

/** Follows the rarest of the words, so that as few grants as possible have to be looked at for the others. */
async function search(
  redis: Scripts,
  keys: Keys,
  text: string,
  most: number,
  grants: (ids: string[]) => Promise<Grant[]>,
): Promise<{ grants: Grant[]; more: boolean }> {
  const words = searchWords(text);
  const counts = await Promise.all(words.map((word) => redis.zlexcount(keys.search, ...beginningWith(word))));
  const rarest = words[counts.indexOf(Math.min(...counts))];
  if (rarest === undefined) return { grants: [], more: false };

  const members = await redis.zrangebylex(keys.search, ...beginningWith(rarest), 'LIMIT', 0, most + 1);
  const ids = members.slice(0, most).map((member) => member.slice(member.indexOf(' ') + 1));
  const found = (await grants([...new Set(ids)])).filter((grant) => hasAll(grant, words));
  found.sort((one, other) => one.terms.expires.localeCompare(other.terms.expires));
  return { grants: found, more: members.length > most };
}

const beginningWith = (word: string): [string, string] => [`[${word}`, `(${word}\u{10ffff}`];

function hasAll(grant: Grant, words: readonly string[]): boolean {
  const own = grantWords(grant);
  return words.every((word) => own.some((one) => one.startsWith(word)));
}
