import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Store } from '../../src/store/store.ts';
import { type StoreBench, startBench } from '../support/store-redis.ts';

let bench: StoreBench;
let stores: Store[];
let store: Store;

beforeAll(async () => {
  bench = await startBench();
  stores = Array.from({ length: 3 }, () => bench.open().store);
  store = stores[0] as Store;
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

describe('a slot in a channel', () => {
  test('is free at once when nobody else has one', async () => {
    const before = Date.now();
    const slot = await store.reserveSlot('C1', 1_000);
    expect(slot).toBeGreaterThanOrEqual(before);
    expect(slot).toBeLessThanOrEqual(Date.now());
  });

  test('belongs to one, however many processes ask at once, and the next comes a slot later', async () => {
    const asked = Array.from({ length: 30 }, (_, index) => stores[index % 3]?.reserveSlot('C1', 1_000));
    const slots = (await Promise.all(asked)).map(Number).sort((a, b) => a - b);
    const first = slots[0] ?? 0;
    expect(slots).toEqual(slots.map((_, index) => first + index * 1_000));
  });

  test('does not wait for another channel', async () => {
    await Promise.all([1, 2, 3].map(() => store.reserveSlot('C1', 60_000)));
    expect(await store.reserveSlot('C2', 60_000)).toBeLessThanOrEqual(Date.now());
  });

  test('is forgotten some time after it has passed, so that silent channels leave nothing behind', async () => {
    await store.reserveSlot('C1', 1_000);
    const ttl = await bench.raw.pttl(bench.keys.pace('C1'));
    expect(ttl).toBeGreaterThan(1_000);
    expect(ttl).toBeLessThanOrEqual(2_000);
  });
});

describe('a pause', () => {
  test('holds back the next slot, for every process', async () => {
    const before = Date.now();
    await store.pause('C1', 30_000);
    const slots = await Promise.all(stores.map((one) => one.reserveSlot('C1', 1_000)));
    expect(Math.min(...slots)).toBeGreaterThanOrEqual(before + 30_000);
    expect(new Set(slots).size).toBe(3);
  });

  test('never brings a slot forward', async () => {
    await Promise.all(Array.from({ length: 20 }, () => store.reserveSlot('C1', 1_000)));
    await store.pause('C1', 1_000);
    expect(await store.reserveSlot('C1', 1_000)).toBeGreaterThan(Date.now() + 15_000);
  });

  test('takes no slot itself: the first after it is at its end', async () => {
    await store.pause('C1', 5_000);
    const after = Date.now();
    expect(await store.reserveSlot('C1', 60_000)).toBeLessThanOrEqual(after + 5_000);
  });
});

describe('the first time', () => {
  test('is told to one of many who ask at once, again only after its end', async () => {
    const answers = await Promise.all(stores.map((one) => one.firstTime('help:U1', 60_000)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await bench.raw.pttl(bench.keys.claim('help:U1'))).toBeGreaterThan(50_000);
  });
});
