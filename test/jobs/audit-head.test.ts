import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { AUDIT_HEAD_OPTIONS, AUDIT_HEAD_TIME } from '../../src/jobs/audit-head.ts';
import { CHANNELS } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { eventually, messagesSent, startQuickWorld, withQueues } from '../support/faults-world.ts';
import { copyableValues, fileRequest, headerOf, openStore } from '../support/journey.ts';
import { moveToNoon } from '../support/waiting.ts';

let world: World;
let store: Store;
let close: () => void;

beforeAll(async () => {
  world = await startQuickWorld({ policyPath: 'policy.yml' });
  moveToNoon(world);
  ({ store, close } = openStore(world));
});
afterAll(async () => {
  close?.();
  await world?.stop();
});

/** Runs the day's job, and waits until it is through. */
const run = (at = world) =>
  withQueues(at, async ({ audit }) => {
    const { id = '' } = await audit.add('audit-head', {}, AUDIT_HEAD_OPTIONS);
    await eventually(async () => (await (await audit.getJob(id))?.isCompleted()) ?? false, 'the job to be through');
  });

const heads = (at = world) =>
  at.slack.messages(CHANNELS.audit).filter((message) => headerOf(message).startsWith('Audit trail on'));

describe('the head of the audit trail', () => {
  test('is scheduled once a day, in UTC, however many processes there are', async () => {
    const other = await world.startAnother({ role: 'worker' });
    const schedules = await withQueues(world, ({ audit }) => audit.getJobSchedulers());
    await other.stop();
    expect(schedules).toHaveLength(1);
    expect(schedules[0]).toMatchObject({ name: 'audit-head', ...AUDIT_HEAD_TIME });
  });

  test('is not posted while nothing has happened', async () => {
    await run();
    expect(heads()).toEqual([]);
  });

  test('is posted with number and hash, and with how to verify it, once a day', async () => {
    await fileRequest(world);
    const { seq, hash } = await store.audit.head();
    await run();
    await run();
    const [message, ...more] = heads();
    expect(more).toEqual([]);
    const posted = message && copyableValues(message);
    expect(posted?.Head).toMatch(/^\d+:[0-9a-f]{64}$/);
    expect(Number(posted?.Head?.split(':')[0])).toBeGreaterThanOrEqual(seq);
    expect(posted?.['To verify']).toBe(`npx grantdesk audit verify --head ${posted?.Head}`);
    expect((await store.audit.read(seq, 1))[0]?.hash).toBe(hash);
  });

  test('that was posted belongs to the event with that number', async () => {
    const [seq, hash] = copyableValues(heads()[0] ?? { blocks: [] }).Head?.split(':') ?? [];
    expect((await store.audit.read(Number(seq), 1))[0]?.hash).toBe(hash);
  });

  test('is posted again on the next day', async () => {
    world.clock.advance(DAY);
    await run();
    const days = heads().map(headerOf);
    expect(days).toHaveLength(2);
    expect(new Set(days).size).toBe(2);
  });

  test('is posted all the same when Slack fails at first, and still once', async () => {
    world.clock.advance(DAY);
    // Whom the request waits for is reminded after a day too; the fault is for the head alone.
    const now = world.clock.now();
    await eventually(async () => (await store.due(now, 1)).length === 0, 'the sweep to be through');
    await messagesSent(world, 'firstTry');
    world.slack.faults.fail('chat.postMessage', { times: 1, error: 'fatal_error' });
    await run();
    await run();
    expect(world.slack.calls.filter(({ answer }) => answer.error === 'fatal_error')).toHaveLength(1);
    expect(heads()).toHaveLength(3);
  });

  test('is posted nowhere when the policy names no audit channel', async () => {
    const quiet = await startQuickWorld();
    try {
      await fileRequest(quiet);
      await run(quiet);
      expect(heads(quiet)).toEqual([]);
    } finally {
      await quiet.stop();
    }
  });
});
