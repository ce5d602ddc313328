import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { revoke } from '../../src/domain/revocation.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import type { SweepParts } from '../../src/jobs/sweep-parts.ts';
import type { Store } from '../../src/store/store.ts';
import { transact } from '../../src/store/transact.ts';
import { ADMIN, ANA, DIGEST, grant, later, NOW, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';
import { change, type StoreBench, startBench } from '../support/store-redis.ts';

let bench: StoreBench;
let store: Store;

beforeAll(async () => {
  bench = await startBench();
  ({ store } = bench.open());
});
beforeEach(() => bench.raw.flushall());
afterAll(() => bench.close());

async function sweepAt(now: Date, on: Store = store): Promise<void> {
  const parts: SweepParts = {
    store: on,
    policy: () => policy(),
    digest: () => DIGEST,
    clock: { now: () => now },
    colleaguesFor: async () => () => [],
  };
  const faults: unknown[] = [];
  await sweep(parts, (_, error) => faults.push(error));
  expect(faults).toEqual([]);
}

/** The store as one sees it who does something just after the n-th read of a grant. */
function afterRead(id: string, nth: number, act: () => Promise<unknown>): Store {
  let reads = 0;
  const read: Store['grant'] = async (one) => {
    const found = await store.grant(one);
    if (one === id) reads += 1;
    if (one === id && reads === nth) await act();
    return found;
  };
  return { ...store, grant: read };
}

const OLD = 'GRANT-1';
const NEW = 'GRANT-2';

async function putPair(): Promise<void> {
  const since = NOW.toISOString();
  const until = later(14 * DAY).toISOString();
  const old = grant({
    id: OLD,
    createdBy: 'REQ-1',
    terms: terms({ clientName: 'one', expires: '2027-06-01' }),
    dueAt: since,
    replacedBy: { grant: NEW, since, until, told: [] },
  });
  const replacing = grant({
    id: NEW,
    createdBy: 'REQ-2',
    clientId: 'client-2',
    terms: terms({ clientName: 'two', expires: '2027-06-01' }),
    replaces: OLD,
  });
  await store.commit(change({ grants: [old, replacing].map((record) => ({ record, version: 0 })) }));
}

const revokeOld = () =>
  transact(store, { request: 'REQ-9', grant: OLD }, ({ grant: found }) => {
    if (!found) throw new Error(`There is no ${OLD}.`);
    const filing = { id: 'REQ-9', by: ANA, reason: 'Not needed.', digest: DIGEST, now: later(1_000) };
    return revoke(found, [ADMIN], filing);
  });

describe('a grant that is revoked while the sweep looks at it', () => {
  test.each([1, 2, 3])('frees the one that takes its place, after read %i too', async (nth) => {
    await putPair();
    await sweepAt(later(1_000), afterRead(OLD, nth, revokeOld));
    await sweepAt(later(60_000));
    expect((await store.grant(OLD))?.record.revocation).toBe('REQ-9');
    expect((await store.grant(NEW))?.record.replaces).toBeUndefined();
  });
});
