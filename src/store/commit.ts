import { randomUUID } from 'node:crypto';
import { ReplyError } from 'ioredis';
import { z } from 'zod';
import type { AuditEvent, Claim, Effect } from '../domain/effects.ts';
import type { AccessRequest, Grant } from '../domain/records.ts';
import { type AuditHead, auditHead, seal } from './audit.ts';
import { auditPlaces } from './audit-index.ts';
import type { Scripts } from './connection.ts';
import { StoreError } from './errors.ts';
import { grantEntries, type IndexEntry, requestEntries, score } from './indexes.ts';
import type { Keys } from './keys.ts';
import { type OtherRecord, otherEntries } from './kinds.ts';
import { readJson } from './stored-json.ts';

/** A record as it was read. Version 0 is one that is not stored yet. */
export type Stored<T> = { record: T; version: number };
export type TimedClaim = Claim & { ttlMs?: number };

/** Everything that one transition writes. */
export type Change = {
  requests: Stored<AccessRequest>[];
  grants: Stored<Grant>[];
  records?: Stored<OtherRecord>[];
  events: AuditEvent[];
  effects: Effect[];
  claims: TimedClaim[];
  releases: Claim[];
  /** The last audit event that goes, with all before it. */
  trim?: AuditHead;
};

/** An effect on its way, with an id that is the same however often it is delivered. */
export type OutboxEffect = { id: string; effect: Effect };

/**
 * Makes the one way to write. Commits of a process go one after the other, because each is sealed onto the audit event
 * before it; between processes the script finds out whose came first, and the later is sealed again.
 * Throws {@link StoreError} `record_moved` or `claim_held`; then nothing was written.
 */
export function createCommit(redis: Scripts, keys: Keys): (change: Change) => Promise<void> {
  let head: AuditHead | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const write = async (change: Change): Promise<void> => {
    const token = randomUUID();
    const indexed = await indexing(change, redis, keys);
    head ??= await auditHead(redis, keys);
    for (;;) {
      const script = toScript(change, indexed, head, keys, token);
      const [answer, first, second] = await redis.commitChange(
        script.keys.length,
        ...script.keys,
        JSON.stringify(script.body),
      );
      if (answer === 1) {
        head = script.newHead;
        return;
      }
      if (answer === -3) {
        head = { seq: Number(first), hash: String(second) };
        continue;
      }
      const key = script.keys[Number(first) - 1] ?? '';
      const claim = change.claims.find(({ name }) => keys.claim(name) === key)?.name;
      throw refusedBy(answer, key, { claim, holder: String(second) });
    }
  };

  return (change) => {
    const turn = last.then(() => write(change));
    const next = turn.catch((error: unknown) => {
      head = undefined;
      if (error instanceof StoreError || error instanceof ReplyError) return;
      // Redis is away. Who waited for this turn has waited long enough, and fails with it; who comes now tries anew.
      last = Promise.resolve();
      throw error;
    });
    next.catch(() => undefined);
    last = next;
    return turn;
  };
}

function refusedBy(answer: number, key: string, held: { claim: string | undefined; holder: string }): StoreError {
  if (answer === -1) return new StoreError('record_moved', key);
  if (answer === -2) return new StoreError('claim_held', key, held);
  return new StoreError('unknown_answer', `commit answered ${answer}`);
}

/** Where a record is in the index sets: where it was, and where it belongs now. */
type Indexed = Stored<AccessRequest | Grant | OtherRecord> & { before: readonly Place[]; entries: IndexEntry[] };

const Place = z.tuple([z.string(), z.string()]);
type Place = z.infer<typeof Place>;

const placeOf = ({ key, member }: IndexEntry): Place => [key, member];

/** What is read here belongs to the version that is about to be replaced, or else the script refuses the commit. */
function indexing({ requests, grants, records: others = [] }: Change, redis: Scripts, keys: Keys): Promise<Indexed[]> {
  const records = [
    ...requests.map((stored) => ({ ...stored, entries: requestEntries(stored.record, keys) })),
    ...grants.map((stored) => ({ ...stored, entries: grantEntries(stored.record, keys) })),
    ...others.map((stored) => ({ ...stored, entries: otherEntries(stored.record, keys) })),
  ];
  return Promise.all(records.map(async (stored) => ({ ...stored, before: await placesOf(stored, redis, keys) })));
}

async function placesOf({ record, version }: Stored<{ id: string }>, redis: Scripts, keys: Keys) {
  const text = version === 0 ? null : await redis.hget(keys.record(record.id), 'indexed');
  return text === null ? [] : readJson(z.array(Place), text, record.id);
}

function toScript(change: Change, records: readonly Indexed[], head: AuditHead, keys: Keys, token: string) {
  const list = [keys.audit, keys.auditHead, keys.outbox, keys.due];
  const key = (name: string): number => {
    const known = list.indexOf(name);
    return known >= 0 ? known + 1 : list.push(name);
  };
  const sealed = seal(head, change.events);
  const newHead = sealed.at(-1) ?? head;
  const body = {
    token,
    records: records.map(({ record, version, entries }) => ({
      key: key(keys.record(record.id)),
      version,
      data: JSON.stringify(record),
      indexed: JSON.stringify(entries.map(placeOf)),
    })),
    audit: {
      ...head,
      entries: sealed.map((event) => JSON.stringify(event)),
      newSeq: newHead.seq,
      newHash: newHead.hash,
      trim: change.trim,
    },
    effects: withIds(change).map((effect) => JSON.stringify(effect)),
    claims: change.claims.map(({ name, holder, ttlMs }) => ({ key: key(keys.claim(name)), holder, ttl: ttlMs })),
    releases: change.releases.map(({ name, holder }) => ({ key: key(keys.claim(name)), holder })),
    due: records.map(({ record: { id, dueAt } }) =>
      dueAt === undefined ? { id } : { id, at: score(Date.parse(dueAt), id) },
    ),
    indexes: [...records.flatMap(({ entries }) => entries), ...sealed.flatMap((event) => auditPlaces(event, keys))].map(
      (entry) => ({ ...entry, key: key(entry.key) }),
    ),
    removals: records.flatMap((stored) => leftBy(stored).map(([from, member]) => ({ key: key(from), member }))),
  };
  return { keys: list, body, newHead: { seq: newHead.seq, hash: newHead.hash } };
}

function leftBy({ before, entries }: Indexed): Place[] {
  const now = new Set(entries.map((entry) => placeOf(entry).join('\n')));
  return before.filter((place) => !now.has(place.join('\n')));
}

function withIds({ requests, grants, records = [], effects }: Change): OutboxEffect[] {
  const source = requests[0] ?? grants[0] ?? records[0];
  const origin = source === undefined ? randomUUID() : `${source.record.id}.v${source.version + 1}`;
  return effects.map((effect, index) => ({ id: `${origin}.${index}`, effect }));
}
