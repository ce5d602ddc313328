import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SYSTEM } from '../../src/domain/effects.ts';
import type { Store } from '../../src/store/store.ts';
import { change, event, everything, request, type StoreBench, startBench } from '../support/store-redis.ts';

let bench: StoreBench;
let store: Store;

beforeAll(async () => {
  bench = await startBench();
  ({ store } = bench.open());
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

const write = (by: Store, ...actions: string[]) =>
  by.commit(change({ events: actions.map((action) => event({ action })) }));
const actionsOf = async (subject: string, count = 100, skip = 0) =>
  (await store.audit.history(subject, count, skip)).events.map(({ action }) => action);

describe('the history of a subject', () => {
  test('has every event about it, newest first, and none about another', async () => {
    await write(store, 'one', 'two');
    await store.commit(change({ events: [event({ action: 'other', subjects: ['REQ-8'] })] }));
    await write(store, 'three');
    expect(await actionsOf('REQ-7')).toEqual(['three', 'two', 'one']);
    expect(await actionsOf('REQ-9')).toEqual([]);
  });

  test('of a person has what they did, and what was done about them; nothing is kept for what happens by itself', async () => {
    await store.commit(
      change({
        events: [
          event({ action: 'did', actor: 'U0BEN' }),
          event({ action: 'both', actor: 'U0BEN', subjects: ['U0BEN'] }),
          event({ action: 'about', actor: SYSTEM, subjects: ['U0BEN'] }),
        ],
      }),
    );
    expect(await actionsOf('U0BEN')).toEqual(['about', 'both', 'did']);
    expect(await bench.raw.exists(bench.keys.auditOf(SYSTEM))).toBe(0);
  });

  test('is read in parts, with how many events there are', async () => {
    await write(store, ...Array.from({ length: 25 }, (_, at) => `${at}`));
    expect(await actionsOf('REQ-7', 3, 2)).toEqual(['22', '21', '20']);
    expect((await store.audit.history('REQ-7', 3)).total).toBe(25);
  });

  test('is written in the same step: a commit that is refused leaves none of it', async () => {
    const stored = { record: request(), version: 0 };
    await store.commit(change({ requests: [stored], events: [event()] }));
    const before = await everything(bench.raw);
    const again = store.commit(change({ requests: [stored], events: [event({ subjects: ['REQ-99'] })] }));
    await expect(again).rejects.toMatchObject({ code: 'record_moved' });
    expect(await everything(bench.raw)).toEqual(before);
  });

  test('names the right events where several processes write at once', async () => {
    const stores = Array.from({ length: 4 }, () => bench.open().store);
    await Promise.all(
      Array.from({ length: 80 }, (_, at) =>
        stores[at % 4]?.commit(change({ events: [event({ action: `${at}`, subjects: [`REQ-${at % 5}`] })] })),
      ),
    );
    for (let subject = 0; subject < 5; subject++) {
      const numbers = (await actionsOf(`REQ-${subject}`)).map(Number);
      expect(numbers).toHaveLength(16);
      for (const number of numbers) expect(number % 5).toBe(subject);
    }
  });
});
