import { readdir, readFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { WRITES } from '../support/faults-workiva.ts';
import { automatic, QUICK_RETRY, readableLog, restart, startQuickWorld, withRedis } from '../support/faults-world.ts';
import {
  approveFully,
  createInWorkiva,
  failureOf,
  fileRequest,
  fillForm,
  finishGrantTask,
  handOverOf,
  openForm,
  reachGrantTask,
  taskOf,
  wish,
} from '../support/journey.ts';

jest.setTimeout(30_000);

const { log, lines } = readableLog('trace');
/** Access tokens that Grantdesk was given, as seen on their way. */
const accessTokens: string[] = [];

let world: World;
let watcher: Server;
let secret: string;

beforeAll(async () => {
  world = await startQuickWorld();
  const { workiva } = world.config;
  watcher = await startWatcher(workiva.apiUrl);
  const apiUrl = `http://127.0.0.1:${(watcher.address() as AddressInfo).port}`;
  await restart(world, { workiva: { ...workiva, apiUrl } }, { log, provisionRetry: QUICK_RETRY });
  secret = await wholeRun();
  await world.redis.kill();
  await world.redis.start();
  await withTrouble();
});

afterAll(async () => {
  watcher.closeAllConnections();
  watcher.close();
  await world.stop();
});

/** Stands between Grantdesk and Workiva and remembers the tokens that are given. */
async function startWatcher(target: string): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    const { host: _, ...headers } = incoming.headers;
    const { method } = incoming;
    const passed = request(
      new URL(incoming.url ?? '/', target),
      { ...(method ? { method } : {}), headers },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (more: string) => {
          text += more;
        });
        answer.on('end', () => {
          accessTokens.push(...(/"access_token":"([^"]+)"/.exec(text)?.slice(1) ?? []));
          const location = answer.headers.location?.replace(target, `http://${incoming.headers.host}`);
          outgoing
            .writeHead(answer.statusCode ?? 502, { ...answer.headers, ...(location === undefined ? {} : { location }) })
            .end(text);
        });
      },
    );
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

/** From the form to the collected secret, with somebody who puts the secret where it does not belong. */
async function wholeRun(): Promise<string> {
  const filed = await fileRequest(world);
  await approveFully(world, filed);
  const task = await reachGrantTask(world, filed);
  const clientId = createInWorkiva(world, task);
  const regenerated = world.workiva.screens.profile(filed.username).regenerate(clientId);
  expect(await finishGrantTask(world, task, regenerated)).toEqual({ clientId: expect.stringContaining('Regenerate') });
  expect((await world.slack.as(PEOPLE.admin).submit({ clientId })).errors).toBeUndefined();
  const handOver = await handOverOf(world, filed);
  await world.slack.as(PEOPLE.engineer).press(handOver, 'grantdesk.grant.collect');

  await openForm(world);
  await fillForm(world, wish(world, { purpose: `It signs in with ${regenerated} every night.` }));
  const { errors } = await world.slack.as(PEOPLE.engineer).submit();
  expect(errors?.purpose).toContain('This looks like a secret');
  await world.slack.as(PEOPLE.engineer).close();
  return regenerated;
}

/** Faults whose answers hold what was sent. */
async function withTrouble(): Promise<void> {
  const { workiva } = world.config;
  if (workiva.access !== 'api') throw new Error('This world has a client in Workiva.');
  const echo = `Bearer ${accessTokens[0]} of ${workiva.clientId} with ${workiva.clientSecret}`;
  world.workiva.faults.answer(WRITES.user, { status: 500, message: echo });
  world.workiva.faults.answer(WRITES.membership, { status: 400, message: echo });
  world.slack.faults.fail('chat.postMessage', { times: 1, error: 'internal_error' });
  const filed = await fileRequest(world, automatic(world));
  const failure = await failureOf(world, filed.request);
  await world.slack.as(PEOPLE.admin).press(failure, 'grantdesk.provisioning.retry');
  await taskOf(world, filed.request);
}

function secretsOf({ config: { slack, workiva } }: World): Record<string, string> {
  const clientSecret = workiva.access === 'api' ? workiva.clientSecret : '';
  const tokens = accessTokens.map((token, index) => [`access token ${index + 1}`, token]);
  return {
    'bot token': slack.botToken,
    'signing secret': slack.signingSecret ?? '',
    'Workiva client secret': clientSecret,
    'secret of the grant': secret,
    ...Object.fromEntries(tokens),
  };
}

function found(text: string): string[] {
  return Object.entries(secretsOf(world)).flatMap(([name, value]) => (text.includes(value) ? [name] : []));
}

test('the run meets every secret, so that there is something to find', () => {
  expect(accessTokens.length).toBeGreaterThan(0);
  expect(Object.values(secretsOf(world)).every((value) => value.length > 10)).toBe(true);
});

test('no line of the log holds a secret, at the finest level', () => {
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.join('')).toContain('A job failed');
  expect(found(lines.join(''))).toEqual([]);
});

test('no key and no value in Redis holds a secret', async () => {
  const stored = await withRedis(world, async (redis) => {
    const keys = await redis.keys('*');
    return Promise.all(keys.map(async (key) => `${key} ${JSON.stringify(await readKey(redis, key))}`));
  });
  expect(stored.length).toBeGreaterThan(20);
  expect(stored.join('\n')).toContain('Copies the close checklist');
  expect(found(stored.join('\n'))).toEqual([]);
});

test('nothing that was ever written to Redis held a secret, jobs that are done and gone included', async () => {
  const written = await withRedis(world, everWritten);
  expect(written).toContain('Copies the close checklist');
  expect(written).toMatch(/provision.*"step":"membership"/s);
  expect(found(written)).toEqual([]);
});

test('no metric holds a secret', async () => {
  const answer = await fetch(`http://127.0.0.1:${world.grantdesk.adminPort}/metrics`);
  const metrics = await answer.text();
  expect(metrics).toContain('workiva');
  expect(found(metrics)).toEqual([]);
});

test('no message in Slack holds a secret', () => {
  const messages = JSON.stringify(world.slack.calls);
  expect(messages).toContain('Retry');
  expect(found(messages)).toEqual([]);
});

/** Every command that changed something, as Redis itself keeps it on the disk. */
async function everWritten(redis: Redis): Promise<string> {
  const folder = z.tuple([z.literal('dir'), z.string()]).parse(await redis.config('GET', 'dir'))[1];
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const logs = files.filter((file) => file.isFile() && file.name.endsWith('.aof'));
  return (await Promise.all(logs.map((file) => readFile(join(file.parentPath, file.name), 'utf8')))).join('\n');
}

async function readKey(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key);
    case 'hash':
      return redis.hgetall(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'set':
      return redis.smembers(key);
    case 'zset':
      return redis.zrange(key, '0', '-1');
    case 'stream':
      return redis.xrange(key, '-', '+');
    case 'none': // A lock or a pause that has just ended.
      return undefined;
    default:
      throw new Error(`${key} is of a kind that this test does not read.`);
  }
}
