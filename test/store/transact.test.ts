import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { approve, deny } from '../../src/domain/approval.ts';
import { notify } from '../../src/domain/effects.ts';
import { collect } from '../../src/domain/grant.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import { fileCreate, fileRenewal } from '../../src/domain/request.ts';
import type { Store } from '../../src/store/store.ts';
import { missing, transact } from '../../src/store/transact.ts';
import { ANA, BEN, CLEO, decider as deciderOf, filing, grant, moved, NOW, terms } from '../support/domain-cases.ts';
import { change, everything, request, type StoreBench, startBench } from '../support/store-redis.ts';

let bench: StoreBench;
let store: Store;
let other: Store;

beforeAll(async () => {
  bench = await startBench();
  store = bench.open().store;
  other = bench.open().store;
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

const decider = (by: string) => deciderOf(by, [BEN, CLEO]);
const file = (by: Store, id: string, clientName = 'Sandbox | export') =>
  transact(by, { request: id }, () => fileCreate(filing({ id, terms: terms({ clientName }) })));
const approveBy = (by: Store, person: string) =>
  transact(by, { request: 'REQ-7' }, ({ request: found, grant: made }) =>
    found ? approve({ request: found, grant: made }, decider(person)) : missing('REQ-7'),
  );
const denyBy = (by: Store, person: string) =>
  transact(by, { request: 'REQ-7' }, ({ request: found, grant: made }) =>
    found ? deny({ request: found, grant: made }, { ...decider(person), reason: 'No need.' }) : missing('REQ-7'),
  );

describe('a transaction', () => {
  test('writes what the transition says, request and grant', async () => {
    await file(store, 'REQ-7');
    expect(moved(await approveBy(store, BEN)).request?.state).toBe('approved');
    expect(await store.request('REQ-7')).toMatchObject({ version: 2, record: { state: 'approved' } });
    expect(await store.grant('GRANT-7')).toMatchObject({ version: 1, record: { state: 'provisioning' } });
    expect((await store.audit.read()).map(({ action }) => action)).toEqual([
      'request.filed',
      'request.approval_given',
      'request.approved',
    ]);
  });

  test('hands the decision the grant that a request is about', async () => {
    await file(store, 'REQ-7');
    await approveBy(store, BEN);
    let seen: string | undefined;
    await transact(store, { request: 'REQ-7' }, ({ grant: found }) => {
      seen = found?.id;
      return missing('anything');
    });
    expect(seen).toBe('GRANT-7');
  });

  test('hands the decision nothing where nothing is, and passes a refusal on without writing', async () => {
    const outcome = await transact(store, { request: 'REQ-1', grant: 'GRANT-1' }, (found) => {
      expect(found).toEqual({ others: [] });
      return missing('REQ-1');
    });
    expect(outcome).toEqual({ ok: false, refusal: { code: 'not_found', sentence: 'There is no REQ-1.' } });
    expect(await everything(bench.raw)).toEqual({});
  });

  test('that changes nothing writes nothing', async () => {
    await store.commit(change({ grants: [{ record: grant(), version: 0 }] }));
    const before = await everything(bench.raw);
    const outcome = await transact(store, { grant: 'GRANT-7' }, ({ grant: found }) => ({
      ok: true,
      grant: found,
      events: [],
      effects: [],
    }));
    expect(outcome.ok).toBe(true);
    expect(await everything(bench.raw)).toEqual(before);
  });

  test('that only has effects sends them, and leaves the record’s version', async () => {
    const collected = grant({ collected: { by: ANA, at: NOW.toISOString() } });
    await store.commit(change({ grants: [{ record: collected, version: 0 }] }));
    await transact(store, { grant: 'GRANT-7' }, ({ grant: found }) =>
      found ? collect(found, ANA, NOW) : missing('it'),
    );
    expect(await store.grant('GRANT-7')).toMatchObject({ version: 1 });
    expect(await bench.raw.xlen(bench.keys.outbox)).toBe(1);
  });

  test('takes further claims along', async () => {
    const once = [{ name: 'form:V1', holder: 'REQ-7', ttlMs: 60_000 }];
    await transact(store, { request: 'REQ-7' }, () => fileCreate(filing()), once);
    expect(await store.claimHolder('form:V1')).toBe('REQ-7');
    await expect(
      transact(
        store,
        { request: 'REQ-8' },
        () => fileCreate(filing({ id: 'REQ-8', terms: terms({ clientName: 'b' }) })),
        [{ name: 'form:V1', holder: 'REQ-8' }],
      ),
    ).rejects.toMatchObject({ code: 'claim_held', holder: 'REQ-7' });
    expect(await store.request('REQ-8')).toBeUndefined();
  });
});

describe('two at the same moment', () => {
  test('one approval counts, and the loser hears who won', async () => {
    await file(store, 'REQ-7');
    const outcomes = await Promise.all([approveBy(store, BEN), approveBy(other, CLEO)]);
    const lost = outcomes.find(({ ok }) => !ok);
    const winner = (await store.request('REQ-7'))?.record.approvals[0]?.by;
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(lost).toEqual({
      ok: false,
      refusal: { code: 'already_decided', sentence: `REQ-7 is already approved by <@${winner}>. Nothing was changed.` },
    });
    expect((await store.request('REQ-7'))?.record.approvals).toHaveLength(1);
  });

  test('approving and denying cannot both win', async () => {
    await file(store, 'REQ-7');
    const [yes, no] = await Promise.all([approveBy(store, BEN), denyBy(other, CLEO)]);
    expect([yes.ok, no.ok].sort()).toEqual([false, true]);
    expect((await store.request('REQ-7'))?.record.state).toBe(yes.ok ? 'approved' : 'denied');
    expect((await store.grant('GRANT-7')) === undefined).toBe(!yes.ok);
    expect(await store.audit.verify()).toEqual({ sound: yes.ok ? 3 : 2 });
  });

  test('both approvals count where two are needed', async () => {
    await transact(store, { request: 'REQ-7' }, () =>
      fileCreate(filing({ stages: [{ from: ['team'], count: 2, distinct: true }] })),
    );
    const outcomes = await Promise.all([approveBy(store, BEN), approveBy(other, CLEO)]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true]);
    expect((await store.request('REQ-7'))?.record).toMatchObject({ state: 'approved', approvals: [{}, {}] });
  });

  test('a click delivered eight times counts once', async () => {
    await transact(store, { request: 'REQ-7' }, () =>
      fileCreate(filing({ stages: [{ from: ['team'], count: 2, distinct: true }] })),
    );
    const clicks = Array.from({ length: 8 }, (_, index) => approveBy(index % 2 ? store : other, BEN));
    const outcomes = await Promise.all(clicks);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await store.request('REQ-7'))?.record).toMatchObject({ state: 'pending', approvals: [{ by: BEN }] });
  });

  test('one of two requests gets a client name that both want', async () => {
    const outcomes = await Promise.allSettled([file(store, 'REQ-7', 'Same  Name'), file(other, 'REQ-8', 'same name')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const winner = outcomes[0]?.status === 'fulfilled' ? 'REQ-7' : 'REQ-8';
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'claim_held', holder: winner },
    });
    expect(await store.claimHolder('client-name:same name')).toBe(winner);
  });

  test('one of two renewals of a grant is filed, and the other names it', async () => {
    await store.commit(change({ grants: [{ record: grant(), version: 0 }] }));
    const renew = (by: Store, id: string) =>
      transact(by, { request: id, grant: 'GRANT-7' }, ({ grant: found }) =>
        found ? fileRenewal(filing({ id }), found) : missing('GRANT-7'),
      );
    const outcomes = await Promise.all([renew(store, 'REQ-8'), renew(other, 'REQ-9')]);
    const winner = (await store.grant('GRANT-7'))?.record.renewal;
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject({
      refusal: { code: 'renewal_open', sentence: expect.stringContaining(String(winner)) },
    });
    expect(await store.request(winner === 'REQ-8' ? 'REQ-9' : 'REQ-8')).toBeUndefined();
  });
});

describe('deciding', () => {
  test('happens again on what is there then, when somebody else was first', async () => {
    await file(store, 'REQ-7');
    const seen: number[] = [];
    const outcome = await transact(store, { request: 'REQ-7' }, ({ request: found, grant: made }) => {
      if (!found) return missing('REQ-7');
      seen.push(found.approvals.length);
      return approve({ request: found, grant: made }, decider(BEN));
    });
    expect(outcome.ok).toBe(true);
    expect(seen).toEqual([0]);

    await bench.raw.flushall();
    await transact(store, { request: 'REQ-7' }, () =>
      fileCreate(filing({ stages: [{ from: ['team'], count: 2, distinct: true }] })),
    );
    const meddled = meddling(() => approveBy(other, CLEO));
    const decided = await transact(meddled, { request: 'REQ-7' }, ({ request: found, grant: made }) => {
      if (!found) return missing('REQ-7');
      seen.push(found.approvals.length);
      return approve({ request: found, grant: made }, decider(BEN));
    });
    expect(seen).toEqual([0, 0, 1]);
    expect(moved(decided).request?.approvals.map(({ by }) => by)).toEqual([CLEO, BEN]);
  });

  test('is given up when somebody else is always first', async () => {
    await file(store, 'REQ-7');
    const touch = async () => {
      const found = await other.request('REQ-7');
      if (found) await other.commit(change({ requests: [found] }));
    };
    const always = {
      ...store,
      commit: async (...sent: Parameters<Store['commit']>) => touch().then(() => store.commit(...sent)),
    };
    let decisions = 0;
    const outcome = transact(always, { request: 'REQ-7' }, ({ request: found }) => {
      decisions += 1;
      return { ok: true, request: { ...(found as AccessRequest) }, events: [], effects: [notify('card', 'REQ-7')] };
    });
    await expect(outcome).rejects.toMatchObject({ code: 'record_moved' });
    expect(decisions).toBe(10);
  });

  /** The store, where somebody else gets in just before the first commit. */
  function meddling(meddle: () => Promise<unknown>): Store {
    let done = false;
    return {
      ...store,
      commit: async (sent) => {
        if (!done) {
          done = true;
          await meddle();
        }
        return store.commit(sent);
      },
    };
  }
});

describe('a move that the table of states does not have', () => {
  test.each([
    ['pending', 'fulfilled'],
    ['pending', 'provisioning'],
    ['denied', 'approved'],
    ['fulfilled', 'provisioning'],
    ['withdrawn', 'pending'],
  ] as const)('of a request, %s → %s, is forbidden and not written', async (from, to) => {
    await store.commit(change({ requests: [{ record: request({ state: from }), version: 0 }] }));
    const outcome = transact(store, { request: 'REQ-7' }, ({ request: found }) => ({
      ok: true,
      request: { ...(found as AccessRequest), state: to },
      events: [],
      effects: [],
    }));
    await expect(outcome).rejects.toMatchObject({ code: 'forbidden_move', about: `REQ-7: ${from} → ${to}` });
    expect(await store.request('REQ-7')).toMatchObject({ version: 1, record: { state: from } });
  });

  test.each([
    ['revoked', 'active'],
    ['expired', 'revoked'],
    ['provisioning', 'expired'],
  ] as const)('of a grant, %s → %s, is forbidden and not written', async (from, to) => {
    await store.commit(change({ grants: [{ record: grant({ state: from }), version: 0 }] }));
    const outcome = transact(store, { grant: 'GRANT-7' }, () => ({
      ok: true,
      grant: grant({ state: to }),
      events: [],
      effects: [],
    }));
    await expect(outcome).rejects.toMatchObject({ code: 'forbidden_move' });
    expect(await store.grant('GRANT-7')).toMatchObject({ version: 1, record: { state: from } });
  });
});
