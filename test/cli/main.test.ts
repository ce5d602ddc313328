import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateSync } from 'otplib';
import { INSTALLATION } from '../../src/store/keys.ts';
import { createStore } from '../../src/store/store.ts';
import { type StoreBench, startBench } from '../support/store-redis.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const PASSWORD = 'hush-hush-of-redis';
const NOBODY_LISTENS = 'redis://127.0.0.1:1';

let bench: StoreBench;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

/** Runs the command as a process of its own; `answer` says what to type when it asks for a code. */
async function grantdesk(args: string[], answer?: (shown: string) => string, redisUrl = bench.server.url) {
  const env = { PATH: process.env.PATH ?? '', REDIS_URL: redisUrl, GRANTDESK_CODES_KEY: 'ab'.repeat(32) };
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], { cwd: REPOSITORY, env });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    if (answer && out.endsWith('Code: ')) child.stdin.end(`${answer(out)}\n`);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

test('wrong use is 2, and says where help is', async () => {
  const { code, out, err } = await grantdesk(['aprover', 'list']);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('Add --help to see how it is used.');
});

test('an approver enrols through a pipe, and the process ends by itself', async () => {
  const { code, out, err } = await grantdesk(['approver', 'enrol', 'U0FINANCE'], (shown) =>
    generateSync({ secret: /Secret: +(\w+)/.exec(shown)?.[1] ?? '' }),
  );
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('U0FINANCE is enrolled.');
  const [event] = await createStore(bench.open().redis, INSTALLATION).audit.read();
  expect(event).toMatchObject({ action: 'approver.enrolled', subjects: ['U0FINANCE'] });
  expect(event?.detail).toEqual({ host: expect.stringMatching(/./), user: expect.stringMatching(/./) });
});

test('Redis that cannot be reached is 2, in a sentence', async () => {
  const { code, err } = await grantdesk(['approver', 'list'], undefined, NOBODY_LISTENS);
  expect(code).toBe(2);
  expect(err).toMatch(/^Redis cannot be reached: check REDIS_URL.*\n$/);
});

test.each([['127.0.0.1:1'], ['localhost:1'], ['no-such-host.invalid:6379']])(
  'Redis that is not at %s is told without the password of its address',
  async (host) => {
    const { code, out, err } = await grantdesk(['approver', 'list'], undefined, `redis://olga:${PASSWORD}@${host}`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^Redis cannot be reached: check REDIS_URL, and that Redis is running \([^()]+\)\.\n$/);
    expect(err).not.toMatch(/undefined|hush/);
  },
);

test.each([['99'], ['x']])(
  'Redis without the database %s is told so, and no other is looked into',
  async (database) => {
    const { code, out, err } = await grantdesk(['approver', 'list'], undefined, `${bench.server.url}/${database}`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^REDIS_URL names a database that Redis does not have\..*\n$/);
  },
);

test('Redis that refuses the password is told so, without it', async () => {
  const { code, out, err } = await grantdesk(
    ['approver', 'list'],
    undefined,
    bench.server.url.replace('redis://', `redis://olga:${PASSWORD}@`),
  );
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^Redis refuses the user or password of REDIS_URL \(WRONGPASS/);
  expect(err).not.toContain('hush');
});

test('npm start before npm run build says in one sentence what to run', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'grantdesk-start-'));
  await copyFile(join(REPOSITORY, 'package.json'), join(folder, 'package.json'));
  const child = spawn('npm', ['start', '--silent'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = await once(child, 'close');
  await rm(folder, { recursive: true });
  expect({ code, said }).toEqual({
    code: 1,
    said: 'Grantdesk is not built yet: run npm run build first, then npm start again.\n',
  });
});
