import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { BackstageSnapshot, FaultName, SlackSnapshot } from '../../../src/playground/server/contract.ts';
import { type Asking, automaticWish, messageWith, type Stream, startAsking } from './asking.ts';

// A worker's process needs a moment to start, and more of it on a busy machine.
let asking: Asking;
let backstage: Stream<BackstageSnapshot>;
let ana: Stream<SlackSnapshot>;
let count = 0;

beforeAll(async () => {
  asking = await startAsking();
  backstage = asking.backstage();
  ana = asking.slack('U0ENGINEER');
});
afterAll(() => asking.stop());

const fault = (name: FaultName, on: boolean) => asking.act({ do: 'world.fault', fault: name, on });

/** Files a request, and answers its username, by which its card can be found. */
async function file(): Promise<string> {
  count += 1;
  const username = `trouble-${count}`;
  const { now } = await ana.until((snapshot) => snapshot, 'a snapshot');
  await asking.act({ do: 'slack.command', as: 'U0ENGINEER', text: '/grant', channel: 'C0REQUESTS' });
  await ana.until(({ modals }) => modals.length === 1, 'the form');
  const answered = await asking.act({ do: 'slack.submit', as: 'U0ENGINEER', values: automaticWish(username, now) });
  expect(answered).toMatchObject({ ok: true });
  expect(answered).not.toHaveProperty('errors');
  // The next form is not mistaken for this one.
  await ana.until(({ modals }) => modals.length === 0, 'the form to close');
  return username;
}

test('what was asked for while the worker is killed is done once it runs again', async () => {
  await backstage.until(({ worker }) => worker === 'running', 'the worker');
  expect(await asking.act({ do: 'world.killWorker' })).toEqual({ ok: true });
  await backstage.until(({ worker }) => worker === 'killed', 'the end of the worker');
  const username = await file();
  const { conversations } = await ana.until(
    (snapshot) => snapshot.modals.length === 0 && snapshot,
    'the form to close',
  );
  expect(conversations.flatMap(({ messages }) => messages)).toEqual([]);

  expect(await asking.act({ do: 'world.startWorker' })).toEqual({ ok: true });
  await ana.until((snapshot) => messageWith(snapshot, username), 'the card');
});

test('Redis is restarted, and nothing is lost', async () => {
  expect(await asking.act({ do: 'world.restartRedis' })).toEqual({ ok: true });
  await backstage.until(({ redis, audit }) => redis === 'running' && audit.length > 0, 'Redis with its data');
  const username = await file();
  await ana.until((snapshot) => messageWith(snapshot, username), 'the card');
});

test.each([
  ['workiva_429', 'workiva', '429'],
  ['workiva_500', 'workiva', '500'],
  ['slack_rate_limited', 'slack', '429 ratelimited'],
] as const)('%s lasts until it is switched off', async (name, to, status) => {
  expect(await fault(name, true)).toEqual({ ok: true });
  await backstage.until(({ faults }) => faults[name], 'the switch');
  const username = await file();
  await backstage.until(({ traffic }) => traffic.some((one) => one.to === to && one.status === status), `a ${status}`);
  expect(await fault(name, false)).toEqual({ ok: true });
  await backstage.until(({ faults }) => !faults[name], 'the switch');
  await asking
    .slack('U0ADMIN')
    .until((snapshot) => messageWith(snapshot, 'grantdesk.task.finish', username), 'the admin task, in the end');
});

test('everything is put back to the beginning, and open streams show it', async () => {
  await fault('slack_slow', true);
  await asking.act({ do: 'world.advance', ms: 86_400_000 });
  await backstage.until(({ faults, audit }) => faults.slack_slow && audit.length > 0, 'the old playground');

  const began = performance.now();
  expect(await asking.act({ do: 'world.startOver' })).toEqual({ ok: true });
  expect(performance.now() - began).toBeLessThan(2_000);
  const fresh = await backstage.until((seen) => seen.audit.length === 0 && seen, 'the beginning');
  expect(fresh.faults).toEqual({
    slack_slow: false,
    slack_rate_limited: false,
    workiva_429: false,
    workiva_500: false,
    workiva_no_roles: false,
  });
  expect(Date.parse(fresh.now)).toBeLessThan(Date.now() + 1_000);
  await ana.until(
    ({ conversations }) => conversations.every(({ messages }) => messages.length === 0),
    'empty channels',
  );

  const username = await file();
  await ana.until((snapshot) => messageWith(snapshot, 'REQ-1', username), 'the first request of the new playground');
  await backstage.until(({ audit }) => audit.length > 0, 'its audit trail');
});
