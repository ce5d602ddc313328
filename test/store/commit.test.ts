import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { notify } from '../../src/domain/effects.ts';
import { createCommit } from '../../src/store/commit.ts';
import type { Scripts } from '../../src/store/connection.ts';
import { createOutbox, OUTBOX_START } from '../../src/store/outbox.ts';
import type { Store } from '../../src/store/store.ts';
import { ANA, BEN, grant, later, NOW, terms } from '../support/domain-cases.ts';
import { change, event, everything, request, type StoreBench, startBench } from '../support/store-redis.ts';

let bench: StoreBench;
let store: Store;
let redis: Scripts;

beforeAll(async () => {
  bench = await startBench();
  ({ store, redis } = bench.open());
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

const first = (record = request()) => [{ record, version: 0 }];
const FULL = change({
  requests: first(request({ dueAt: later(60_000).toISOString() })),
  grants: [{ record: grant({ dueAt: later(30_000).toISOString() }), version: 0 }],
  events: [event(), event({ action: 'request.approved' })],
  effects: [notify('card', 'REQ-7'), notify('approval', 'REQ-7')],
  claims: [{ name: 'client-name:a', holder: 'REQ-7' }],
});

describe('a commit', () => {
  test('writes records, audit events, effects, claims, times and indexes together', async () => {
    await store.commit(FULL);
    expect(await store.request('REQ-7')).toEqual({ record: FULL.requests[0]?.record, version: 1 });
    expect(await store.grant('GRANT-7')).toEqual({ record: FULL.grants[0]?.record, version: 1 });
    expect((await store.audit.read()).map(({ seq, action }) => [seq, action])).toEqual([
      [1, 'request.filed'],
      [2, 'request.approved'],
    ]);
    const { items } = await createOutbox(redis, bench.installation).next(OUTBOX_START, 10, 1);
    expect(items.map(({ item }) => item)).toEqual([
      { id: 'REQ-7.v1.0', effect: notify('card', 'REQ-7') },
      { id: 'REQ-7.v1.1', effect: notify('approval', 'REQ-7') },
    ]);
    expect(await store.claimHolder('client-name:a')).toBe('REQ-7');
    expect(await store.due(later(60_000), 10)).toEqual(['GRANT-7', 'REQ-7']);
    expect((await store.requestsOf(ANA, 10)).map(({ id }) => id)).toEqual(['REQ-7']);
    expect((await store.grantsOf(ANA, 10)).map(({ id }) => id)).toEqual(['GRANT-7']);
  });

  test.each([
    ['the request is new no more', { requests: [{ record: request(), version: 4 }] }],
    ['the grant has moved on', { grants: [{ record: grant(), version: 4 }] }],
    [
      'a claim is held',
      {
        claims: [
          { name: 'client-name:a', holder: 'REQ-7' },
          { name: 'client-name:b', holder: 'REQ-7' },
        ],
      },
    ],
    ['a time is not a time', { requests: first(request({ dueAt: 'soon' })) }],
    ['an id has no number', { grants: [{ record: grant({ id: 'GRANT-x' }), version: 0 }] }],
  ])('writes nothing at all when %s', async (_why, part) => {
    await store.commit(change({ claims: [{ name: 'client-name:b', holder: 'REQ-1' }] }));
    const before = await everything(bench.raw);
    await expect(store.commit({ ...FULL, ...part })).rejects.toMatchObject({ name: 'StoreError' });
    expect(await everything(bench.raw)).toEqual(before);
  });

  test('of nothing is nothing', async () => {
    await store.commit(change());
    expect(await everything(bench.raw)).toEqual({});
  });

  test('of each kind of part may leave out every other', async () => {
    for (const part of ['requests', 'grants', 'events', 'effects', 'claims'] as const) {
      await expect(store.commit(change({ [part]: FULL[part] }))).resolves.toBeUndefined();
    }
    expect(await store.audit.verify()).toEqual({ sound: 2 });
  });
});

describe('the version guard', () => {
  test('lets the second of two writers of one version fail, and keeps what the first wrote', async () => {
    const other = bench.open().store;
    await store.commit(change({ requests: first() }));
    const write = (by: Store, requester: string) =>
      by.commit(change({ requests: [{ record: request({ owner: requester }), version: 1 }], events: [event()] }));
    const outcomes = await Promise.allSettled([write(store, ANA), write(other, BEN)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'record_moved', about: bench.keys.record('REQ-7') },
    });
    const winner = outcomes[0]?.status === 'fulfilled' ? ANA : BEN;
    expect(await store.request('REQ-7')).toMatchObject({ version: 2, record: { owner: winner } });
    expect(await store.audit.verify()).toEqual({ sound: 1 });
  });

  test('refuses to make a record that is there already', async () => {
    await store.commit(change({ requests: first() }));
    await expect(store.commit(change({ requests: first() }))).rejects.toMatchObject({ code: 'record_moved' });
  });

  test('refuses a version ahead of the record’s, also of one that is not there', async () => {
    await expect(store.commit(change({ requests: [{ record: request(), version: 1 }] }))).rejects.toMatchObject({
      code: 'record_moved',
    });
  });

  test('goes on after a refusal', async () => {
    await store.commit(change({ requests: first(), events: [event()] }));
    await expect(store.commit(change({ requests: first(), events: [event()] }))).rejects.toThrow();
    await store.commit(change({ requests: [{ record: request(), version: 1 }], events: [event()] }));
    expect(await store.request('REQ-7')).toMatchObject({ version: 2 });
    expect(await store.audit.verify()).toEqual({ sound: 2 });
  });
});

describe('a claim', () => {
  const claim = (holder: string, more = {}) => change({ claims: [{ name: 'client-name:a', holder, ...more }] });
  const release = (holder: string) => change({ releases: [{ name: 'client-name:a', holder }] });

  test('held by another is refused, and says by whom', async () => {
    await store.commit(claim('REQ-1'));
    await expect(store.commit(claim('REQ-2'))).rejects.toMatchObject({
      code: 'claim_held',
      claim: 'client-name:a',
      holder: 'REQ-1',
      about: bench.keys.claim('client-name:a'),
    });
    expect(await store.claimHolder('client-name:a')).toBe('REQ-1');
  });

  test('may be taken again by who holds it', async () => {
    await store.commit(claim('REQ-1'));
    await expect(store.commit(claim('REQ-1'))).resolves.toBeUndefined();
  });

  test('is free for another once released, and only its holder can release it', async () => {
    await store.commit(claim('REQ-1'));
    await store.commit(release('REQ-2'));
    expect(await store.claimHolder('client-name:a')).toBe('REQ-1');
    await store.commit(release('REQ-1'));
    expect(await store.claimHolder('client-name:a')).toBeUndefined();
    await store.commit(claim('REQ-2'));
    expect(await store.claimHolder('client-name:a')).toBe('REQ-2');
  });

  test('with an end ends by itself, and one without does not', async () => {
    await store.commit(claim('REQ-1', { ttlMs: 60_000 }));
    const ttl = await bench.raw.pttl(bench.keys.claim('client-name:a'));
    expect(ttl).toBeGreaterThan(50_000);
    expect(ttl).toBeLessThanOrEqual(60_000);
    await store.commit(claim('REQ-1'));
    expect(await bench.raw.pttl(bench.keys.claim('client-name:a'))).toBe(-1);
  });

  test('that many want at once goes to one', async () => {
    const stores = [store, bench.open().store, bench.open().store];
    const wanting = Array.from({ length: 12 }, (_, index) => stores[index % 3]?.commit(claim(`REQ-${index}`)));
    const outcomes = await Promise.allSettled(wanting);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

test('a commit that reaches Redis twice counts once', async () => {
  const twice = Object.create(redis) as Scripts;
  twice.commitChange = async (...sent) => {
    const answer = await redis.commitChange(...sent);
    expect(await redis.commitChange(...sent)).toEqual(answer);
    return answer;
  };
  await createCommit(twice, bench.keys)(FULL);
  expect(await store.request('REQ-7')).toMatchObject({ version: 1 });
  expect(await store.audit.verify()).toEqual({ sound: 2 });
  expect((await createOutbox(redis, bench.installation).next(OUTBOX_START, 10, 1)).items).toHaveLength(2);
});

describe('times', () => {
  const at = (id: string, ms: number, version = 0) => ({
    record: request({ id, dueAt: later(ms).toISOString() }),
    version,
  });

  test('name what is due, the longest due first, and nothing that is not', async () => {
    await store.commit(
      change({ requests: [at('REQ-1', 3_000), at('REQ-2', 1_000), at('REQ-3', 3_001), at('REQ-4', -5)] }),
    );
    expect(await store.due(later(3_000), 10)).toEqual(['REQ-4', 'REQ-2', 'REQ-1']);
    expect(await store.due(later(3_000), 2)).toEqual(['REQ-4', 'REQ-2']);
    expect(await store.due(later(3_000), 2, 1)).toEqual(['REQ-2', 'REQ-1']);
    expect(await store.due(later(-6), 10)).toEqual([]);
  });

  test('move with the record, and go with its dueAt', async () => {
    await store.commit(change({ requests: [at('REQ-1', 1_000)] }));
    await store.commit(change({ requests: [at('REQ-1', 9_000, 1)] }));
    expect(await store.due(later(8_999), 10)).toEqual([]);
    expect(await store.due(later(9_000), 10)).toEqual(['REQ-1']);
    await store.commit(change({ requests: [{ record: request({ id: 'REQ-1', dueAt: undefined }), version: 2 }] }));
    expect(await store.due(later(10_000), 10)).toEqual([]);
  });
});

describe('what is stored', () => {
  const ODD = [
    'Prüft den Abschluß — 毎晩の輸出 🌙👩‍👩‍👧',
    'quotes " \' ` and \\ backslashes \\u0041 \\n',
    'line\nbreak, tab\t, null \u0000, bell \u0007, separator \u2028, mark \ufeff',
    'half a pair \ud83c and \udf19',
    '{"json": [1, 2]} %s {{x}} -- ]] [[',
    ' ',
  ];

  test.each(ODD)('comes back as it was: %j', async (purpose) => {
    const record = request({ terms: terms({ purpose, clientName: purpose, ipRestrictions: [], roles: [] }) });
    const claims = [{ name: `client-name:${Buffer.from(purpose).toString()}`, holder: 'REQ-7' }];
    const events = [event({ detail: { reason: purpose, scopes: [purpose], none: [] } })];
    await store.commit(
      change({ requests: first(record), events, claims, effects: [notify('card', 'REQ-7', purpose)] }),
    );
    expect((await store.request('REQ-7'))?.record).toEqual(record);
    expect(await store.audit.read()).toEqual([expect.objectContaining(events[0] ?? {})]);
    expect(await store.audit.verify()).toEqual({ sound: 1 });
    expect(await store.claimHolder(claims[0]?.name ?? '')).toBe('REQ-7');
    const [sent] = (await createOutbox(redis, bench.installation).next(OUTBOX_START, 1, 1)).items;
    expect(sent?.item.effect).toEqual(notify('card', 'REQ-7', purpose));
  });

  test('keeps empty lists lists', async () => {
    const record = request({ stages: [], approvals: [], terms: terms({ ipRestrictions: [], roles: [], scopes: [] }) });
    await store.commit(change({ requests: first(record), grants: [{ record: grant({ warned: [] }), version: 0 }] }));
    expect((await store.request('REQ-7'))?.record).toEqual(record);
    expect((await store.grant('GRANT-7'))?.record.warned).toEqual([]);
  });

  test('keeps large numbers whole: versions, places in the chain, times and ids', async () => {
    const large = 9_007_199_254_740_000;
    await bench.raw.hset(bench.keys.record('REQ-8000000000001'), 'version', large, 'data', JSON.stringify(request()));
    await bench.raw.hset(bench.keys.auditHead, 'seq', large, 'hash', 'h');
    const record = request({ id: 'REQ-8000000000001', dueAt: '9999-12-31T23:59:59.999Z' });
    await store.commit(change({ requests: [{ record, version: large }], events: [event()] }));
    expect(await store.request(record.id)).toEqual({ record, version: large + 1 });
    expect(await bench.raw.hget(bench.keys.auditHead, 'seq')).toBe(String(large + 1));
    expect(await bench.raw.zscore(bench.keys.due, record.id)).toBe('253402300799999');
    expect(await bench.raw.zscore(bench.keys.requestsOf(ANA), record.id)).toBe('8000000000001');
    expect((await store.grant('GRANT-7'))?.record).toBeUndefined();
  });

  test('keeps lead times of any size', async () => {
    const warned = [1, 86_400_000, Number.MAX_SAFE_INTEGER];
    await store.commit(change({ grants: [{ record: grant({ warned }), version: 0 }] }));
    expect((await store.grant('GRANT-7'))?.record.warned).toEqual(warned);
  });

  test('may be large: a hundred events of ten thousand characters', async () => {
    const events = Array.from({ length: 100 }, () => event({ detail: { reason: '毎'.repeat(10_000) } }));
    await store.commit(change({ events }));
    expect(await store.audit.verify()).toEqual({ sound: 100 });
  });
});

describe('reading', () => {
  test('answers nothing for what is not there', async () => {
    expect(await store.request('REQ-1')).toBeUndefined();
    expect(await store.grant('GRANT-1')).toBeUndefined();
    expect(await store.claimHolder('x')).toBeUndefined();
    expect(await store.requestsOf(ANA, 10)).toEqual([]);
    expect(await store.due(NOW, 10)).toEqual([]);
  });

  test.each([
    ['cut off', '{"id":"REQ-7","kind":"cre'],
    ['of another kind', JSON.stringify(grant())],
    ['in an unknown state', JSON.stringify({ ...request(), state: 'dreaming' })],
    ['null', 'null'],
    ['empty', ''],
  ])('a record that is %s says that it is damaged, and which', async (_how, data) => {
    await bench.raw.hset(bench.keys.record('REQ-7'), 'version', 3, 'data', data);
    await expect(store.request('REQ-7')).rejects.toMatchObject({
      name: 'StoreError',
      code: 'record_damaged',
      about: 'REQ-7',
    });
  });

  test('lists somebody’s requests by number, newest first, and no more than asked for', async () => {
    const records = ['REQ-9', 'REQ-100', 'REQ-20'].map((id) => ({ record: request({ id }), version: 0 }));
    await store.commit(
      change({ requests: [...records, { record: request({ id: 'REQ-50', requester: BEN }), version: 0 }] }),
    );
    expect((await store.requestsOf(ANA, 10)).map(({ id }) => id)).toEqual(['REQ-100', 'REQ-20', 'REQ-9']);
    expect((await store.requestsOf(ANA, 2)).map(({ id }) => id)).toEqual(['REQ-100', 'REQ-20']);
  });

  test('two installations on one Redis do not see each other', async () => {
    await store.commit(FULL);
    const { createStore } = await import('../../src/store/store.ts');
    const other = createStore(redis, 'another');
    expect(await other.request('REQ-7')).toBeUndefined();
    expect(await other.audit.read()).toEqual([]);
    expect(await other.claimHolder('client-name:a')).toBeUndefined();
  });
});

test('numbers of requests are never given twice', async () => {
  const stores = [store, bench.open().store];
  const ids = await Promise.all(Array.from({ length: 40 }, (_, index) => stores[index % 2]?.nextRequestId()));
  expect(new Set(ids).size).toBe(40);
  expect(ids).toContain('REQ-1');
});
