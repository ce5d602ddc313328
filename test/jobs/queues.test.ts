import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UnrecoverableError } from 'bullmq';
import { type Effect, messageKey } from '../../src/domain/effects.ts';
import {
  jobFor,
  NOTIFY_RETRY,
  NotifyJob,
  openQueues,
  PROVISION_RETRY,
  ProvisionJob,
  type Queues,
  queuePrefix,
  readPayload,
} from '../../src/jobs/queues.ts';
import { retryDelay } from '../../src/jobs/workiva-worker.ts';
import type { World } from '../../src/playground/world.ts';
import { connectWaiting } from '../../src/store/connection.ts';
import { WorkivaError } from '../../src/workiva/errors.ts';
import { automatic, eventually, readableLog, restart, startQuickWorld } from '../support/faults-world.ts';
import { fileRequest, taskOf } from '../support/journey.ts';

const step: Effect = { kind: 'provision', request: 'REQ-7', step: 'roles', run: 2 };
const warning: Effect = { kind: 'notify', message: 'warning', about: 'GRANT-7', detail: '2027-01-31.604800000' };

describe('the job of an effect', () => {
  test('is named by request, step and run, so that the same step of the same run is one job', () => {
    expect(jobFor('REQ-7.v4.1', step)).toMatchObject({
      queue: 'provision',
      name: 'roles',
      options: { jobId: 'REQ-7.roles.2' },
    });
    expect(jobFor('REQ-7.v9.0', step).options.jobId).toBe('REQ-7.roles.2');
    expect(jobFor('REQ-7.v9.0', { ...step, run: 3 }).options.jobId).toBe('REQ-7.roles.3');
  });

  test('is tried as often as its kind of work is worth', () => {
    expect(jobFor('a', step).options.attempts).toBe(PROVISION_RETRY.attempts);
    expect(jobFor('a', warning).options.attempts).toBe(NOTIFY_RETRY.attempts);
  });

  test('of a message is named by the effect, and there is one of them waiting for each message', () => {
    expect(jobFor('GRANT-7.v3.0', warning)).toMatchObject({
      queue: 'notify',
      options: {
        jobId: 'GRANT-7.v3.0',
        deduplication: { id: 'GRANT-7.warning.2027-01-31.604800000', keepLastIfActive: true },
      },
    });
  });

  test.each([step, warning, { kind: 'notify', message: 'card', about: 'REQ-7' } satisfies Effect])(
    'has a payload that its worker can read: $kind',
    (effect) => {
      const { queue, data } = jobFor('id', effect);
      const { kind: _, ...rest } = effect;
      expect(readPayload<object>(queue === 'provision' ? ProvisionJob : NotifyJob, data)).toEqual(rest);
    },
  );

  test('has no colon in its id, which BullMQ would refuse', () => {
    for (const effect of [step, warning]) expect(jobFor('GRANT-7.v3.0', effect).options.jobId).not.toContain(':');
  });
});

test('messages are told apart by kind, subject and detail', () => {
  expect(messageKey({ about: 'REQ-7', message: 'card' })).toBe('REQ-7.card');
  expect(messageKey({ about: 'REQ-7', message: 'stage', detail: '1' })).toBe('REQ-7.stage.1');
});

test('every queue has a hash tag of its own', () => {
  expect(queuePrefix('grantdesk', 'notify')).toBe('{grantdesk-notify}');
});

test('a payload that cannot be read is refused for good, naming what is wrong with it', () => {
  const read = () => readPayload(ProvisionJob, { request: 'REQ-7', step: 'paint' });
  expect(read).toThrow(UnrecoverableError);
  expect(read).toThrow(/step: .*; run: /);
});

describe('the wait before the next try', () => {
  const without = () => 0;

  test('doubles each time, and is cut by up to a half at random', () => {
    expect([1, 2, 3, 7].map((attempt) => retryDelay(attempt, undefined, PROVISION_RETRY, without))).toEqual([
      1_000, 2_000, 4_000, 64_000,
    ]);
    expect(retryDelay(3, undefined, PROVISION_RETRY, () => 1)).toBe(2_000);
  });

  test('is never shorter than Workiva asks', () => {
    const asked = new WorkivaError({
      code: 'rate_limited',
      endpoint: 'GET /',
      sentence: 'Slower.',
      retryAfterMs: 30_000,
    });
    expect(retryDelay(1, asked, PROVISION_RETRY, without)).toBe(30_000);
    expect(retryDelay(7, asked, PROVISION_RETRY, without)).toBe(64_000);
  });
});

describe('a job whose payload no longer parses', () => {
  let world: World;
  let queues: Queues;
  let close: () => Promise<void>;

  beforeAll(async () => {
    world = await startQuickWorld();
    const redis = connectWaiting(world.redis.url, () => undefined);
    queues = openQueues(redis, 'grantdesk', () => undefined);
    close = async () => {
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
      redis.disconnect();
    };
  });

  afterAll(async () => {
    await close();
    await world.stop();
  });

  test.each(['provision', 'notify'] as const)(
    'fails at once in the queue %s, says why, and the worker goes on',
    async (name) => {
      const { log, lines } = readableLog('warn');
      await restart(world, {}, { log });
      const added = await queues[name].add(
        'old',
        { request: 7 },
        { attempts: 8, backoff: { type: 'fixed', delay: 1 } },
      );
      const failed = await eventually(async () => (await queues[name].getFailed())[0], 'the job to fail');
      expect(failed).toMatchObject({ id: added.id, attemptsMade: 1 });
      expect(failed.failedReason).toContain('The job’s payload cannot be read:');
      const said = () => lines.filter((line) => line.includes('A job failed'));
      // Redis has it before the worker hears of it.
      await eventually(() => said().length > 0, 'the log');
      expect(said()).toHaveLength(1);
      expect(lines.join('')).not.toContain('lost touch with Redis');
      const { request } = await fileRequest(world, automatic(world));
      await taskOf(world, request);
    },
  );
});
