import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AccessRequest, Grant } from '../../src/domain/records.ts';
import type { Store } from '../../src/store/store.ts';
import { ADMIN, ANA, BEN, grant, NOW, terms } from '../support/domain-cases.ts';
import { change, request, type StoreBench, startBench } from '../support/store-redis.ts';

let bench: StoreBench;
let store: Store;

beforeAll(async () => {
  bench = await startBench();
  ({ store } = bench.open());
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

const ALL = { number: 0, size: 50 };
const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);
const expiringOn = (expires: string, changes: Partial<Grant> = {}) => grant({ terms: terms({ expires }), ...changes });
const keepGrant = (record: Grant, version = 0) => store.commit(change({ grants: [{ record, version }] }));
const keepRequest = (record: AccessRequest, version = 0) => store.commit(change({ requests: [{ record, version }] }));
const found = async (text: string) => (await store.lists.search(text, 100)).grants.map(({ id }) => id);

describe('grants by their expiry', () => {
  test('are listed soonest first, somebody’s and everybody’s, and no more than a page', async () => {
    await keepGrant(expiringOn('2027-03-01', { id: 'GRANT-1' }));
    await keepGrant(expiringOn('2026-12-01', { id: 'GRANT-20' }));
    await keepGrant(expiringOn('2027-01-01', { id: 'GRANT-3', owner: BEN }));
    expect(ids(await store.lists.grantsByExpiry(ANA, ALL))).toEqual(['GRANT-20', 'GRANT-1']);
    const soon = await store.lists.expiringBefore(new Date('2027-01-02T00:00:00Z'), ALL);
    expect(ids(soon)).toEqual(['GRANT-20', 'GRANT-3']);
    const page = await store.lists.grantsByExpiry(ANA, { number: 1, size: 1 });
    expect([ids(page), page.total]).toEqual([['GRANT-1'], 2]);
  });

  test('are left by those that have ended, and move with a later date', async () => {
    await keepGrant(expiringOn('2026-12-01', { id: 'GRANT-1' }));
    await keepGrant(expiringOn('2026-12-05', { id: 'GRANT-2' }));
    await keepGrant(expiringOn('2027-12-01', { id: 'GRANT-1' }), 1);
    expect(ids(await store.lists.grantsByExpiry(ANA, ALL))).toEqual(['GRANT-2', 'GRANT-1']);
    await keepGrant(expiringOn('2026-12-05', { id: 'GRANT-2', state: 'expired' }), 1);
    expect(ids(await store.lists.grantsByExpiry(ANA, ALL))).toEqual(['GRANT-1']);
    expect(await store.lists.expiringBefore(new Date('2027-01-01'), ALL)).toMatchObject({ items: [], total: 0 });
  });

  test('go with the owner', async () => {
    await keepGrant(grant({ id: 'GRANT-1' }));
    await keepGrant(grant({ id: 'GRANT-1', owner: BEN }), 1);
    expect(ids(await store.lists.grantsByExpiry(ANA, ALL))).toEqual([]);
    expect(await store.grantsOf(ANA, 10)).toEqual([]);
    expect(ids(await store.lists.grantsByExpiry(BEN, ALL))).toEqual(['GRANT-1']);
    expect((await store.grantsOf(BEN, 10)).map(({ id }) => id)).toEqual(['GRANT-1']);
  });

  test('a page beyond the last is the last', async () => {
    for (const number of [1, 2, 3]) await keepGrant(grant({ id: `GRANT-${number}` }));
    const page = await store.lists.grantsByExpiry(ANA, { number: 9, size: 2 });
    expect([page.number, page.items.length, page.total]).toEqual([1, 1, 3]);
  });
});

describe('requests', () => {
  test('of somebody are listed with the open ones first, each the newest first', async () => {
    const states = { 'REQ-1': 'pending', 'REQ-2': 'denied', 'REQ-3': 'awaiting_admin', 'REQ-4': 'fulfilled' } as const;
    for (const [id, state] of Object.entries(states)) await keepRequest(request({ id, state }));
    expect(ids(await store.lists.requestsByStanding(ANA, ALL))).toEqual(['REQ-3', 'REQ-1', 'REQ-4', 'REQ-2']);
    await keepRequest(request({ id: 'REQ-1', state: 'withdrawn' }), 1);
    expect(ids(await store.lists.requestsByStanding(ANA, ALL))).toEqual(['REQ-3', 'REQ-4', 'REQ-2', 'REQ-1']);
  });

  test('that wait for an admin are listed until they do not', async () => {
    await keepRequest(request({ id: 'REQ-1', state: 'awaiting_admin' }));
    await keepRequest(request({ id: 'REQ-2', state: 'failed' }));
    expect(ids(await store.lists.requestsIn('awaiting_admin', ALL))).toEqual(['REQ-1']);
    expect(ids(await store.lists.requestsIn('failed', ALL))).toEqual(['REQ-2']);
    await keepRequest(request({ id: 'REQ-1', state: 'failed' }), 1);
    await keepRequest(request({ id: 'REQ-2', state: 'provisioning' }), 1);
    expect(ids(await store.lists.requestsIn('awaiting_admin', ALL))).toEqual([]);
    expect(ids(await store.lists.requestsIn('failed', ALL))).toEqual(['REQ-1']);
  });

  test('wait for the groups of their open stage only', async () => {
    const stages = [
      { from: ['finance', 'controllers'], count: 1, distinct: true },
      { from: ['admins'], count: 1, distinct: true },
    ];
    const waiting = async (...groups: string[]) => (await store.lists.waitingFor(groups, 10)).map(({ id }) => id);
    await keepRequest(request({ id: 'REQ-1', stages }));
    expect(await waiting('finance', 'controllers')).toEqual(['REQ-1']);
    expect(await waiting('admins')).toEqual([]);
    const approvals = [{ by: ADMIN, stage: 0, at: NOW.toISOString(), digest: 'd' }];
    await keepRequest(request({ id: 'REQ-1', stages, approvals }), 1);
    expect(await waiting('finance', 'controllers')).toEqual([]);
    expect(await waiting('admins')).toEqual(['REQ-1']);
    await keepRequest(request({ id: 'REQ-1', stages, approvals, state: 'denied' }), 2);
    expect(await waiting('admins')).toEqual([]);
  });
});

describe('a search', () => {
  const named = (id: string, clientName: string, username: string, workspace: string, owner = ANA) =>
    grant({ id, owner, terms: terms({ clientName, workspace, user: { kind: 'existing', username } }) });

  beforeEach(async () => {
    await keepGrant(named('GRANT-1', 'Finance Close | nightly export', 'svc.export', 'Finance Close'));
    await keepGrant(named('GRANT-2', 'Prüfung | Überträge', 'ledger-sync', 'Sandbox', BEN));
    await keepGrant(named('GRANT-3', 'Finance Close | ledger', 'svc.ledger', 'Sandbox'));
  });

  test.each([
    ['a word of the client name', 'nightly', ['GRANT-1']],
    ['the beginning of one, in any case', 'FIN', ['GRANT-1', 'GRANT-3']],
    ['all words, in any order', 'ledger finance', ['GRANT-3']],
    ['a username', 'svc.export', ['GRANT-1']],
    ['a part of one', 'ledger', ['GRANT-2', 'GRANT-3']],
    ['a workspace', 'sandbox', ['GRANT-2', 'GRANT-3']],
    ['an owner', BEN, ['GRANT-2']],
    ['letters beyond ASCII', 'überTR prüf', ['GRANT-2']],
    ['a number', 'grant-3', ['GRANT-3']],
    ['a word that no grant has beside one that many have', 'finance zebra', []],
    ['nothing but punctuation', '* | (', []],
  ])('finds by %s', async (_how, text, expected) => {
    expect((await found(text)).sort()).toEqual(expected);
  });

  test('does not find by a name that a grant had before', async () => {
    await keepGrant(named('GRANT-1', 'Archive', 'svc.export', 'Finance Close'), 1);
    expect(await found('nightly')).toEqual([]);
    expect(await found('archive')).toEqual(['GRANT-1']);
  });

  test('says when it has not looked at everything', async () => {
    expect(await store.lists.search('svc', 2)).toMatchObject({ more: false });
    const cut = await store.lists.search('finance', 1);
    expect([cut.grants.length, cut.more]).toEqual([1, true]);
  });
});

test('a refused commit leaves every list as it was', async () => {
  await keepGrant(grant({ id: 'GRANT-1' }));
  await expect(keepGrant(grant({ id: 'GRANT-1', owner: BEN, state: 'expired' }), 7)).rejects.toMatchObject({
    code: 'record_moved',
  });
  expect(ids(await store.lists.grantsByExpiry(ANA, ALL))).toEqual(['GRANT-1']);
  expect(await store.grantsOf(BEN, 10)).toEqual([]);
});

test('a record that was stored before there were lists joins them with its next change', async () => {
  const record = grant({ id: 'GRANT-1' });
  await bench.raw.hset(bench.keys.record('GRANT-1'), 'version', 3, 'data', JSON.stringify(record));
  await keepGrant(record, 3);
  expect(ids(await store.lists.grantsByExpiry(ANA, ALL))).toEqual(['GRANT-1']);
  expect(await found('nightly')).toEqual(['GRANT-1']);
});

test('what is kept for a while is answered until then', async () => {
  await store.keep('home:U0ANA', 'second page', 60_000);
  expect(await store.kept('home:U0ANA')).toBe('second page');
  expect(await store.kept('home:U0BEN')).toBeUndefined();
  expect(await bench.raw.pttl(bench.keys.kept('home:U0ANA'))).toBeGreaterThan(50_000);
});
