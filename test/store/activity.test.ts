import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ActivityPage } from '../../src/store/activity.ts';
import type { Store } from '../../src/store/store.ts';
import { NOW } from '../support/domain-cases.ts';
import { type StoreBench, startBench } from '../support/store-redis.ts';

const T = NOW.getTime();
/** More than is kept of changes that have been read. */
const FLOOD = 20_010;

let bench: StoreBench;
let store: Store;

beforeAll(async () => {
  bench = await startBench();
  ({ store } = bench.open());
});
afterAll(() => bench.close());

const page = (changes: Partial<ActivityPage>): ActivityPage => ({
  place: { startedAt: T, askedFrom: T, from: T },
  ...{ uses: new Map(), told: new Map(), forget: T, read: new Map(), forgetRead: T },
  ...changes,
});

test('of a flood of changes that have been read the newest are remembered, in bounded memory', async () => {
  const read = new Map(Array.from({ length: FLOOD }, (_, number) => [`change ${number}`, T + number]));
  await store.activity.save(await store.activity.place(), page({ read }));
  expect(await bench.raw.zcard(bench.keys.activityRead)).toBe(20_000);
  expect(await store.activity.read(['change 9', 'change 10', `change ${FLOOD - 1}`])).toEqual(
    new Set(['change 10', `change ${FLOOD - 1}`]),
  );
});

test('what was read before the moment up to which it may be forgotten is forgotten, and no sooner', async () => {
  const read = new Map([
    ['at it', T + 50_000],
    ['before it', T + 49_999],
  ]);
  await store.activity.save(await store.activity.place(), page({ read, forgetRead: T + 50_000 }));
  expect(await store.activity.read(['at it', 'before it'])).toEqual(new Set(['at it']));
});
