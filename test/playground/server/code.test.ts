import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Playground, startPlayground } from '../../../src/playground/server/playground.ts';
import { automaticWish } from './asking.ts';

// Three processes start one after the other.
let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground({ paced: false, workiva: { operationMs: 50, pollMs: 10 } });
});
afterAll(() => playground.stop());

test('changed code takes over where the old one was, and renders every message anew', async () => {
  const { slack, grantdesk, clock } = playground.stage().world;
  const ana = slack.as('U0ENGINEER');
  await ana.command('/grant');
  await slack.until(() => ana.modal, 'the form');
  await ana.submit(automaticWish('code-1', clock.now().toISOString()));
  const task = await slack.until(() => slack.messages('C0ADMINS').at(-1), 'the admin task');

  await playground.renewCode();
  await slack.until(
    () => (slack.messages('C0ADMINS').at(-1)?.versions ?? 0) > task.versions,
    'the task, rendered anew',
  );
  expect(slack.messages('C0ADMINS')).toHaveLength(1);
  await expect(fetch(`http://127.0.0.1:${grantdesk.port}/healthz`)).rejects.toThrow('fetch failed');

  await ana.command('/grant');
  await slack.until(() => ana.modal, 'the form of the new code');
  await ana.close();
});
