import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { MINUTE } from '../../src/domain/duration.ts';
import type { Grant } from '../../src/domain/records.ts';
import { enforced, suspend } from '../../src/domain/suspension.ts';
import { isUnderWay } from '../../src/domain/suspension-watch.ts';
import type { Store } from '../../src/store/store.ts';
import { expectToSuspend, suspendAgain } from '../../src/store/suspend-again.ts';
import { ADMIN, grant, later, moved, NOW } from '../support/domain-cases.ts';
import { change, type StoreBench, startBench } from '../support/store-redis.ts';

const USER = 'svc.export';

let bench: StoreBench;
let store: Store;

beforeAll(async () => {
  bench = await startBench();
  ({ store } = bench.open());
});
beforeEach(async () => {
  await bench.raw.flushall();
  const stopped = suspend(grant({ id: 'GRANT-2', createdBy: 'REQ-2' }), { by: ADMIN, reason: 'A leak.', now: NOW });
  const grants = [grant({ id: 'GRANT-1', createdBy: 'REQ-1' }), moved(enforced(stopped.grant, 'grantdesk', NOW)).grant];
  await store.commit(change({ grants: grants.map((record = grant()) => ({ record, version: 0 })) }));
});
afterAll(() => bench.close());

const parts = () => ({ store, clock: { now: () => later(MINUTE) } });
const recordOf = async (id: string): Promise<Grant> => (await store.grant(id))?.record ?? grant();

test('what may activate the user of a stopped grant has it due for the sweep before, and suspended again after', async () => {
  await expectToSuspend(USER, parts());
  const expected = await recordOf('GRANT-2');
  expect([isUnderWay(expected), expected.suspension?.run]).toEqual([true, 1]);
  expect(await store.due(later(16 * MINUTE), 10)).toContain('GRANT-2');

  await suspendAgain(USER, undefined, parts());
  expect((await recordOf('GRANT-2')).suspension).toMatchObject({ run: 2, reason: 'A leak.' });
  expect((await recordOf('GRANT-1')).suspension).toBeUndefined();
});

test('of another user, both leave everything as it is', async () => {
  const before = await store.grant('GRANT-2');
  await expectToSuspend('svc.other', parts());
  await suspendAgain('svc.other', undefined, parts());
  expect(await store.grant('GRANT-2')).toEqual(before);
});
