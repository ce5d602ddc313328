import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { notify } from '../../src/domain/effects.ts';
import { redisFaults } from '../../src/store/connection.ts';
import type { Store } from '../../src/store/store.ts';
import { ANA } from '../support/domain-cases.ts';
import { change, event, request, type StoreBench, startBench } from '../support/store-redis.ts';

/** The two seconds that are promised, and what a busy machine adds. */
const SOON_MS = 2_600;

let bench: StoreBench;
let store: Store;

beforeAll(async () => {
  bench = await startBench();
  store = bench.open().store;
});
afterAll(() => bench.close());

const file = (number: number) =>
  store.commit(
    change({
      requests: [{ record: request({ id: `REQ-${number}` }), version: 0 }],
      events: [event({ subjects: [`REQ-${number}`] })],
      effects: [notify('card', `REQ-${number}`)],
    }),
  );

/** How each ended, and after how many ms. */
const timed = async (work: Promise<unknown>) => {
  const began = performance.now();
  const [outcome] = await Promise.allSettled([work]);
  return { status: outcome?.status, ms: performance.now() - began };
};

/** Asks until there is an answer: the connection comes back by itself, and nobody says when. */
async function untilBack(): Promise<void> {
  for (;;) {
    const answered = await store.ping().then(
      () => true,
      () => false,
    );
    if (answered) return;
  }
}

describe('while Redis is away', () => {
  test('everything fails within two seconds, commits that wait for each other too, and all is well afterwards', async () => {
    await file(1);
    await bench.server.kill();
    const work = await Promise.all([
      ...Array.from({ length: 8 }, (_, index) => timed(file(index + 2))),
      timed(store.request('REQ-1')),
      timed(store.requestsOf(ANA, 5)),
      timed(store.nextRequestId()),
      timed(store.reserveSlot('C1', 1_000)),
      timed(store.audit.verify()),
      timed(store.ping()),
    ]);
    expect(work.map(({ status }) => status)).toEqual(work.map(() => 'rejected'));
    expect(Math.max(...work.map(({ ms }) => ms))).toBeLessThan(SOON_MS);

    const again = await timed(file(20));
    expect(again.status).toBe('rejected');
    expect(again.ms).toBeLessThan(SOON_MS);

    await bench.server.start();
    await untilBack();
    await bench.raw.ping();
    await Promise.all([file(30), file(31), file(32)]);
    expect((await store.requestsOf(ANA, 3)).map(({ id }) => id)).toEqual(['REQ-32', 'REQ-31', 'REQ-30']);
    expect(await store.audit.verify()).toEqual({ sound: expect.any(Number) });
  });

  test('a process that starts meanwhile works once Redis is there', async () => {
    await bench.server.kill();
    const late = bench.open().store;
    await expect(late.ping()).rejects.toThrow();
    await bench.server.start();
    store = late;
    await untilBack();
    await expect(file(40)).resolves.toBeUndefined();
    expect(await late.request('REQ-40')).toMatchObject({ version: 1 });
  });
});

describe('the settings of Redis', () => {
  test('that keep every decision have no fault', async () => {
    expect(await redisFaults(bench.open().redis)).toEqual([]);
  });

  test('that would lose data are told, each with its remedy', async () => {
    const { redis } = bench.open();
    await redis.config('SET', 'appendonly', 'no');
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await redisFaults(redis)).toEqual([
      expect.stringContaining('--appendonly yes'),
      expect.stringContaining('set maxmemory-policy to noeviction'),
    ]);
  });
});
