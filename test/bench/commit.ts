import type { ChainableCommander, Redis } from 'ioredis';
import { fileCreate } from '../../src/domain/request.ts';
import { seal } from '../../src/store/audit.ts';
import { auditPlaces } from '../../src/store/audit-index.ts';
import type { Change } from '../../src/store/commit.ts';
import { requestEntries } from '../../src/store/indexes.ts';
import type { Keys } from '../../src/store/keys.ts';
import { filing, moved } from '../support/domain-cases.ts';
import { change, type StoreBench } from '../support/store-redis.ts';
import { compare, type Finding, turnsOf } from './measure.ts';

const TURNS = 500;

/**
 * The commit of a new request with its events and effects, guarded and sealed, against one MULTI that writes the same
 * bytes to the same kinds of keys without looking at anything.
 */
export async function commitOfRequest(bench: StoreBench): Promise<Finding[]> {
  const { store } = bench.open();
  const numbers = Array.from({ length: 2 * turnsOf(TURNS) }, (_, index) => index + 1);
  const changes = numbers.map(filed);
  // What is written is worked out beforehand for the bare one: it only sends.
  const bare = changes.splice(turnsOf(TURNS)).map((one) => multi(bench.raw, bench.keys, one));
  const next = <T>(all: T[]): T => {
    const one = all.shift();
    if (one === undefined) throw new Error('There are more turns than were prepared.');
    return one;
  };
  return [
    await compare(
      'commit of a request',
      TURNS,
      () => store.commit(next(changes)),
      () => next(bare).exec(),
    ),
  ];
}

function filed(number: number): Change {
  const { request, grant: _, ...rest } = moved(fileCreate(filing({ id: `REQ-${number}` })));
  if (!request) throw new Error('Nothing was filed.');
  return change({ requests: [{ record: request, version: 0 }], events: rest.events, effects: rest.effects });
}

function multi(redis: Redis, keys: Keys, { requests, events, effects }: Change): ChainableCommander {
  const all = redis.multi();
  const record = requests[0]?.record;
  if (!record) return all;
  const sealed = seal({ seq: 0, hash: '' }, events);
  const entries = [...requestEntries(record, keys), ...sealed.flatMap((one) => auditPlaces(one, keys))];
  const indexed = JSON.stringify(entries.map(({ key, member }) => [key, member]));
  all.hset(keys.record(record.id), { version: 1, data: JSON.stringify(record), indexed, commit: record.id });
  for (const one of sealed) all.rpush(`${keys.audit}:bare`, JSON.stringify(one));
  all.hset(`${keys.auditHead}:bare`, { seq: 1, hash: sealed.at(-1)?.hash ?? '' });
  for (const effect of effects)
    all.xadd(`${keys.outbox}:bare`, '*', 'effect', JSON.stringify({ id: record.id, effect }));
  if (record.dueAt !== undefined) all.zadd(`${keys.due}:bare`, Date.parse(record.dueAt), record.id);
  for (const { key, member, score } of entries) all.zadd(`${key}:bare`, score, member);
  return all;
}
