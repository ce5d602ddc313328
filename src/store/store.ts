import type { z } from 'zod';
import type { Delegation } from '../domain/delegation-record.ts';
import type { Drift } from '../domain/drift-record.ts';
import { requestId } from '../domain/ids.ts';
import type { Preferences } from '../domain/preferences.ts';
import { AccessRequest, Grant } from '../domain/records.ts';
import type { Review, ReviewPart } from '../domain/review-records.ts';
import { type ActivityStore, createActivityStore } from './activity.ts';
import { type AuditHead, auditHead, readAudit, type SealedEvent } from './audit.ts';
import { auditHistory, type History } from './audit-index.ts';
import { verifyAudit } from './audit-verify.ts';
import { type Change, createCommit, type Stored } from './commit.ts';
import type { Scripts } from './connection.ts';
import { createDrifts, type Drifts } from './drift.ts';
import { createKeys } from './keys.ts';
import { KINDS } from './kinds.ts';
import { createLists, type Lists } from './lists.ts';
import { createReviews, type Reviews } from './reviews.ts';
import { readJson } from './stored-json.ts';

/** How many requests are read at a time where all are read. */
const BATCH = 100;

/** Everything that Grantdesk keeps. Reads answer `undefined` for what is not there. */
export type Store = {
  commit(change: Change): Promise<void>;
  /** The id for a new request. Numbers are never given twice; one may be left out. */
  nextRequestId(): Promise<string>;
  request(id: string): Promise<Stored<AccessRequest> | undefined>;
  grant(id: string): Promise<Stored<Grant> | undefined>;
  delegation(id: string): Promise<Stored<Delegation> | undefined>;
  preferences(id: string): Promise<Stored<Preferences> | undefined>;
  review(id: string): Promise<Stored<Review> | undefined>;
  /** One part of a review. */
  part(id: string): Promise<Stored<ReviewPart> | undefined>;
  /** What was found about an integration user. */
  drift(id: string): Promise<Stored<Drift> | undefined>;
  /** Newest first. */
  requestsOf(person: string, count: number): Promise<AccessRequest[]>;
  grantsOf(person: string, count: number): Promise<Grant[]>;
  /** Every request, newest first, read a hundred at a time. */
  allRequests(): AsyncIterable<AccessRequest>;
  /** Pages of longer lists, each in an order of its own. */
  lists: Lists;
  reviews: Reviews;
  /** What Workiva's activity log says. */
  activity: ActivityStore;
  drifts: Drifts;
  /** Keeps a text for `forMs`; {@link kept} answers it until then. */
  keep(name: string, text: string, forMs: number): Promise<void>;
  kept(name: string): Promise<string | undefined>;
  /** Who holds a claim. */
  claimHolder(name: string): Promise<string | undefined>;
  /** Answers true to the first who asks within `forMs`. */
  firstTime(name: string, forMs: number): Promise<boolean>;
  /** Lets {@link firstTime} answer true once more, because what was to be done could not be. */
  forgetTime(name: string): Promise<void>;
  /** Ids whose time has come, the longest due first. */
  due(now: Date, count: number, skip?: number): Promise<string[]>;
  audit: {
    read(from?: number, count?: number): Promise<SealedEvent[]>;
    verify(): Promise<{ sound: number; brokenAt?: number }>;
    /** Number and hash of the last event; number 0 before the first. */
    head(): Promise<AuditHead>;
    /** The newest events of a request, a grant or a person, `skip` of them passed over. */
    history(subject: string, count: number, skip?: number): Promise<History>;
  };
  /** The moment (ms) from which the caller may send to a channel. */
  reserveSlot(channel: string, slotMs: number): Promise<number>;
  /** Lets nobody send to a channel for a while. */
  pause(channel: string, forMs: number): Promise<void>;
  ping(): Promise<void>;
};

/** Makes the store of one installation. */
export function createStore(redis: Scripts, installation: string): Store {
  const keys = createKeys(installation);

  async function read<T>(id: string, schema: z.ZodType<T>): Promise<Stored<T> | undefined> {
    const [version, data] = await redis.hmget(keys.record(id), 'version', 'data');
    if (version == null || data == null) return undefined;
    return { record: readJson(schema, data, id), version: Number(version) };
  }

  async function newest<T>(index: string, count: number, schema: z.ZodType<T>): Promise<T[]> {
    const ids = await redis.zrevrange(index, 0, count - 1);
    const records = await Promise.all(ids.map((id) => read(id, schema)));
    return records.flatMap((stored) => (stored ? [stored.record] : []));
  }

  async function* allRequests(): AsyncGenerator<AccessRequest> {
    for (let last = Number(await redis.get(keys.counter('request'))); last > 0; last -= BATCH) {
      const ids = Array.from({ length: Math.min(BATCH, last) }, (_, below) => requestId(last - below));
      const batch = await Promise.all(ids.map((id) => read(id, AccessRequest)));
      for (const stored of batch) if (stored) yield stored.record;
    }
  }

  return {
    commit: createCommit(redis, keys),
    nextRequestId: async () => requestId(await redis.incr(keys.counter('request'))),
    request: (id) => read(id, AccessRequest),
    grant: (id) => read(id, Grant),
    delegation: (id) => read(id, KINDS.delegation.schema),
    preferences: (id) => read(id, KINDS.preferences.schema),
    review: (id) => read(id, KINDS.review.schema),
    part: (id) => read(id, KINDS.part.schema),
    drift: (id) => read(id, KINDS.drift.schema),
    requestsOf: (person, count) => newest(keys.requestsOf(person), count, AccessRequest),
    grantsOf: (person, count) => newest(keys.grantsOf(person), count, Grant),
    allRequests,
    lists: createLists(redis, keys, {
      request: (id) => read(id, AccessRequest),
      grant: (id) => read(id, Grant),
    }),
    reviews: createReviews(redis, keys, {
      review: (id) => read(id, KINDS.review.schema),
      part: (id) => read(id, KINDS.part.schema),
      grant: (id) => read(id, Grant),
    }),
    drifts: createDrifts(redis, keys, { request: (id) => read(id, AccessRequest), grant: (id) => read(id, Grant) }),
    activity: createActivityStore(redis, keys),
    keep: async (name, text, forMs) => {
      await redis.set(keys.kept(name), text, 'PX', forMs);
    },
    kept: async (name) => (await redis.get(keys.kept(name))) ?? undefined,
    claimHolder: async (name) => (await redis.get(keys.claim(name))) ?? undefined,
    firstTime: async (name, forMs) => (await redis.set(keys.claim(name), '1', 'PX', forMs, 'NX')) === 'OK',
    forgetTime: async (name) => {
      await redis.del(keys.claim(name));
    },
    due: (now, count, skip = 0) => redis.zrangebyscore(keys.due, '-inf', now.getTime(), 'LIMIT', skip, count),
    audit: {
      read: (from, count) => readAudit(redis, keys, from, count),
      verify: () => verifyAudit(redis, keys),
      head: () => auditHead(redis, keys),
      history: (subject, count, skip) => auditHistory(redis, keys, subject, count, skip),
    },
    reserveSlot: (channel, slotMs) => redis.reserveSlot(keys.pace(channel), Date.now(), slotMs, 1),
    pause: async (channel, forMs) => {
      await redis.reserveSlot(keys.pace(channel), Date.now(), forMs, 0);
    },
    ping: async () => {
      await redis.ping();
    },
  };
}
