import type { Redis } from 'ioredis';
import { fileCreate } from '../../src/domain/request.ts';
import { seal } from '../../src/store/audit.ts';
import { auditPlaces } from '../../src/store/audit-index.ts';
import type { Change } from '../../src/store/commit.ts';
import { requestEntries } from '../../src/store/indexes.ts';
import type { Keys } from '../../src/store/keys.ts';
import { filing, moved } from '../support/domain-cases.ts';
import { change, type StoreBench } from '../support/store-redis.ts';
import { compare, type Finding } from './measure.ts';

const TURNS = 500;

/**
 * The commit of a new request with its events and effects, guarded and sealed, against one MULTI that writes the same
 * bytes to the same kinds of keys without looking at anything.
 */
export async function commitOfRequest(bench: StoreBench): Promise<Finding[]> {
  const { store } = bench.open();
  let number = 0;
  const ours = () => store.commit(filed(++number));
  const bare = () => multi(bench.raw, bench.keys, filed(++number));
  return [await compare('commit of a request', TURNS, ours, bare)];
}

function filed(number: number): Change {
  const { request, grant: _, ...rest } = moved(fileCreate(filing({ id: `REQ-${number}` })));
  if (!request) throw new Error('Nothing was filed.');
  return change({ requests: [{ record: request, version: 0 }], events: rest.events, effects: rest.effects });
}

async function multi(redis: Redis, keys: Keys, { requests, events, effects }: Change): Promise<void> {
  const record = requests[0]?.record;
  if (!record) return;
  const sealed = seal({ seq: 0, hash: '' }, events);
  const entries = [...requestEntries(record, keys), ...sealed.flatMap((one) => auditPlaces(one, keys))];
  const indexed = JSON.stringify(entries.map(({ key, member }) => [key, member]));
  const all = redis.multi();
  all.hset(keys.record(record.id), { version: 1, data: JSON.stringify(record), indexed, commit: record.id });
  for (const one of sealed) all.rpush(`${keys.audit}:bare`, JSON.stringify(one));
  all.hset(`${keys.auditHead}:bare`, { seq: 1, hash: sealed.at(-1)?.hash ?? '' });
  for (const effect of effects)
    all.xadd(`${keys.outbox}:bare`, '*', 'effect', JSON.stringify({ id: record.id, effect }));
  if (record.dueAt !== undefined) all.zadd(`${keys.due}:bare`, Date.parse(record.dueAt), record.id);
  for (const { key, member, score } of entries) all.zadd(`${key}:bare`, score, member);
  await all.exec();
}
