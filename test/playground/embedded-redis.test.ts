import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import {
  type EmbeddedRedis,
  findRedisServer,
  type Machine,
  startEmbeddedRedis,
  withFileLock,
} from '../../src/playground/embedded-redis.ts';

const clients: Redis[] = [];
const servers: EmbeddedRedis[] = [];

function clientOf(url: string): Redis {
  const client = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  clients.push(client);
  return client;
}

async function started(options?: Parameters<typeof startEmbeddedRedis>[0]): Promise<EmbeddedRedis> {
  const server = await startEmbeddedRedis(options);
  servers.push(server);
  return server;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(10);
}

function answers(url: string): Promise<boolean> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  return new Promise<boolean>((resolve) => {
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  }).finally(() => socket.destroy());
}

const folderOf = async (url: string) => ((await clientOf(url).config('GET', 'dir')) as string[])[1] ?? '';

afterEach(async () => {
  // A client whose server is gone has ended by itself; disconnecting it again would leave its timer behind.
  for (const client of clients.splice(0)) if (client.status !== 'end') client.disconnect();
  for (const server of servers.splice(0)) await server.stop();
});

describe('an embedded Redis', () => {
  test('runs as production has to: AOF on, nothing evicted, on loopback only', async () => {
    const { url } = await started();
    const redis = clientOf(url);
    expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
    expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    expect(await redis.config('GET', 'save')).toEqual(['save', '']);
    expect(new URL(url).hostname).toBe('127.0.0.1');
  });

  test('has its own port and its own data, however many start at once', async () => {
    const many = await Promise.all([started(), started(), started(), started()]);
    expect(new Set(many.map(({ url }) => url)).size).toBe(4);
    await Promise.all(many.map(({ url }, index) => clientOf(url).set('who', index)));
    expect(await Promise.all(many.map(({ url }) => clientOf(url).get('who')))).toEqual(['0', '1', '2', '3']);
  });

  test('keeps every acknowledged write through a crash when persistent', async () => {
    const server = await started({ persistent: true });
    await clientOf(server.url).set('grant', 'GRANT-57');
    await server.kill();
    expect(await answers(server.url)).toBe(false);
    await server.start();
    expect(await clientOf(server.url).get('grant')).toBe('GRANT-57');
  });

  test('comes back from a restart with the same address and data', async () => {
    const server = await started();
    await clientOf(server.url).set('grant', 'GRANT-57');
    await server.restart();
    expect(await clientOf(server.url).get('grant')).toBe('GRANT-57');
  });

  test('leaves no folder behind when stopped, and does not start again', async () => {
    const server = await started();
    const folder = await folderOf(server.url);
    expect(existsSync(folder)).toBe(true);
    await server.stop();
    await server.stop();
    expect(existsSync(folder)).toBe(false);
    expect(await answers(server.url)).toBe(false);
    await expect(server.start()).rejects.toMatchObject({ code: 'redis_not_started' });
  });

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'ends, with its folder, when its parent gets %s',
    async (signal) => {
      const parent = startingParent();
      const url = await firstLineOf(parent);
      const folder = await folderOf(url);
      parent.kill(signal);
      await once(parent, 'exit');
      await until(async () => !(await answers(url)));
      await until(() => !existsSync(folder));
    },
  );
});

function startingParent(): ChildProcess {
  const module = new URL('../../src/playground/embedded-redis.ts', import.meta.url).href;
  const script = `import { startEmbeddedRedis } from '${module}'; console.log((await startEmbeddedRedis()).url);`;
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function firstLineOf(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await until(() => text.includes('\n') || child.exitCode !== null);
  return text.trim();
}

describe('finding a server', () => {
  let folder: string;
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'grantdesk-test-'));
    lines.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const program = async (name: string) => {
    await writeFile(join(folder, name), '#!/bin/sh\n');
    await chmod(join(folder, name), 0o755);
    return join(folder, name);
  };
  const machine = (changes: Partial<Machine> = {}): Machine => ({
    path: folder,
    isRoot: true,
    lockFile: join(folder, 'lock'),
    run: async () => undefined,
    build: () => Promise.reject(new Error('no compiler')),
    ...changes,
  });

  test('takes Valkey where there is no Redis', async () => {
    const valkey = await program('valkey-server');
    expect(await findRedisServer(log, machine())).toBe(valkey);
    expect(lines).toEqual([]);
  });

  test('installs once, however many ask at the same time, and says so', async () => {
    await program('apt-get');
    let runs = 0;
    const run = async () => {
      runs++;
      await program('redis-server');
    };
    const found = await Promise.all([1, 2, 3].map(() => findRedisServer(log, machine({ run }))));
    expect(new Set(found)).toEqual(new Set([join(folder, 'redis-server')]));
    expect(runs).toBe(1);
    expect(lines).toEqual([expect.stringContaining('apt-get install redis-server')]);
  });

  test('builds one where installing needs a question', async () => {
    await program('apt-get');
    const run = () => Promise.reject(new Error('must not be asked'));
    expect(await findRedisServer(log, machine({ isRoot: false, run, build: async () => '/built' }))).toBe('/built');
  });

  test.each([
    ['apt-get', false, 'Run: sudo apt-get install redis-server'],
    ['apk', true, 'Run: apk add redis'],
    ['brew', false, 'Run: brew install redis'],
    ['no package manager', false, 'Install Redis or Valkey, so that redis-server or valkey-server is on the PATH.'],
  ])('ends with what to do when nothing helps (%s)', async (name, isRoot, remedy) => {
    await program(name);
    const failing = machine({ isRoot, run: () => Promise.reject(new Error('offline')) });
    const failure = findRedisServer(log, failing);
    await expect(failure).rejects.toMatchObject({
      code: 'redis_unavailable',
      message: expect.stringContaining(remedy),
    });
    expect(existsSync(failing.lockFile)).toBe(false);
  });
});

describe('the lock around an installation', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'grantdesk-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('lets one in at a time and is gone afterwards', async () => {
    const file = join(folder, 'lock');
    let inside = 0;
    const task = async () => {
      inside++;
      await pause(5);
      return inside--;
    };
    expect(await Promise.all([1, 2, 3, 4].map(() => withFileLock(file, task)))).toEqual([1, 1, 1, 1]);
    expect(existsSync(file)).toBe(false);
  });

  test('is taken over from a holder that has died', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    const file = join(folder, 'lock');
    await writeFile(file, `${dead.pid}`);
    expect(await withFileLock(file, async () => 'done')).toBe('done');
  });

  test('is taken over when it is far older than an installation takes', async () => {
    const file = join(folder, 'lock');
    await writeFile(file, `${process.pid}`);
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(file, longAgo, longAgo);
    expect(await withFileLock(file, async () => 'done')).toBe('done');
  });
});
