import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { answerTo } from '../support/answers.ts';
import { usersNamed, WRITES } from '../support/faults-workiva.ts';
import {
  auditIsWhole,
  auditOf,
  automatic,
  cardSays,
  eventually,
  messagesSent,
  restart,
  startQuickWorld,
  storedRequest,
  withRedis,
} from '../support/faults-world.ts';
import {
  approvalOf,
  bringLive,
  type Filed,
  filedAs,
  fileRequest,
  fillForm,
  headerOf,
  openForm,
  taskOf,
  wish,
} from '../support/journey.ts';

/** Short for every worker here: who looked for dead workers last says when others may look again. */
const LOCKS = { lockMs: 1_500 };

let world: World;

beforeAll(async () => {
  // A job that was at work in the moment of a crash is taken over when its lock ends.
  world = await startQuickWorld({ sweepEveryMs: 100 }, LOCKS);
});

afterAll(() => world.stop());

/** Lets Redis crash while something is done, and brings it back. */
async function withoutRedis<T>(work: () => Promise<T>): Promise<T> {
  await world.redis.kill();
  try {
    return await work();
  } finally {
    await world.redis.start();
    await eventually(async () => (await fetch(`http://127.0.0.1:${world.grantdesk.port}/readyz`)).ok, 'readiness');
  }
}

/** Waits until it is stored where the card and the approvers’ message stand, so that they are updated from then on. */
const placesSaved = ({ request }: Filed) =>
  withRedis(world, (redis) =>
    eventually(async () => {
      const places = await redis.hmget('{grantdesk}:message-refs', `${request}.card`, `${request}.approval`);
      return places.every((place) => place !== null);
    }, 'the places of both messages'),
  );

async function postsAbout({ request, by }: Filed): Promise<number[]> {
  await messagesSent(world);
  const posts = [world.slack.messages(CHANNELS.requests), world.slack.directMessages(by)];
  return posts.map((messages) => messages.filter((message) => headerOf(message).startsWith(`${request} ·`)).length);
}

test('a form that is sent while Redis is away says that it could not be confirmed, keeps what was typed, and can be sent again', async () => {
  const engineer = world.slack.as(PEOPLE.engineer);
  const typed = wish(world);
  await openForm(world);
  await fillForm(world, typed);
  const answer = await withoutRedis(() => engineer.submit());
  expect(answer.errors?.purpose).toContain('Wait a minute and try again');
  expect(answer.ms).toBeLessThan(3_000);
  expect(JSON.stringify(engineer.modal?.values)).toContain(typed.purpose);

  expect((await engineer.submit()).errors).toBeUndefined();
  const filed = await filedAs(world, typed.clientName, typed.username, PEOPLE.engineer);
  expect((await auditOf(world, filed.request)).filter((action) => action === 'request.filed')).toHaveLength(1);
  expect(await postsAbout(filed)).toEqual([1, 1]);
});

test('a button that is pressed while Redis is away tells who pressed that it could not be confirmed, and works afterwards', async () => {
  const filed = await fileRequest(world);
  const admin = world.slack.as(PEOPLE.admin);
  const message = await approvalOf(world, filed.request);
  await placesSaved(filed);
  await withoutRedis(async () => {
    const press = () => admin.press(message, 'grantdesk.request.approve');
    await answerTo(world, PEOPLE.admin, press, 'could not confirm this');
  });
  expect((await storedRequest(world, filed.request)).state).toBe('pending');

  await admin.press(message, 'grantdesk.request.approve');
  await taskOf(world, filed.request);
  expect((await storedRequest(world, filed.request)).approvals).toHaveLength(1);
  expect(await postsAbout(filed)).toEqual([1, 1]);
});

test('a step that is at work while Redis goes away and comes back goes on by itself, and is done once', async () => {
  const hold = world.workiva.faults.hold({ ...WRITES.user, afterDoing: true });
  const filed = await fileRequest(world, automatic(world));
  await hold.arrived;
  await withoutRedis(async () => hold.release());

  await taskOf(world, filed.request);
  expect(usersNamed(world, filed.username)).toHaveLength(1);
  expect((await auditOf(world, filed.request)).filter((action) => action === 'provisioning.user_done')).toHaveLength(1);
  await cardSays(world, filed, 'Waiting for an admin');
});

test('the relay and the sweep go on afterwards: what was decided before the crash is delivered, what is due is found', async () => {
  const live = await bringLive(world, await fileRequest(world, automatic(world)));
  await restart(world, { role: 'app' });
  const engineer = world.slack.as(PEOPLE.engineer);
  const typed = wish(world);
  await openForm(world);
  await fillForm(world, typed);
  expect((await engineer.submit()).errors).toBeUndefined();
  await withoutRedis(async () => undefined);

  await world.startAnother({ role: 'worker' }, LOCKS);
  const filed = await filedAs(world, typed.clientName, typed.username, PEOPLE.engineer);
  expect(await postsAbout(filed)).toEqual([1, 1]);
  await withoutRedis(async () => world.clock.advance(7 * DAY));
  await world.slack.until(
    () =>
      world.slack
        .directMessages(PEOPLE.engineer)
        .some(({ text }) => text.startsWith(`${live.grant} ·`) && text.includes('expires on')),
    'the warning',
  );
});

test('the audit chain is whole after every crash of Redis', async () => {
  expect(await auditIsWhole(world)).toBe(true);
});
