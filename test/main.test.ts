import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { World } from '../src/playground/world.ts';
import { startGrantdesk } from '../src/start.ts';
import { createKeys, INSTALLATION } from '../src/store/keys.ts';
import { type Child, ENTRIES, environmentOf, startChild } from './support/faults-child.ts';
import { usersNamed, WRITES } from './support/faults-workiva.ts';
import {
  automatic,
  eventually,
  forgetDeadWorkers,
  QUICK_RETRY,
  readableLog,
  startQuickWorld,
  storedRequest,
  withRedis,
} from './support/faults-world.ts';
import { fileRequest, taskOf } from './support/journey.ts';

/** Nobody listens there, and nobody who asks for a free port is given it. `fetch` knows no reason to refuse it either. */
const NOWHERE = '127.0.0.1:2';

const FAULTY_POLICY = [
  'version: 1',
  'channels: { requests: C0REQUESTS, admin: nowhere }',
  'groups: { workiva-admins: [U0ADMIN] }',
  'admins: [workiva-admins]',
  'workspaces: [Sandbox]',
  'limits: { max_lifetime: forever }',
  'rules:',
  '  - { name: All, approval: perhaps }',
].join('\n');

let world: World;
let folder: string;
let policyPath: string;
const children: Child[] = [];
const refused = {} as Record<'environment' | 'policy' | 'surroundings' | 'database', ReturnType<typeof refusedStart>>;

beforeAll(async () => {
  [world, folder] = await Promise.all([startQuickWorld({ role: 'app' }), mkdtemp(join(tmpdir(), 'grantdesk-main-'))]);
  policyPath = join(folder, 'policy.yml');
  await writeFile(policyPath, FAULTY_POLICY);
  const { SLACK_BOT_TOKEN: _, ...withoutToken } = environment();
  refused.environment = refusedStart({ ...withoutToken, PORT: 'eighty', REDIS_URL: 'localhost' });
  refused.policy = refusedStart({ ...environment(), GRANTDESK_POLICY: policyPath });
  refused.database = refusedStart({ ...environment(), REDIS_URL: `${world.redis.url}/99` });
  refused.surroundings = refusedStart({
    ...environment(),
    SLACK_BOT_TOKEN: 'xoxb-of-another-app',
    REDIS_URL: `redis://${NOWHERE}`,
  });
});

afterAll(async () => {
  for (const child of children) child.process.kill('SIGKILL');
  await Promise.all(children.map((child) => child.ended));
  await Promise.all([world.stop(), rm(folder, { recursive: true, force: true })]);
});

function start(entry: string, env: Record<string, string>): Child {
  const child = startChild(entry, env);
  children.push(child);
  return child;
}

const environment = () => environmentOf(world.config);

/** Lets the product start with faults; answers its exit code and what it said, without its log. */
async function refusedStart(env: Record<string, string>): Promise<{ code: unknown; said: string[] }> {
  const child = start(ENTRIES.product, env);
  const code = await child.ended;
  return {
    code,
    said: child
      .output()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('{')),
  };
}

describe('a start that cannot be', () => {
  test('for its environment names every fault with its remedy, one line each, and ends with code 1', async () => {
    expect(await refused.environment).toEqual({
      code: 1,
      said: [
        'The environment needs attention:',
        '  - SLACK_BOT_TOKEN is not set. Give the Bot User OAuth Token (Slack app settings → OAuth & Permissions).',
        '  - PORT is not a port. Give a whole number from 0 to 65535.',
        '  - REDIS_URL is not an address of Redis. Give redis://… or rediss://….',
        'Copy .env.example to .env and fill it in; the README says how.',
      ],
    });
  });

  test('for its policy names every fault with line, column, path and remedy, and ends with code 1', async () => {
    expect(await refused.policy).toEqual({
      code: 1,
      said: [
        'The policy cannot be used:',
        `  ${policyPath}:2:42: channels.admin: write the channel’s ID (C…), from its details in Slack`,
        `  ${policyPath}:6:25: limits.max_lifetime: write a duration such as 30d, 4h or 90m`,
        `  ${policyPath}:8:28: rules.0.approval: write automatic, or stages: [{ from: [group], count: 1 }], or forbidden: "what the requester is told"`,
      ],
    });
  });

  test('for its surroundings names each that is wrong in one line with its remedy, and ends with code 1', async () => {
    expect(await refused.surroundings).toEqual({
      code: 1,
      said: [
        'Grantdesk did not start:',
        '  Redis cannot be reached: check REDIS_URL, and that Redis is running.',
        '  Slack refuses the bot token: check SLACK_BOT_TOKEN.',
      ],
    });
  });

  test('for a database that Redis does not have says so, and does not go on in the first one', async () => {
    expect(await refused.database).toEqual({
      code: 1,
      said: [
        'Grantdesk did not start:',
        '  REDIS_URL names a database that Redis does not have. What follows the host is its number. Give redis://host:6379/0, or leave it out.',
      ],
    });
  });

  test('for a Slack that does not answer says so', async () => {
    const slack = { ...world.config.slack, apiUrl: `http://${NOWHERE}/api/` };
    const { log } = readableLog();
    await expect(startGrantdesk({ ...world.config, slack }, { log })).rejects.toMatchObject({
      faults: ['Slack cannot be reached: check the network, and SLACK_API_URL if it is set.'],
    });
  });

  test('for another Workiva organization than its records are about says which', async () => {
    const { log } = readableLog();
    const { workiva } = world.config;
    if (workiva.access !== 'api') throw new Error('This world has a client in Workiva.');
    const elsewhere = { ...workiva, organizationId: '00000000-0000-4000-8000-000000000001' };
    await withRedis(world, (redis) => redis.incr(createKeys(INSTALLATION).counter('request')));
    await expect(startGrantdesk({ ...world.config, port: 0, workiva: elsewhere }, { log })).rejects.toMatchObject({
      faults: [
        `WORKIVA_ORGANIZATION_ID is not ${workiva.organizationId}, which everything stored in this Redis is about. Give that one, or use a Redis of its own.`,
      ],
    });
  });

  test('for a port that is taken says which, and how to give another', async () => {
    const { log } = readableLog();
    const { port } = world.grantdesk;
    await expect(startGrantdesk({ ...world.config, port }, { log })).rejects.toMatchObject({
      faults: [`Port ${port} is taken: stop what listens there, or set PORT.`],
    });
  });
});

test('a Redis that could lose data is told in the log, with the remedy, and does not keep Grantdesk from starting', async () => {
  await withRedis(world, async (redis) => {
    await redis.config('SET', 'appendonly', 'no');
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
  });
  const { log, lines } = readableLog('warn');
  const started = await startGrantdesk({ ...world.config, role: 'app' }, { log });
  await started.stop();
  await withRedis(world, async (redis) => {
    await redis.config('SET', 'appendonly', 'yes');
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
  });
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
    'Redis runs without AOF, so a crash loses decisions: start it with --appendonly yes.',
    'Redis may evict records when memory is short: set maxmemory-policy to noeviction.',
  ]);
});

describe('a process', () => {
  test('is alive and ready, says why it is not while Redis is away, and finishes its work at SIGTERM', async () => {
    const child = start(ENTRIES.product, { ...environment(), GRANTDESK_ROLE: 'worker' });
    const [, own] = await child.said(/"port":(\d+),.*"Grantdesk is ready"/);
    const ask = async (path: string, port: string | number = own ?? '') => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return { status: answer.status, body: await answer.json() };
    };
    expect(await ask('/healthz')).toEqual({ status: 200, body: { status: 'alive' } });
    expect(await ask('/readyz')).toEqual({ status: 200, body: { status: 'ready' } });

    await world.redis.kill();
    const away = await eventually(
      async () => ask('/readyz').then((one) => one.status === 503 && one),
      'not being ready',
    );
    expect(away.body).toEqual({ status: 'not_ready', faults: [expect.stringMatching(/^redis: /)] });
    expect((await ask('/healthz')).status).toBe(200);
    await world.redis.start();
    for (const port of [own, world.grantdesk.port])
      await eventually(async () => (await ask('/readyz', port)).status === 200, 'being ready again');

    const hold = world.workiva.faults.hold(WRITES.user);
    const filed = await fileRequest(world, automatic(world));
    await hold.arrived;
    const asked = Date.now();
    child.process.kill('SIGTERM');
    await child.said(/Stopping/);
    hold.release();
    expect(await child.ended).toBe(0);
    expect(Date.now() - asked).toBeLessThan(10_000);
    const { provisioning } = await storedRequest(world, filed.request);
    expect(provisioning?.steps.map(({ state }) => state)).toEqual(['done', 'waiting', 'waiting']);
  });

  test('takes a changed policy file at SIGHUP, and goes on with the earlier one when it cannot be used', async () => {
    const path = join(folder, 'reloaded.yml');
    const valid = await readFile(world.config.policyPath, 'utf8');
    await writeFile(path, valid);
    const child = start(ENTRIES.product, { ...environment(), GRANTDESK_POLICY: path, GRANTDESK_ROLE: 'worker' });
    await child.said(/Grantdesk is ready/);
    const hangUp = async (text: string, answer: string) => {
      await writeFile(path, text);
      child.process.kill('SIGHUP');
      await child.said(new RegExp(`${answer}.*\n`));
      const said = child
        .output()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line));
      const [heard, done] = ['SIGHUP: ', answer].map((words) => said.findLast(({ msg }) => msg.includes(words)));
      // By itself Grantdesk would take it at the second look only, five seconds after the first.
      expect(Date.parse(done.time) - Date.parse(heard.time)).toBeLessThan(4_000);
    };
    await hangUp(`${valid}# Changed.\n`, 'Another policy is in force');
    await hangUp(FAULTY_POLICY, 'The policy file cannot be used: the policy in force stays');
    child.process.kill('SIGTERM');
    expect(await child.ended).toBe(0);
  });

  test('that cannot finish stops all the same, and its job goes to another', async () => {
    const held = await world.startAnother({ role: 'worker' }, { drainMs: 200 });
    const hold = world.workiva.faults.hold(WRITES.user);
    const filed = await fileRequest(world, automatic(world));
    await hold.arrived;
    await held.stop();

    await forgetDeadWorkers(world);
    await world.startAnother({ role: 'worker' }, { lockMs: 2_000, provisionRetry: QUICK_RETRY });
    await taskOf(world, filed.request);
    hold.release();
    expect(usersNamed(world, filed.username)).toHaveLength(1);
    expect((await storedRequest(world, filed.request)).state).toBe('awaiting_admin');
  });
});
