import { Worker } from 'bullmq';
import { startProvision } from '../../src/jobs/provision.ts';
import { jobFor, openQueues, queuePrefix } from '../../src/jobs/queues.ts';
import type { WorkerSetup } from '../../src/jobs/worker.ts';
import { createLogger } from '../../src/observability/log.ts';
import { connectWaiting } from '../../src/store/connection.ts';
import type { Store } from '../../src/store/store.ts';
import { grantsByAdmin } from '../../src/workiva/grant-gateway.ts';
import { approved, NOW, terms } from '../support/domain-cases.ts';
import { change, type StoreBench } from '../support/store-redis.ts';
import { compare, type Finding, turnsOf } from './measure.ts';

const JOBS = 50;
const TURNS = 10;
const QUEUE = 'provision';

/**
 * Jobs of a provisioning step through our worker, which reads the request, saves its beginning and saves what became of
 * it, against a BullMQ worker that does nothing with the same jobs. Workiva is left out: it would be most of the time.
 */
export async function provisionJob(bench: StoreBench): Promise<Finding[]> {
  const { store } = bench.open();
  const log = createLogger('silent');
  const ignore = () => undefined;
  const open = () => connectWaiting(bench.server.url, ignore);
  const connections = { queue: open(), ours: open(), bare: open() };
  const bareAs = `${bench.installation}-bare`;
  const queues = {
    ours: openQueues(connections.queue, bench.installation, ignore)[QUEUE],
    bare: openQueues(connections.queue, bareAs, ignore)[QUEUE],
  };
  const setup: WorkerSetup = { connection: connections.ours, installation: bench.installation, log };
  const parts = {
    store,
    clock: { now: () => NOW },
    workiva: undefined,
    grants: grantsByAdmin,
    removeUser: () => false,
  };
  const ours = startProvision(parts, setup);
  const options = { connection: connections.bare, prefix: queuePrefix(bareAs, QUEUE), concurrency: 10 };
  const bare = new Worker(QUEUE, async () => undefined, options);
  let number = 10_000_000;

  const carryOut = async (queue: typeof queues.ours) => {
    const jobs = Array.from({ length: JOBS }, () => jobOf(`REQ-${++number}`));
    const before = await queue.getCompletedCount();
    await queue.addBulk(jobs);
    while ((await queue.getCompletedCount()) < before + JOBS) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  try {
    const first = number + 1;
    for (let one = 0; one < 2 * JOBS * turnsOf(TURNS); one++) await file(store, `REQ-${first + one}`);
    const found = await compare(
      'provision job',
      TURNS,
      () => carryOut(queues.ours),
      () => carryOut(queues.bare),
    );
    const stored = await store.request(`REQ-${first}`);
    if (stored?.record.state !== 'awaiting_admin') throw new Error('The jobs have not done what they were to do.');
    const { more: _, ...perJob } = { ...found, ours: found.ours / JOBS, bare: found.bare / JOBS };
    return [perJob];
  } finally {
    await Promise.all([ours.stop(), bare.close(), queues.ours.close(), queues.bare.close()]);
    for (const connection of Object.values(connections)) connection.disconnect();
  }
}

function jobOf(request: string) {
  const { name, data, options } = jobFor(request, { kind: 'provision', request, step: 'user', run: 1 });
  return { name, data, opts: options };
}

/** Stores a request that is approved and about to be provisioned. */
async function file(store: Store, id: string): Promise<void> {
  const user = { kind: 'existing', username: id.toLowerCase() } as const;
  const { request, grant } = approved({ id, terms: terms({ user }) });
  await store.commit(change({ requests: [{ record: request, version: 0 }], grants: [{ record: grant, version: 0 }] }));
}
