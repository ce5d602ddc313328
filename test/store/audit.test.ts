import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Store } from '../../src/store/store.ts';
import { change, event, request, type StoreBench, startBench } from '../support/store-redis.ts';

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

describe('the audit chain', () => {
  test('stays whole under 200 commits of four processes at once, and loses none', async () => {
    const stores = Array.from({ length: 4 }, () => bench.open().store);
    const commits = Array.from({ length: 200 }, (_, index) => {
      const id = `REQ-${index + 1}`;
      const events = Array.from({ length: 1 + (index % 3) }, (_one, part) => event({ action: `${id}.${part}` }));
      return stores[index % 4]?.commit(change({ requests: [{ record: request({ id }), version: 0 }], events }));
    });
    await Promise.all(commits);
    const events = 67 + 67 * 2 + 66 * 3;
    expect(await store.audit.verify()).toEqual({ sound: events });
    const written = (await store.audit.read()).map(({ action }) => action);
    expect(new Set(written).size).toBe(events);
    expect(written).toHaveLength(events);
  });

  test('keeps the events of one commit together and in order', async () => {
    const stores = [bench.open().store, bench.open().store];
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        write(stores[index % 2] ?? store, `${index}.a`, `${index}.b`, `${index}.c`),
      ),
    );
    const actions = (await store.audit.read()).map(({ action }) => action);
    for (let at = 0; at < actions.length; at += 3) {
      const commit = actions[at]?.split('.')[0];
      expect(actions.slice(at, at + 3)).toEqual([`${commit}.a`, `${commit}.b`, `${commit}.c`]);
    }
  });

  test('links each event to the one before it', async () => {
    await write(store, 'one', 'two');
    await write(store, 'three');
    const [one, two, three] = await store.audit.read();
    expect([one?.prev, two?.prev, three?.prev]).toEqual(['', one?.hash, two?.hash]);
    expect([one?.seq, two?.seq, three?.seq]).toEqual([1, 2, 3]);
    expect(one?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is read from any place, as many as asked for', async () => {
    await write(store, 'one', 'two', 'three', 'four');
    expect((await store.audit.read(2, 2)).map(({ action }) => action)).toEqual(['two', 'three']);
    expect((await store.audit.read(4)).map(({ action }) => action)).toEqual(['four']);
    expect(await store.audit.read(5)).toEqual([]);
  });

  test('is sound while it is empty', async () => {
    expect(await store.audit.verify()).toEqual({ sound: 0 });
  });

  test('is verified beyond one page', async () => {
    for (let page = 0; page < 5; page++)
      await write(store, ...Array.from({ length: 500 }, (_, index) => `${page}.${index}`));
    expect(await store.audit.verify()).toEqual({ sound: 2_500 });
    await bench.raw.lset(bench.keys.audit, 2_200, '{}');
    expect(await store.audit.verify()).toEqual({ sound: 2_200, brokenAt: 2_201 });
  });

  test('is not called broken while events are being written', async () => {
    const writer = bench.open().store;
    let verifying = true;
    const writes = (async () => {
      for (let count = 0; verifying; count++) await write(writer, `event ${count}`);
    })();
    const verdicts: { sound: number; brokenAt?: number }[] = [];
    const hasGrown = () => (verdicts.at(-1)?.sound ?? 0) > (verdicts[0]?.sound ?? 0);
    while (verdicts.length < 10 || !hasGrown()) verdicts.push(await store.audit.verify());
    verifying = false;
    await writes;
    expect(verdicts.filter(({ brokenAt }) => brokenAt !== undefined)).toEqual([]);
    expect(verdicts.at(-1)?.sound).toBeGreaterThan(verdicts[0]?.sound ?? 0);
  });
});

describe('verifying finds', () => {
  const list = () => bench.keys.audit;
  const entries = () => bench.raw.lrange(list(), 0, -1);
  const rewrite = async (change: (entries: string[]) => string[]) => {
    const changed = change(await entries());
    await bench.raw.del(list());
    if (changed.length > 0) await bench.raw.rpush(list(), ...changed);
  };
  const replaced = (from: string, to: string) => (all: string[]) => all.map((entry) => entry.replace(from, to));

  beforeEach(async () => {
    await write(store, 'one', 'two');
    await write(store, 'three', 'four', 'five');
    expect(await store.audit.verify()).toEqual({ sound: 5 });
  });

  test.each<[string, (entries: string[]) => string[], number]>([
    ['an action that was changed', replaced('"three"', '"drei"'), 3],
    [
      'an actor that was changed',
      (all) => all.map((entry, at) => (at === 1 ? entry.replace('U0ANA', 'U0BEN') : entry)),
      2,
    ],
    ['a time that was changed', (all) => all.map((entry, at) => (at === 3 ? entry.replace('2026', '2025') : entry)), 4],
    [
      'a detail that was added',
      (all) => all.map((entry, at) => (at === 4 ? entry.replace('"detail":{}', '"detail":{"x":1}') : entry)),
      5,
    ],
    [
      'a field that was added',
      (all) => all.map((entry, at) => (at === 2 ? entry.replace('{', '{"note":"x",') : entry)),
      3,
    ],
    ['an entry that is no JSON any more', (all) => all.map((entry, at) => (at === 2 ? entry.slice(0, -5) : entry)), 3],
    ['an entry that is null', (all) => all.map((entry, at) => (at === 2 ? 'null' : entry)), 3],
    ['an entry removed from the middle', (all) => all.filter((_, at) => at !== 2), 3],
    ['the first removed', (all) => all.slice(1), 1],
    ['the last removed', (all) => all.slice(0, -1), 5],
    ['all removed', () => [], 1],
    ['two that changed places', ([one, two, three, ...rest]) => [one, three, two, ...rest] as string[], 2],
    ['one that stands there twice', ([one, two, ...rest]) => [one, two, two, ...rest] as string[], 3],
    ['the last one appended again', (all) => [...all, all.at(-1) ?? ''], 6],
  ])('%s', async (_what, tamper, brokenAt) => {
    await rewrite(tamper);
    expect(await store.audit.verify()).toEqual({ sound: brokenAt - 1, brokenAt });
  });

  test('a chain that was sealed anew from one event on, by the head that does not fit', async () => {
    const { seal } = await import('../../src/store/audit.ts');
    const [one, two] = await store.audit.read();
    if (!one || !two) throw new Error('There are no events.');
    const forged = seal(
      { seq: 1, hash: one.hash },
      ['zwei', 'three', 'four', 'five'].map((action) => event({ action })),
    );
    await rewrite(([first]) => [first ?? '', ...forged.map((entry) => JSON.stringify(entry))]);
    expect(await store.audit.verify()).toEqual({ sound: 5, brokenAt: 6 });
  });

  test('a head that was removed', async () => {
    await bench.raw.del(bench.keys.auditHead);
    expect(await store.audit.verify()).toEqual({ sound: 5, brokenAt: 6 });
  });
});
