import type { UserRecords } from '../domain/drift-recorded.ts';
import { numberOf } from '../domain/ids.ts';
import type { AccessRequest, Grant } from '../domain/records.ts';
import type { Scripts } from './connection.ts';
import { userMember } from './indexes.ts';
import type { Keys } from './keys.ts';

/** What a comparison with Workiva reads. */
export type Drifts = {
  /** The usernames of all integration users after one, in their order; read one by one, so that a reader may stop. */
  users(after?: string): AsyncIterable<string>;
  /**
   * The approved requests that name an integration user, the oldest first, and their grants. Every live grant that acts
   * as it is among them, also one of an earlier version that has noted no such requests.
   */
  known(username: string): Promise<UserRecords>;
  /** Of how many integration users something was found that nobody has settled. */
  open(): Promise<number>;
};

type Readers = {
  request(id: string): Promise<{ record: AccessRequest } | undefined>;
  grant(id: string): Promise<{ record: Grant } | undefined>;
};

/** Makes the reads of a comparison with Workiva. */
export function createDrifts(redis: Scripts, keys: Keys, read: Readers): Drifts {
  async function* users(after = ''): AsyncGenerator<string> {
    for (let last = after; ; ) {
      const from = last === '' ? '-' : `[${pastLast(last)}`;
      const [member] = await redis.zrangebylex(keys.integrationUsers, from, '+', 'LIMIT', 0, 1);
      if (member === undefined) return;
      last = member.slice(0, member.indexOf(' '));
      yield last;
    }
  }

  return {
    users,
    async known(username) {
      const first = userMember(username, '');
      const members = await redis.zrangebylex(keys.integrationUsers, `[${first}`, `(${pastLast(username)}`);
      const ids = members.map((member) => member.slice(first.length));
      const live = await redis.zrange(keys.grantsOfUser(username.toLowerCase()), 0, '-1');
      const makers = (await all(live, read.grant)).map(({ createdBy }) => createdBy);
      const noted = await all(inOrder([...ids, ...makers]), read.request);
      const requests = noted.filter(({ terms }) => userMember(terms.user.username, '') === first);
      const about = requests.flatMap(({ grant }) => grant ?? []);
      const grants = await all(inOrder([...about, ...live]), read.grant);
      return { requests, grants };
    },
    open: () => redis.zcard(keys.openDrift),
  };
}

/** Each once, by their numbers. */
const inOrder = (ids: readonly string[]): string[] =>
  [...new Set(ids)].sort((one, other) => numberOf(one) - numberOf(other));

/** Comes after every member of a user, and before those of the next: the character after a space. */
const pastLast = (username: string): string => `${username.toLowerCase()}!`;

async function all<T>(ids: readonly string[], read: (id: string) => Promise<{ record: T } | undefined>): Promise<T[]> {
  const found = await Promise.all(ids.map(read));
  return found.flatMap((stored) => stored?.record ?? []);
}
