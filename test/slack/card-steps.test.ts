import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SECOND } from '../../src/domain/duration.ts';
import type { Step } from '../../src/domain/step-records.ts';
import type { World } from '../../src/playground/world.ts';
import { stepBlocks } from '../../src/slack/views/steps.ts';
import { approved, later, NOW } from '../support/domain-cases.ts';
import { automatic, startQuickWorld } from '../support/faults-world.ts';
import { fileRequest, taskOf, textOf } from '../support/journey.ts';

let world: World;

beforeAll(async () => {
  world = await startQuickWorld();
});
afterAll(() => world.stop());

/** What the card shows of one step. */
function shown(step: Partial<Step>): string {
  const { request } = approved();
  const steps: Step[] = [{ name: 'user', state: 'done', note: 'Created the integration user svc', ...step }];
  return JSON.stringify(stepBlocks({ ...request, provisioning: { run: 1, steps } }));
}

test.each([
  ['in under a second', 999],
  ['in 1 second', SECOND],
  ['in 12 seconds', 12 * SECOND + 400],
  ['in 2 minutes and 5 seconds', 125 * SECOND],
])('a card says that a step was done %s', (words, ms) => {
  const took = shown({ startedAt: NOW.toISOString(), at: later(ms).toISOString() });
  expect(took).toContain(`Done ${words} · *Integration user*: Created the integration user svc`);
});

test('a card says nothing of how long a step takes that is not done, or of which nobody knows when it began', () => {
  expect(shown({ state: 'running', startedAt: NOW.toISOString() })).not.toContain(' in ');
  expect(shown({ at: NOW.toISOString() })).toContain('Done · *Integration user*');
});

test('the card of a request shows of each step that Grantdesk has done how long it took', async () => {
  const filed = await fileRequest(world, automatic(world, { roles: ['Viewer'] }));
  await taskOf(world, filed.request);
  for (const step of ['Integration user', 'Workspace membership', 'Roles']) {
    const done = new RegExp(`Done in (under a second|\\d+ seconds?) · \\*${step}\\*`);
    await world.slack.until(
      () => world.slack.directMessages(filed.by).some((message) => done.test(textOf(message))),
      `how long “${step}” took`,
    );
  }
});
