import { mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Grantdesk } from '../../src/start.ts';
import {
  automatic,
  eventually,
  readableLog,
  restart,
  startQuickWorld,
  storedRequest,
} from '../support/faults-world.ts';
import { fileRequest } from '../support/journey.ts';

const EXAMPLE = new URL('../support/wide-automatic.yml', import.meta.url);
const POLL_MS = 20;

let world: World;
let folder: string;
let policyPath: string;
let wide: string;
let second: Grantdesk;
/** The log of both processes. */
const { log, lines } = readableLog('info');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantdesk-reload-'));
  policyPath = join(folder, 'policy.yml');
  wide = await readFile(EXAMPLE, 'utf8');
  await writeFile(policyPath, wide);
  const options = { policyPollMs: POLL_MS, log };
  world = await startQuickWorld({ policyPath }, options);
  second = await world.startAnother({ role: 'worker' }, options);
});

afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  await replace(wide);
  lines.length = 0;
});

/** Gives both processes a policy file, and waits until both have taken it. */
async function replace(text: string): Promise<void> {
  await writeFile(policyPath, text);
  await reloadBoth();
}

const reloadBoth = () => Promise.all([world.grantdesk.reloadPolicy(), second.reloadPolicy()]);

const strict = () =>
  wide.replace(
    'access: read\n      lifetime_up_to: 30d\n    approval: automatic',
    'access: read\n    approval: { stages: [{ from: [finance] }] }',
  );
const adminMessages = (words: string) =>
  world.slack.messages(CHANNELS.admin).filter(({ text }) => text.includes(words));
const logged = (words: string) => lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg.includes(words));
const stateOf = async (request: string) => (await storedRequest(world, request)).state;

describe('a changed policy file', () => {
  test('holds for the next request without a restart, and the log says which policy it replaced', async () => {
    const before = await fileRequest(world, automatic(world));
    expect(await stateOf(before.request)).not.toBe('pending');
    await writeFile(policyPath, strict());
    await eventually(() => logged('Another policy is in force').length === 2, 'the new policy in both processes');
    const after = await fileRequest(world, automatic(world));
    expect(await stateOf(after.request)).toBe('pending');
    const [change] = logged('Another policy is in force');
    expect(change.now).toMatch(/^[0-9a-f]{64}$/);
    expect(change.before).toMatch(/^[0-9a-f]{64}$/);
    expect(change.now).not.toBe(change.before);
  });

  test('that cannot be used changes nothing, and the admin channel hears of it once, whatever the number of processes', async () => {
    const faulty = wide.replace('version: 1', 'version: 1\nchanels: { <!channel>: no }');
    await writeFile(policyPath, faulty);
    await eventually(() => logged('cannot be used').length === 2, 'the fault in the log of both processes');
    await reloadBoth();
    const [message, ...others] = adminMessages('The policy file has changed and cannot be used');
    expect(others).toEqual([]);
    expect(message?.text.split('\n')).toEqual([
      expect.stringContaining('the policy from before stays in force. Correct the file'),
      expect.stringMatching(/policy\.yml:3:1: chanels: is not known here/),
    ]);
    expect(logged('cannot be used')[0].faults).toEqual([expect.stringContaining('chanels: is not known here')]);
    const filed = await fileRequest(world, automatic(world));
    expect(await stateOf(filed.request)).not.toBe('pending');

    await replace(wide);
    expect(logged('The policy file holds the policy in force')).not.toEqual([]);
    await replace(faulty);
    expect(adminMessages('The policy file has changed and cannot be used')).toHaveLength(1);
  });

  test('with many faults is told in twenty lines, and nothing in it can mention anybody', async () => {
    const groups = Array.from({ length: 30 }, (_, at) => `  g${at}: ["<!channel>"]`).join('\n');
    await replace(wide.replace('groups:\n', `groups:\n${groups}\n`).replace('[Sandbox]', '["<!channel>"]'));
    const message = adminMessages('The log has 11 more.')[0];
    expect(message?.text.split('\n')).toHaveLength(22);
    expect(message?.text).not.toContain('<!channel>');
  });

  test('that is gone counts as faulty until it is back', async () => {
    await unlink(policyPath);
    await eventually(() => logged('cannot be used').length === 2, 'the fault in the log of both processes');
    await reloadBoth();
    expect(adminMessages('cannot be read (ENOENT)')).toHaveLength(1);
    await replace(strict());
    const filed = await fileRequest(world, automatic(world));
    expect(await stateOf(filed.request)).toBe('pending');
  });

  test('is told later when Slack cannot be reached at once', async () => {
    world.slack.faults.fail('chat.postMessage', { times: 2, status: 503 });
    await writeFile(policyPath, wide.replace('version: 1', 'version: 7'));
    await world.slack.until(() => adminMessages('write version: 1')[0], 'the fault in the admin channel');
    await reloadBoth();
    expect(adminMessages('write version: 1')).toHaveLength(1);
  });
});

describe('a group in which nobody can act', () => {
  const EMPTY = 'Nobody in the group “finance” of the policy can act';

  test('is said in the admin channel once when Grantdesk starts, and does not keep it from starting', async () => {
    expect(adminMessages('Nobody in the group')).toEqual([]);
    world.slack.setPerson(PEOPLE.finance, { deleted: true });
    world.slack.setUserGroup('S0FINANCE', [PEOPLE.finance]);
    await restart(world, {}, { log });
    await world.slack.until(() => adminMessages(EMPTY)[0], 'the finding in the admin channel');
    const another = await world.startAnother({ role: 'worker' }, { log });
    await eventually(() => logged('Nobody in the group can act').length === 2, 'the finding of the second process');
    await another.stop();
    expect(adminMessages(EMPTY)).toMatchObject([
      {
        text: expect.stringContaining(
          'Its members should approve under the rule “Changes to finance data”. Put somebody into the user group in Slack',
        ),
      },
    ]);
  });
});
