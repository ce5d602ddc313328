import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { startGrantdesk } from '../../src/start.ts';
import { automatic, cardSays, eventually, readableLog, startQuickWorld } from '../support/faults-world.ts';
import { fileRequest } from '../support/journey.ts';

let world: World;
let before: Record<string, number>;

beforeAll(async () => {
  world = await startQuickWorld();
  before = await measured('grantdesk_grants');
  await cardSays(world, await fileRequest(world, automatic(world)), 'admin');
});
afterAll(() => world.stop());

type Asked = { method?: string; host?: string; port?: number };
type Answered = { status: number; headers: Record<string, unknown>; text: string };

/** Asks the admin port; `fetch` would not let anybody choose the Host. */
function ask(path: string, { method = 'GET', host, port = world.grantdesk.adminPort }: Asked = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, headers: host === undefined ? {} : { host } };
    httpRequest(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => {
        text += more;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    })
      .on('error', reject)
      .end();
  });
}

/** The values of a measure by its labels, as they stand in the text. */
async function measured(name: string, port?: number): Promise<Record<string, number>> {
  const { text } = await ask('/metrics', port === undefined ? {} : { port });
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return Object.fromEntries(
    lines.map((line) => [line.slice(name.length, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

describe('/metrics', () => {
  test('moves with a request from its filing to its grant', async () => {
    await eventually(
      async () => (await measured('grantdesk_requests'))['{state="awaiting_admin"}'] === 1,
      'the request to be counted',
    );

    expect(before['{state="provisioning"}']).toBe(0);
    expect((await measured('grantdesk_grants'))['{state="provisioning"}']).toBe(1);
    expect((await measured('grantdesk_audit_events_sealed_total'))['{action="request.filed"}']).toBe(1);
    // A message is there before its job has ended.
    const jobsDone = async (queue: string) =>
      (await measured('grantdesk_jobs_total'))[`{queue="${queue}",outcome="done"}`] ?? 0;
    for (const queue of ['provision', 'notify'])
      await eventually(async () => (await jobsDone(queue)) >= 2, `two jobs of ${queue} to be counted`);
    const seconds = await measured('grantdesk_job_duration_seconds_sum');
    expect(seconds['{queue="provision"}']).toBeGreaterThan(0);
    const slack = () => measured('grantdesk_slack_call_duration_seconds_count');
    await eventually(
      async () => ((await slack())['{endpoint="chat.postMessage",outcome="ok"}'] ?? 0) >= 2,
      'the card and the admin task to be counted',
    );
    expect((await slack())['{endpoint="views.open",outcome="ok"}']).toBe(1);
    expect(Object.values(await measured('grantdesk_outbox_entries'))).toHaveLength(1);
    expect((await measured('grantdesk_queue_jobs'))['{queue="notify",state="failed"}']).toBe(0);
  });

  test('counts the calls of Workiva by their kind and outcome', async () => {
    const calls = await measured('grantdesk_workiva_call_duration_seconds_count');
    expect(calls['{endpoint="POST /organizations/{organization}/users",outcome="ok"}']).toBe(1);
  });

  test('counts readings of the policy file', async () => {
    const before = (await measured('grantdesk_policy_reads_total'))['{outcome="same"}'] ?? 0;
    await world.grantdesk.reloadPolicy();
    expect((await measured('grantdesk_policy_reads_total'))['{outcome="same"}']).toBe(before + 1);
  });

  test('tells of the process, and names neither records nor people', async () => {
    const { headers, text } = await ask('/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(text).toMatch(/^process_resident_memory_bytes \d/m);
    expect(text).not.toMatch(/REQ-\d|GRANT-\d|export-\d|Finance Close/);
    expect(text).not.toContain(PEOPLE.engineer);
    expect(text).not.toContain(world.config.slack.botToken);
  });

  test('is served by a process of every role', async () => {
    for (const role of ['app', 'worker'] as const) {
      const other = await world.startAnother({ role });
      expect((await measured('grantdesk_requests', other.adminPort))['{state="awaiting_admin"}']).toBe(1);
      await other.stop();
    }
  });
});

describe('the queue board', () => {
  test('shows every queue and its jobs', async () => {
    const page = await ask('/queues');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Grantdesk queues');
    const script = /src="(static\/js\/main[^"]+)"/.exec(page.text)?.[1];
    expect((await ask(`/queues/${script}`)).status).toBe(200);

    const { queues } = JSON.parse((await ask('/queues/api/queues?activeQueue=provision&status=completed&page=1')).text);
    const shown = queues as { name: string; readOnlyMode: boolean; jobs: { name: string }[] }[];
    expect(shown.map(({ name }) => name)).toEqual(expect.arrayContaining(['provision', 'suspend', 'notify', 'sweep']));
    expect(shown.every(({ readOnlyMode }) => readOnlyMode)).toBe(true);
    expect(shown.find(({ name }) => name === 'provision')?.jobs.map(({ name }) => name)).toContain('user');
  });

  test('changes nothing, whoever asks', async () => {
    for (const path of [
      '/queues/api/queues/pause',
      '/queues/api/queues/notify/empty',
      '/queues/api/queues/notify/retry/failed',
    ]) {
      const answer = await ask(path, { method: 'PUT' });
      expect(answer).toMatchObject({
        status: 405,
        text: expect.stringContaining('act on requests and grants in Slack'),
      });
    }
    expect((await ask('/queues/api/queues/notify/add', { method: 'POST' })).status).toBe(405);
  });

  test('says nothing of Redis, and lets the page ask nobody else', async () => {
    expect((await ask('/queues/api/redis/stats')).status).toBe(403);
    expect((await ask('/queues')).headers['content-security-policy']).toContain("default-src 'self'");
  });
});

describe('the admin port', () => {
  test('does not answer a name that somebody else has made lead to this machine', async () => {
    expect((await ask('/metrics', { host: 'rebound.example.com:9464' })).status).toBe(421);
    expect((await ask('/queues', { host: 'rebound.example.com' })).status).toBe(421);
    for (const host of ['localhost:9464', '127.0.0.1', '[::1]:9464'])
      expect((await ask('/metrics', { host })).status).toBe(200);
  });

  test('is the only one that serves them', async () => {
    const { port } = world.grantdesk;
    for (const path of ['/metrics', '/queues']) expect((await ask(path, { port })).status).toBe(404);
    expect((await ask('/slack/events', { method: 'GET' })).status).toBe(404);
  });

  test('leads from its first page to the board', async () => {
    expect(await ask('/')).toMatchObject({ status: 302, headers: { location: '/queues' } });
  });

  test('that is taken, or not of this machine, keeps Grantdesk from starting, with the remedy', async () => {
    const { log } = readableLog();
    const admin = { ...world.config.admin, port: world.grantdesk.adminPort };
    await expect(startGrantdesk({ ...world.config, admin }, { log })).rejects.toMatchObject({
      faults: [`Port ${admin.port} is taken: stop what listens there, or set ADMIN_PORT.`],
    });
    const elsewhere = { host: '192.0.2.1', port: 9_464 };
    await expect(startGrantdesk({ ...world.config, admin: elsewhere }, { log })).rejects.toMatchObject({
      faults: ['ADMIN_HOST is not an address of this machine: give one of its own, as 127.0.0.1 or 0.0.0.0.'],
    });
  });

  test('still answers while Redis is away, says so, and counts again once it is back', async () => {
    await world.redis.kill();
    try {
      expect(await measured('grantdesk_redis_reachable')).toEqual({ '': 0 });
      expect(await measured('grantdesk_outbox_entries')).toEqual({});
    } finally {
      await world.redis.start();
    }
    await eventually(async () => (await measured('grantdesk_redis_reachable'))[''] === 1, 'Redis to be counted again');
    await eventually(async () => (await fetch(`http://127.0.0.1:${world.grantdesk.port}/readyz`)).ok, 'readiness');
    expect((await measured('grantdesk_requests'))['{state="awaiting_admin"}']).toBe(1);
  });
});
