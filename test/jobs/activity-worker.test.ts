import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import type { Activity } from '../../src/domain/usage.ts';
import { type ActivityParts, startActivity } from '../../src/jobs/activity.ts';
import { openQueues, QUEUES, type Queues } from '../../src/jobs/queues.ts';
import type { Running } from '../../src/jobs/running.ts';
import { createLogger } from '../../src/observability/log.ts';
import { connectWaiting } from '../../src/store/connection.ts';
import type { WorkivaActivity } from '../../src/workiva/client.ts';
import { NOW } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';
import { eventually } from '../support/faults-world.ts';
import { type StoreBench, startBench } from '../support/store-redis.ts';

let bench: StoreBench;
let queues: Queues;
let connections: Redis[];
let running: Running[];

beforeEach(async () => {
  bench = await startBench();
  connections = [connectWaiting(bench.server.url, () => undefined)];
  queues = openQueues(connections[0] as Redis, bench.installation, () => undefined);
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  await Promise.all(QUEUES.map((name) => queues[name].close()));
  for (const connection of connections) connection.disconnect();
  await bench.close();
});

/** Starts a worker as in a process of its own, on a Workiva whose log is `activities`. */
async function startOne(activities: () => AsyncIterable<WorkivaActivity>, everyMs: number): Promise<Running> {
  const connection = connectWaiting(bench.server.url, () => undefined);
  connections.push(connection);
  const parts: ActivityParts = {
    store: bench.open().store,
    policy: () => policy(),
    clock: { now: () => NOW },
    workiva: { activities, scopes: async () => ['activity:read'], findUser: async () => undefined },
    ownClientId: 'grantdesk-client',
  };
  const setup = { connection, installation: bench.installation, log: createLogger('silent') };
  const started = await startActivity(parts, queues, everyMs, setup);
  running.push(started);
  return started;
}

const entry = (second: number): WorkivaActivity & Activity => ({
  id: String(second),
  action: { id: 'view', alias: 'document.view' },
  performer: { id: 'somebody', type: 'user' },
  targets: [],
  activityDateTime: new Date(NOW.getTime() - 10_000_000 + second * 1_000).toISOString(),
});

describe('the worker of the activity log', () => {
  test('reads in one process at a time, on one schedule, however many processes there are', async () => {
    let [atOnce, most, reads] = [0, 0, 0];
    const activities = async function* () {
      atOnce += 1;
      most = Math.max(most, atOnce);
      yield entry(reads);
      await new Promise((resolve) => setTimeout(resolve, 60));
      atOnce -= 1;
      reads += 1;
    };
    await Promise.all([startOne(activities, 20), startOne(activities, 20), startOne(activities, 20)]);
    for (let extra = 0; extra < 5; extra++) await queues.activity.add('activity', {});
    await eventually(() => reads >= 8, 'some reads');
    expect(most).toBe(1);
    expect(await queues.activity.getJobSchedulers()).toHaveLength(1);
  });

  test('stops in the middle of a log that has no end, with what it has read saved', async () => {
    let given = 0;
    const activities = async function* () {
      for (;;) {
        yield entry(given++ / 1_000);
        if (given % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const started = await startOne(activities, 60_000);
    await eventually(() => given > 600, 'the read to be under way');
    await started.stop();
    const { place } = await bench.open().store.activity.place();
    expect(place?.latest).toBeGreaterThan(NOW.getTime() - 10_000_000);
    expect(place?.completeAt).toBeUndefined();
  });
});
