import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LogLevel, WebClient } from '@slack/web-api';
import { DelayedError, UnrecoverableError } from 'bullmq';
import { openQueues } from '../../src/jobs/queues.ts';
import { startWorker, type Work } from '../../src/jobs/worker.ts';
import { createLogger } from '../../src/observability/log.ts';
import { createMetrics, type StoredFacts } from '../../src/observability/metrics.ts';
import { observedFetch } from '../../src/slack/observed-fetch.ts';
import { connectWaiting } from '../../src/store/connection.ts';
import { createTallies } from '../../src/store/tallies.ts';
import { awaitingAdmin, grant, pending } from '../support/domain-cases.ts';
import { eventually } from '../support/faults-world.ts';
import { change, type StoreBench, startBench } from '../support/store-redis.ts';

const NOTHING: StoredFacts = { queues: {}, outbox: { length: 0, oldestSeconds: 0 }, requests: {}, grants: {} };

let bench: StoreBench;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

describe('a run of a job', () => {
  test('counts as done, put off, tried again or given up, by how it ended', async () => {
    const metrics = createMetrics();
    const connection = connectWaiting(bench.server.url, () => undefined);
    const queues = openQueues(connection, bench.installation, () => undefined);
    const work: Work = async (job, token) => {
      if (job.name === 'late' && job.data.again !== true) {
        await job.updateData({ again: true });
        await job.moveToDelayed(Date.now(), token);
        throw new DelayedError();
      }
      if (job.name === 'hopeless') throw new UnrecoverableError('never');
      if (job.name === 'unlucky') throw new Error('not now');
    };
    const setup = { connection, installation: bench.installation, log: createLogger('silent'), metrics };
    const worker = startWorker('notify', work, setup, { concurrency: 1 });
    try {
      await queues.notify.add('good', {});
      await queues.notify.add('late', {});
      await queues.notify.add('hopeless', {}, { attempts: 5 });
      await queues.notify.add('unlucky', {}, { attempts: 3 });
      const lines = await eventually(async () => {
        const { text } = await metrics.expose(async () => NOTHING);
        const found = text.match(/^grantdesk_jobs_total\{.*/gm)?.sort();
        const ended = found?.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
        return ended !== undefined && ended >= 7 && found;
      }, 'seven runs to have ended');
      expect(lines).toEqual([
        'grantdesk_jobs_total{queue="notify",outcome="delayed"} 1',
        'grantdesk_jobs_total{queue="notify",outcome="done"} 2',
        'grantdesk_jobs_total{queue="notify",outcome="failed"} 2',
        'grantdesk_jobs_total{queue="notify",outcome="retried"} 2',
      ]);
    } finally {
      await worker.stop();
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
      connection.disconnect();
    }
  });
});

describe('a call of Slack', () => {
  test('counts by its method and by what became of it', async () => {
    const answers = [
      { status: 200, body: '{"ok":true}' },
      { status: 200, body: '{"ok":false,"error":"not_in_channel"}' },
      { status: 429, body: '' },
      { status: 503, body: '' },
    ];
    const server = createServer((_, response) => {
      const { status, body } = answers.shift() ?? { status: 500, body: '' };
      response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '1' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const heard: string[] = [];
    const client = new WebClient('xoxb-1', {
      slackApiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
      fetch: observedFetch(({ endpoint, outcome }) => heard.push(`${endpoint} ${outcome}`)),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logLevel: LogLevel.ERROR,
    });
    const call = () => client.chat.postMessage({ channel: 'C1', text: 'Hello' });
    await expect(call()).resolves.toMatchObject({ ok: true });
    for (let refusal = 0; refusal < 3; refusal++) await expect(call()).rejects.toThrow();
    await new Promise((resolve) => server.close(resolve));
    await expect(call()).rejects.toThrow();
    expect(heard).toEqual(
      ['ok', 'refused', 'rate_limited', 'server_error', 'unreachable'].map((outcome) => `chat.postMessage ${outcome}`),
    );
  });
});

describe('what is stored', () => {
  test('counts what has not ended by its state, and how long the outbox has waited', async () => {
    const { store, redis } = bench.open();
    const tallies = createTallies(redis, bench.installation);
    const waiting = pending({ id: 'REQ-1' }).request;
    const effects = [{ kind: 'notify', message: 'card', about: 'REQ-1' }] as const;
    await store.commit(
      change({
        requests: [
          { record: waiting, version: 0 },
          { record: awaitingAdmin({ id: 'REQ-2' }).request, version: 0 },
        ],
        grants: [
          { record: grant({ id: 'GRANT-1' }), version: 0 },
          { record: grant({ id: 'GRANT-2', state: 'revoked' }), version: 0 },
        ],
        effects: [...effects],
      }),
    );
    await store.commit(change({ requests: [{ record: { ...waiting, state: 'withdrawn' }, version: 1 }] }));
    const found = await tallies();
    expect(found.requests).toMatchObject({ pending: 0, awaiting_admin: 1 });
    expect(found.requests).not.toHaveProperty('withdrawn');
    expect(found.grants).toEqual({ provisioning: 0, active: 1, suspended: 0 });
    expect(found.outbox.length).toBe(1);
    expect(found.outbox.oldestSeconds).toBeGreaterThanOrEqual(0);
    expect(found.outbox.oldestSeconds).toBeLessThan(30);
  });

  test('is left out when it cannot be counted, while the rest is told', async () => {
    const metrics = createMetrics();
    metrics.driftFound(3);
    metrics.driftLooked(12);
    await metrics.expose(async () => ({ ...NOTHING, grants: { active: 4 } }));
    const { text } = await metrics.expose(() => Promise.reject(new Error('away')));
    expect(text).toMatch(/^grantdesk_redis_reachable 0$/m);
    expect(text).toMatch(/^grantdesk_drift_findings 3$/m);
    expect(text).toMatch(/^grantdesk_drift_users 12$/m);
    expect(text).not.toMatch(/^grantdesk_grants\{/m);
    expect(text).not.toMatch(/^grantdesk_outbox_entries /m);
  });

  test('of one Grantdesk is not mixed up with that of another in the same process', async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.auditSealed('request.filed');
    expect((await one.expose(async () => NOTHING)).text).toContain('{action="request.filed"} 1');
    expect((await other.expose(async () => NOTHING)).text).not.toContain('{action="request.filed"}');
  });
});
