import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../../src/domain/duration.ts';
import { timingOf } from '../../../src/jobs/sweep.ts';
import { CHANNELS, PEOPLE } from '../../../src/playground/seed.ts';
import { nextEventIn } from '../../../src/playground/server/next-event.ts';
import { loadPolicy } from '../../../src/policy/load.ts';
import { connectStore, type Scripts } from '../../../src/store/connection.ts';
import { eventually } from '../../support/faults-world.ts';
import { daysAhead, fileRequest, fillForm, messageIn, wish } from '../../support/journey.ts';
import { startWaitingWorld, type WaitingWorld } from '../../support/waiting.ts';

let waiting: WaitingWorld;
let redis: Scripts;

beforeAll(async () => {
  waiting = await startWaitingWorld({ more: 'break_glass: { who: [finance], lifetime_up_to: 2d }' });
  redis = connectStore(waiting.world.redis.url, () => undefined);
});
afterAll(async () => {
  redis?.disconnect();
  await waiting?.stop();
});

/** What is said to come next, and in how many hours. */
async function next(): Promise<[string, number] | undefined> {
  const { store, world } = waiting;
  const timing = timingOf(loadPolicy(world.config.policyPath).policy);
  const now = world.clock.now();
  const event = await nextEventIn(redis, store, 'grantdesk', now, timing);
  return event && [event.what, Math.round((Date.parse(event.at) - now.getTime()) / HOUR)];
}

test('what comes next to a request that waits is named: its reminders, its escalation, its lapse', async () => {
  const { request } = await fileRequest(waiting.world);
  await waiting.advance(0);
  expect(await next()).toEqual([`Those who can decide on ${request} are reminded`, 4]);
  await waiting.advance(DAY);
  expect(await next()).toEqual([`${request} goes to workiva-admins as well, because nobody has decided`, 24]);
  await waiting.advance(DAY);
  expect(await next()).toEqual([`${request} lapses, because nobody has decided`, 5 * 24]);
  await waiting.advance(5 * DAY);
  expect(await next()).toBeUndefined();
});

test('what comes next to one that waits for its owner is named', async () => {
  const { request } = await fileRequest(waiting.world, { owner: PEOPLE.auditor });
  await waiting.advance(0);
  expect(await next()).toEqual([`The owner of ${request} is reminded to accept it`, 4]);
  await waiting.advance(DAY);
  expect(await next()).toEqual([`${request} lapses, because its owner has not accepted`, 6 * 24]);
  await waiting.advance(6 * DAY);
});

test('the end of a hand-over is named, by the names of the people', async () => {
  const { world, store } = waiting;
  await world.slack.as(PEOPLE.finance).command(`/grant delegate @otto until ${daysAhead(world, 1)}`);
  await eventually(() => store.delegation(`DELEGATION-${PEOPLE.finance}`), 'the hand-over');
  await waiting.advance(0);
  expect((await next())?.[0]).toBe(
    'What Finn Finance has handed over to Otto Auditor ends, so Otto Auditor no longer decides in their place',
  );
  await waiting.advance(3 * DAY);
});

test('the reminder of the review of what broke glass is named, and its end', async () => {
  const { world, store } = waiting;
  const finn = world.slack.as(PEOPLE.finance);
  await finn.command('/grant break-glass');
  await world.slack.until(() => finn.modal, 'the form');
  const typed = wish(world, { expires: daysAhead(world, 1), urgency: 'The close fails without it.' });
  await fillForm(world, typed, PEOPLE.finance);
  expect((await finn.submit()).errors).toBeUndefined();
  await messageIn(world, CHANNELS.requests, 'REQ-');
  const id = await eventually(async () => (await store.requestsOf(PEOPLE.finance, 1))[0]?.id, 'the request');
  await eventually(async () => (await next())?.[0].includes('are reminded'), 'its review to be next');
  expect(await next()).toEqual([`Those who can approve ${id}, for which glass was broken, are reminded`, 12]);
  await waiting.advance(12 * HOUR);
  expect(await next()).toEqual([
    `${id.replace('REQ', 'GRANT')}, for which glass was broken, is suspended unless ${id} is approved before`,
    12,
  ]);
});
