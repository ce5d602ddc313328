import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { openQueues, type Queues } from '../../src/jobs/queues.ts';
import { startRelay } from '../../src/jobs/relay.ts';
import type { Running } from '../../src/jobs/running.ts';
import { createLogger } from '../../src/observability/log.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { connectWaiting } from '../../src/store/connection.ts';
import { createOutbox } from '../../src/store/outbox.ts';
import { usersNamed } from '../support/faults-workiva.ts';
import { automatic, eventually, messagesSent, restart, startQuickWorld, storedGrant } from '../support/faults-world.ts';
import {
  bringLive,
  type Filed,
  filedAs,
  fillForm,
  handOverOf,
  headerOf,
  openForm,
  type TypedWish,
  type Wish,
  wish,
} from '../support/journey.ts';

const INSTALLATION = 'grantdesk';
const ignore = () => undefined;

let world: World;
let redis: Redis;
let queues: Queues;
let worker: Running | undefined;

beforeAll(async () => {
  world = await startQuickWorld({ role: 'app' });
  redis = connectWaiting(world.redis.url, ignore);
  queues = openQueues(redis, INSTALLATION, ignore);
});

afterEach(async () => {
  await worker?.stop();
  worker = undefined;
});

afterAll(async () => {
  await Promise.all(Object.values(queues).map((queue) => queue.close()));
  redis.disconnect();
  await world.stop();
});

/** Files while no worker runs, so that everything waits in the outbox. */
async function fileUndelivered(changes: Wish = {}): Promise<TypedWish> {
  const typed = wish(world, automatic(world, changes));
  await openForm(world);
  await fillForm(world, typed);
  expect((await world.slack.as(PEOPLE.engineer).submit()).errors).toBeUndefined();
  return typed;
}

const waiting = () => redis.xlen(`{${INSTALLATION}}:outbox`);

async function startWorker(): Promise<void> {
  worker = await world.startAnother({ role: 'worker' });
}

async function expectWholeJourney(typed: TypedWish): Promise<Filed> {
  const filed = await filedAs(world, typed.clientName, typed.username, PEOPLE.engineer);
  await bringLive(world, filed);
  await messagesSent(world);
  const about = (channel: string) =>
    world.slack.messages(channel).filter((message) => headerOf(message).startsWith(`${filed.request} ·`));
  expect([about(CHANNELS.requests).length, about(CHANNELS.admin).length]).toEqual([1, 1]);
  expect(usersNamed(world, filed.username)).toHaveLength(1);
  return filed;
}

test('an effect that two relays deliver is one job, one message and one step', async () => {
  const typed = await fileUndelivered();
  const effects = await waiting();
  expect(effects).toBeGreaterThan(0);

  const [first, second] = [connectWaiting(world.redis.url, ignore), connectWaiting(world.redis.url, ignore)];
  let release: (() => void) | undefined;
  const forget = () =>
    new Promise<void>((resolve) => {
      release = resolve;
    });
  const relays = [startRelay({ ...createOutbox(first, INSTALLATION), forget }, queues, createLogger('silent'))];
  const letGo = await eventually(() => release, 'the first relay to have delivered');
  expect(await waiting()).toBe(effects);
  relays.push(startRelay(createOutbox(second, INSTALLATION), queues, createLogger('silent')));
  await eventually(async () => (await waiting()) === 0, 'the outbox to be empty');
  letGo();
  await Promise.all(relays.map((relay) => relay.stop()));
  for (const connection of [first, second]) connection.disconnect();

  expect(await queues.provision.getJobCountByTypes('waiting', 'active', 'delayed', 'completed')).toBe(1);
  await startWorker();
  await expectWholeJourney(typed);
});

test('what an app process committed before it ended is delivered by a worker process, and both do the whole journey', async () => {
  const typed = await fileUndelivered();
  expect(await waiting()).toBeGreaterThan(0);
  await restart(world, { role: 'app' });
  expect(world.slack.messages(CHANNELS.requests).some((message) => headerOf(message).includes(typed.clientName))).toBe(
    false,
  );

  await startWorker();
  const filed = await expectWholeJourney(typed);
  expect((await storedGrant(world, filed.grant)).state).toBe('active');
  await handOverOf(world, filed);
  await eventually(async () => (await waiting()) === 0, 'the outbox to be empty');
});
