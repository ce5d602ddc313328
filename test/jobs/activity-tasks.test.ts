import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { driftId } from '../../src/domain/drift-record.ts';
import { MINUTE } from '../../src/domain/duration.ts';
import { CHANNELS, PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { readActivityLog } from '../support/activity.ts';
import { eventually } from '../support/faults-world.ts';
import { type Live, makeLive, messageIn, startStoredWorld, textOf } from '../support/journey.ts';

const USER = { userKind: 'existing', username: 'ledger-sync', workspace: 'Sandbox', roles: [] } as const;

let world: World;
let store: Store;
let stop: () => Promise<void>;
let first: Live;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 20, pollMs: 5 } }));
  first = await makeLive(world, USER);
  await readActivityLog(world);
  // What was done before the log was first read is no news; the user is known from here on.
  world.clock.advance(MINUTE);
});
afterAll(() => stop?.());

/** What the log has led Grantdesk to report about the user, in words. */
async function reported(): Promise<string[]> {
  await readActivityLog(world);
  const drifts = await store.drift(driftId('ledger-sync'));
  return drifts?.record.findings.flatMap(({ kind, is = '' }) => (kind === 'outside' ? [is] : [])) ?? [];
}

test('a grant that an admin makes because a task asks for it is no outside change, though its user is known', async () => {
  const second = await makeLive(world, USER);
  expect(second.clientId).not.toBe(first.clientId);
  expect(world.workiva.activities.map(({ action }) => action.alias)).toContain('apiGrant.create');
  expect(await reported()).toEqual([]);
});

test('nor is it while the task is still open', async () => {
  const engineer = world.slack.as(PEOPLE.engineer);
  await engineer.command(`/grant change ${first.grant}`);
  await world.slack.until(() => engineer.modal, 'the form to change it');
  engineer.fill({ clientName: 'Sandbox | renamed' });
  expect((await engineer.submit()).errors).toBeUndefined();
  const request = await eventually(
    async () => (await store.grant(first.grant))?.record.narrowing,
    'the change to be filed',
  );
  const task = await reachChange(request);
  world.clock.advance(2 * MINUTE);
  world.workiva.screens.editGrant(WORKIVA_ADMIN, first.clientId, { clientName: 'Sandbox | renamed' });
  expect(await reported()).toEqual([]);
  await world.slack.as(PEOPLE.admin).press(task, 'grantdesk.task.finish');
  await eventually(async () => (await store.request(request))?.record.state === 'fulfilled', 'the change to be done');
  expect(await reported()).toEqual([]);
});

const reachChange = (request: string) =>
  world.slack.until(
    () => world.slack.messages(CHANNELS.admin).findLast((one) => one.text.startsWith(`${request} ·`)),
    `the task of ${request}`,
  );

test('what nobody asked for is told to the admins, once', async () => {
  world.clock.advance(60 * MINUTE);
  world.workiva.screens.editGrant(WORKIVA_ADMIN, first.clientId, { ipRestrictions: '198.51.100.1' });
  const [told, ...more] = await reported();
  expect(more).toEqual([]);
  expect(told).toContain('Edit API grant');
  expect(told).toContain(first.grant);
  const message = await messageIn(world, CHANNELS.admin, 'Drift · ledger-sync');
  expect(textOf(message)).toContain('Edit API grant');
  expect(await reported()).toHaveLength(1);
});
