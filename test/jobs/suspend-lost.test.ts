import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MINUTE } from '../../src/domain/duration.ts';
import { stop } from '../../src/domain/suspension.ts';
import { openQueues, type Queues } from '../../src/jobs/queues.ts';
import { startRelay } from '../../src/jobs/relay.ts';
import type { Running } from '../../src/jobs/running.ts';
import { startSuspend } from '../../src/jobs/suspend.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import { createLogger } from '../../src/observability/log.ts';
import { connectProducer, connectWaiting } from '../../src/store/connection.ts';
import { createOutbox } from '../../src/store/outbox.ts';
import type { Store } from '../../src/store/store.ts';
import { missing, transact } from '../../src/store/transact.ts';
import { ADMIN, DIGEST, grant, later, NOW } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';
import { eventually } from '../support/faults-world.ts';
import { change, type StoreBench, startBench } from '../support/store-redis.ts';

const GRANT = 'GRANT-1';
const RETRY = { attempts: 2, firstDelayMs: 10, jitter: 0 };
const log = createLogger('silent');

let bench: StoreBench;
let store: Store;
let queues: Queues;
const closing: (() => unknown)[] = [];
const running: Running[] = [];
let away = 0;

/** Redis is away for a moment just when a job wants to leave its work to the admins. */
const commit: Store['commit'] = async (written) => {
  if (away > 0 && written.events.some(({ action }) => action === 'grant.suspension_by_hand')) {
    away -= 1;
    throw new Error('Redis is away.');
  }
  return store.commit(written);
};

beforeAll(async () => {
  bench = await startBench();
  ({ store } = bench.open());
  const ignore = () => undefined;
  const { url } = bench.server;
  const producer = await connectProducer(url, ignore);
  const [forJobs, forOutbox] = [connectWaiting(url, ignore), connectWaiting(url, ignore)];
  for (const connection of [producer, forJobs, forOutbox]) closing.push(() => connection.disconnect());
  queues = openQueues(producer, bench.installation, ignore);
  const setup = { connection: forJobs, installation: bench.installation, log };
  running.push(
    startRelay(createOutbox(forOutbox, bench.installation), queues, log, RETRY),
    startSuspend({ store: { ...store, commit }, clock: { now: () => NOW }, workiva: undefined, retry: RETRY }, setup),
  );
});
afterAll(async () => {
  for (const one of running) await one.stop();
  for (const queue of Object.values(queues ?? {})) await queue.close();
  for (const close of closing) close();
  await bench.close();
});

const suspension = async () => (await store.grant(GRANT))?.record.suspension;

async function sweepAfter(minutes: number): Promise<void> {
  const clock = { now: () => later(minutes * MINUTE) };
  const faults: unknown[] = [];
  const parts = { store, policy: () => policy(), digest: () => DIGEST, clock, colleaguesFor: async () => () => [] };
  await sweep(parts, (_, error) => faults.push(error));
  expect(faults).toEqual([]);
}

test('an emergency stop whose outcome could not be written is taken up again by the sweep', async () => {
  // At both tries, when the last of them gives up, and once more when its job has failed.
  away = 4;
  await store.commit(change({ grants: [{ record: grant({ id: GRANT, createdBy: 'REQ-1' }), version: 0 }] }));
  await transact(store, { grant: GRANT }, ({ grant: found }) =>
    found ? stop(found, { by: ADMIN, reason: 'A leak.', admins: [ADMIN], now: NOW }) : missing(GRANT),
  );
  await eventually(async () => away === 0 && (await queues.suspend.getJobCounts('failed')).failed === 1, 'the loss');
  await sweepAfter(14);
  expect((await suspension())?.requeued).toBeUndefined();

  await sweepAfter(15);
  await eventually(async () => (await suspension())?.trouble, 'the admins to be asked');
  expect(await suspension()).toMatchObject({ run: 1, requeued: { times: 1 } });
});
