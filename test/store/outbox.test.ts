import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Effect, notify } from '../../src/domain/effects.ts';
import { createOutbox, OUTBOX_START, type Outbox } from '../../src/store/outbox.ts';
import type { Store } from '../../src/store/store.ts';
import { grant } from '../support/domain-cases.ts';
import { change, request, type StoreBench, startBench } from '../support/store-redis.ts';

let bench: StoreBench;
let store: Store;
let outbox: Outbox;

beforeAll(async () => {
  bench = await startBench();
  store = bench.open().store;
  outbox = createOutbox(bench.open().redis, bench.installation);
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

const EFFECTS: Effect[] = [
  notify('approval', 'REQ-7'),
  notify('warning', 'GRANT-7', '2027-02-22.86400000'),
  { kind: 'provision', request: 'REQ-7', step: 'user', run: 1 },
];
const send = (effects: Effect[], version = 0) =>
  store.commit(change({ requests: [{ record: request(), version }], effects }));

/** Reads from the beginning, as a relay does that has just started. */
const read = async (count: number, blockMs: number) => (await outbox.next(OUTBOX_START, count, blockMs)).items;

describe('the outbox', () => {
  test('gives effects in the order in which they were written, whole', async () => {
    await send(EFFECTS);
    expect((await read(10, 1)).map(({ item }) => item.effect)).toEqual(EFFECTS);
  });

  test('gives them again until they are forgotten, and then never', async () => {
    await send(EFFECTS);
    const first = await read(10, 1);
    expect(await read(10, 1)).toEqual(first);
    await outbox.forget(first.slice(0, 2).map(({ entry }) => entry));
    expect(await read(10, 1)).toEqual(first.slice(2));
    await outbox.forget(first.map(({ entry }) => entry));
    expect(await read(10, 1)).toEqual([]);
  });

  test('gives no more than asked for', async () => {
    await send(EFFECTS);
    expect((await read(2, 1)).map(({ item }) => item.effect)).toEqual(EFFECTS.slice(0, 2));
  });

  test('gives each effect an id that says of which record, version and place it is', async () => {
    await send(EFFECTS.slice(0, 2));
    await send(EFFECTS.slice(2), 1);
    await store.commit(change({ grants: [{ record: grant(), version: 0 }], effects: EFFECTS.slice(0, 1) }));
    expect((await read(10, 1)).map(({ item }) => item.id)).toEqual([
      'REQ-7.v1.0',
      'REQ-7.v1.1',
      'REQ-7.v2.0',
      'GRANT-7.v1.0',
    ]);
  });

  test('gives effects without a record ids of their own', async () => {
    await store.commit(change({ effects: EFFECTS.slice(0, 1) }));
    await store.commit(change({ effects: EFFECTS.slice(0, 1) }));
    const ids = (await read(10, 1)).map(({ item }) => item.id);
    expect(new Set(ids).size).toBe(2);
  });

  test('waits for an effect that is written meanwhile', async () => {
    const waiting = read(10, 10_000);
    await send(EFFECTS);
    expect((await waiting).length).toBeGreaterThan(0);
  });

  test('gives nothing when none comes in time', async () => {
    expect(await read(10, 1)).toEqual([]);
  });

  test('sets apart an entry that this version does not know, and gives those after it', async () => {
    await bench.raw.xadd(bench.keys.outbox, '1-1', 'effect', '{"id":"REQ-7.v9.0","effect":{"kind":"sing"}}');
    await bench.raw.xadd(bench.keys.outbox, '1-2', 'effect', 'not JSON');
    await send(EFFECTS);
    const batch = await outbox.next(OUTBOX_START, 10, 1);
    expect(batch.unreadable).toEqual(['1-1', '1-2']);
    expect(batch.items.map(({ item }) => item.effect)).toEqual(EFFECTS);
    expect((await outbox.next(batch.last, 10, 1)).items).toEqual([]);
  });
});
