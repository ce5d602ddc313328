import type { Grant } from '../domain/records.ts';
import type { Review, ReviewPart } from '../domain/review-records.ts';
import type { PartTally } from '../domain/review-tally.ts';
import type { Stored } from './commit.ts';
import type { Scripts } from './connection.ts';
import type { Keys } from './keys.ts';
import { readTally } from './review-tally.ts';

/** How many grants are read at a time where all of them are read. */
const BATCH = 200;

/** What access reviews read beside single records. */
export type Reviews = {
  /** The review that began last. */
  latest(): Promise<Stored<Review> | undefined>;
  /** Newest first. */
  newest(count: number): Promise<Review[]>;
  /** What is counted of every part of a review. */
  tally(review: string): Promise<PartTally[]>;
  /** The parts of a review, read one after the other, by reviewer. */
  parts(review: string): AsyncIterable<Stored<ReviewPart>>;
  /** Every grant that is active or suspended, each once, a few hundred read at a time, in no order. */
  liveGrants(): AsyncIterable<Grant>;
};

type Readers = {
  review(id: string): Promise<Stored<Review> | undefined>;
  part(id: string): Promise<Stored<ReviewPart> | undefined>;
  grant(id: string): Promise<Stored<Grant> | undefined>;
};

/** Makes the reads of access reviews. */
export function createReviews(redis: Scripts, keys: Keys, read: Readers): Reviews {
  const tally = async (review: string) => readTally(await redis.zrange(keys.tallyOf(review), 0, '-1', 'WITHSCORES'));

  async function* parts(review: string): AsyncGenerator<Stored<ReviewPart>> {
    for (const { id } of await tally(review)) {
      const part = await read.part(id);
      if (part) yield part;
    }
  }

  async function* liveGrants(): AsyncGenerator<Grant> {
    const seen = new Set<string>();
    let cursor = '0';
    do {
      const [next, members] = await redis.zscan(keys.expiring, cursor, 'COUNT', BATCH);
      cursor = next;
      const ids = members.filter((id, at) => at % 2 === 0 && !seen.has(id));
      for (const id of ids) seen.add(id);
      for (const stored of await Promise.all(ids.map(read.grant))) {
        const live = stored?.record.state === 'active' || stored?.record.state === 'suspended';
        if (stored && live) yield stored.record;
      }
    } while (cursor !== '0');
  }

  return {
    async latest() {
      const [id] = await redis.zrevrange(keys.reviews, 0, 0);
      return id === undefined ? undefined : read.review(id);
    },
    async newest(count) {
      const found = await Promise.all((await redis.zrevrange(keys.reviews, 0, count - 1)).map(read.review));
      return found.flatMap((stored) => (stored ? [stored.record] : []));
    },
    tally,
    parts,
    liveGrants,
  };
}
