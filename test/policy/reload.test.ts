import { mkdtemp, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { loadPolicy } from '../../src/policy/load.ts';
import { type PolicyFault, type PolicySource, watchPolicy } from '../../src/policy/reload.ts';

const POLL_MS = 5_000;

const policyOf = (workspace: string) =>
  [
    'version: 1',
    'channels: { requests: C0REQUESTS, admin: C0ADMINS }',
    'groups: { workiva-admins: [U0ADMIN] }',
    'admins: [workiva-admins]',
    `workspaces: [${workspace}]`,
    'rules: [{ name: All, approval: automatic }]',
  ].join('\n');
const FIRST = policyOf('First');
const SECOND = policyOf('Second');
const FAULTY = policyOf('First').replace('automatic', 'perhaps');

let folder: string;
let path: string;
let source: PolicySource;
let heard: { faults: PolicyFault[]; told: PolicyFault[]; same: number; errors: unknown[] };
/** How often people cannot be told yet. */
let deaf: number;
/** Whether another process is at telling it. */
let elsewhere: boolean;

beforeEach(async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
  folder = await mkdtemp(join(tmpdir(), 'grantdesk-policy-'));
  path = join(folder, 'policy.yml');
  await writeFile(path, FIRST);
  heard = { faults: [], told: [], same: 0, errors: [] };
  deaf = 0;
  elsewhere = false;
  source = watch(POLL_MS);
});

afterEach(async () => {
  await source.stop();
  jest.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

function watch(pollMs: number): PolicySource {
  return watchPolicy({
    path,
    inForce: loadPolicy(path),
    pollMs,
    onFault: (fault) => heard.faults.push(fault),
    async tell(fault) {
      if (deaf-- > 0) throw new Error('Nobody can be told.');
      heard.told.push(fault);
      return !elsewhere;
    },
    onSame() {
      heard.same += 1;
    },
    onError: (error) => heard.errors.push(error),
  });
}

/** Lets the time until the next look pass, and waits for its end. */
async function looks(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    jest.advanceTimersByTime(POLL_MS);
    while (jest.getTimerCount() === 0) await nextTurn();
  }
}

const workspace = () => source.current().policy.workspaces[0];

describe('a policy file that changes', () => {
  test('counts once two looks have found it the same, and whoever subscribed hears of it', async () => {
    const changes: [string, string][] = [];
    source.subscribe((now, before) => void changes.push([now.digest, before.digest]));
    const before = source.current().digest;
    await writeFile(path, SECOND);
    await looks(1);
    expect(workspace()).toBe('First');
    await looks(1);
    expect(workspace()).toBe('Second');
    await looks(2);
    expect(changes).toEqual([[source.current().digest, before]]);
    expect(source.current()).toEqual(loadPolicy(path));
  });

  test('is not judged while it is half written', async () => {
    await writeFile(path, SECOND.slice(0, 80));
    await looks(1);
    await writeFile(path, SECOND);
    await looks(2);
    expect(workspace()).toBe('Second');
    expect(heard.faults).toEqual([]);
  });

  test('is followed when another file is renamed into its place, as editors do', async () => {
    await writeFile(join(folder, 'new.yml'), SECOND);
    await rename(join(folder, 'new.yml'), path);
    await looks(2);
    expect(workspace()).toBe('Second');
  });

  test('is followed when its symbolic link gets another target, as Kubernetes does', async () => {
    await writeFile(join(folder, 'one.yml'), FIRST);
    await writeFile(join(folder, 'two.yml'), SECOND);
    await unlink(path);
    await symlink('one.yml', path);
    await looks(2);
    await symlink('two.yml', join(folder, 'next'));
    await rename(join(folder, 'next'), path);
    await looks(2);
    expect(workspace()).toBe('Second');
    expect(heard.faults).toEqual([]);
  });

  test('is taken at once when somebody asks', async () => {
    await writeFile(path, SECOND);
    await source.reload();
    expect(workspace()).toBe('Second');
  });

  test('is left alone where no looks are wanted', async () => {
    await source.stop();
    expect(jest.getTimerCount()).toBe(0);
    source = watch(0);
    expect(jest.getTimerCount()).toBe(0);
    await writeFile(path, SECOND);
    await source.reload();
    expect(workspace()).toBe('Second');
  });
});

describe('a policy file that cannot be used', () => {
  test('leaves the policy in force, and is told once with every fault', async () => {
    await writeFile(path, FAULTY);
    await looks(4);
    expect(workspace()).toBe('First');
    expect(heard.told).toEqual([
      {
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        faults: [expect.stringContaining(`${path}:6:32: rules.0.approval`)],
      },
    ]);
    expect(heard.faults).toEqual(heard.told);
  });

  test('is told again when it has other faults', async () => {
    await writeFile(path, FAULTY);
    await looks(2);
    await writeFile(path, FAULTY.replace('version: 1', 'version: 2'));
    await looks(2);
    expect(heard.told.map(({ faults }) => faults.length)).toEqual([1, 2]);
  });

  test('is told at a later look when nobody could be told, without being logged twice', async () => {
    deaf = 2;
    await writeFile(path, FAULTY);
    await looks(5);
    expect(heard).toMatchObject({ told: [{}], faults: [{}], errors: [{}, {}] });
  });

  test('is told at each look while only another process is at telling it, which may not succeed', async () => {
    elsewhere = true;
    await writeFile(path, FAULTY);
    await looks(4);
    expect(heard.told.length).toBeGreaterThan(1);
    elsewhere = false;
    await looks(1);
    const { length } = heard.told;
    await looks(2);
    expect(heard.told).toHaveLength(length);
    expect(heard.faults).toHaveLength(1);
  });

  test('is no longer told once it has been mended', async () => {
    deaf = 1;
    await writeFile(path, FAULTY);
    await looks(2);
    await writeFile(path, SECOND);
    await source.reload();
    await looks(2);
    expect(workspace()).toBe('Second');
    expect(heard.told).toEqual([]);
  });

  test('is as good as before when it holds the policy in force again', async () => {
    const changes: string[] = [];
    source.subscribe(({ digest }) => void changes.push(digest));
    await writeFile(path, FAULTY);
    await looks(2);
    await writeFile(path, FIRST);
    await looks(3);
    expect(heard.same).toBe(1);
    expect(changes).toEqual([]);
  });

  test('because it is gone leaves the policy in force until it is back', async () => {
    await unlink(path);
    await looks(3);
    expect(workspace()).toBe('First');
    expect(heard.told).toMatchObject([
      { faults: [expect.stringContaining('cannot be read (ENOENT). Put the file back')] },
    ]);
    await writeFile(path, SECOND);
    await looks(2);
    expect(workspace()).toBe('Second');
    expect(heard.told).toHaveLength(1);
  });
});

describe('asking for a look', () => {
  test('says that nothing has changed, or again what is wrong', async () => {
    await source.reload();
    expect(heard).toMatchObject({ same: 1, faults: [] });
    await writeFile(path, FAULTY);
    await source.reload();
    await source.reload();
    expect(heard.faults).toHaveLength(2);
  });

  test('hears of a listener that failed, while the new policy is in force', async () => {
    source.subscribe(() => Promise.reject(new Error('The pending requests could not be read.')));
    await writeFile(path, SECOND);
    await expect(source.reload()).rejects.toThrow('The pending requests could not be read.');
    expect(workspace()).toBe('Second');
    await expect(source.reload()).resolves.toBeUndefined();
  });
});
