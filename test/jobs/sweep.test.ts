import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/types.ts';
import type { World } from '../../src/playground/world.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import {
  auditOf,
  automatic,
  eventually,
  messagesSent,
  readableLog,
  restart,
  startQuickWorld,
  storedGrant,
  storedRequest,
  withQueues,
  withRedis,
} from '../support/faults-world.ts';
import {
  approveFully,
  daysAhead,
  fileRequest,
  fillForm,
  freshClientId,
  headerOf,
  type Live,
  labelsOf,
  makeLive,
  openForm,
  openStore,
  reachGrantTask,
  taskOf,
  textOf,
  wish,
} from '../support/journey.ts';
import { moveToNoon } from '../support/waiting.ts';

const { log, lines } = readableLog('error');

let world: World;

beforeAll(async () => {
  world = await startQuickWorld({ sweepEveryMs: 100, workivaAccess: false, log });
  moveToNoon(world);
});

afterAll(() => world.stop());

/** A live grant that ends so many days ahead; no step of it asks Workiva. */
const liveFor = (days: number, clientName?: string) =>
  makeLive(
    world,
    automatic(world, { expires: daysAhead(world, days), ...(clientName === undefined ? {} : { clientName }) }),
    PEOPLE.engineer,
    freshClientId(),
  );

const warningsOf = ({ grant }: Live): PostedMessage[] =>
  world.slack
    .directMessages(PEOPLE.engineer)
    .filter((message) => headerOf(message).startsWith(`${grant} ·`) && headerOf(message).includes('expires on'));

const warned = (live: Live, times: number) =>
  world.slack.until(() => warningsOf(live).length === times && warningsOf(live), `${times} warnings of ${live.grant}`);

/** A message as it now is. */
const nowOf = ({ channel, ts }: PostedMessage) =>
  textOf(world.slack.messages(channel).find((one) => one.ts === ts) as PostedMessage);

/** Lets the sweep look at everything that is due, and says when it has found nothing more. */
async function sweptAt(moment: Date): Promise<void> {
  const { store, close } = openStore(world);
  try {
    await eventually(async () => (await store.due(moment, 1)).length === 0, 'the sweep to be through');
  } finally {
    close();
  }
}

async function advance(ms: number): Promise<void> {
  world.clock.advance(ms);
  await sweptAt(world.clock.now());
}

const warnedTimes = async ({ grant }: Live) =>
  (await auditOf(world, grant)).filter((action) => action === 'grant.expiry_warned').length;

describe('warnings', () => {
  test('come once at each lead time that lies within the life of the grant', async () => {
    const live = await liveFor(20);
    for (const [index, days] of [6, 7, 4, 2].entries()) {
      await advance(days * DAY);
      await warned(live, index + 1);
      await advance(1_000);
    }
    expect(await warnedTimes(live)).toBe(4);
    expect(warningsOf(live)).toHaveLength(4);
  });

  test('are one where several lead times have passed at once, as after downtime', async () => {
    const live = await liveFor(20);
    await world.grantdesk.stop();
    world.clock.advance(18 * DAY);
    await restart(world);
    const [warning] = await warned(live, 1);
    expect(warning?.text).toContain('Renew it, or let it expire.');
    await sweptAt(world.clock.now());
    expect(await warnedTimes(live)).toBe(1);

    await advance(DAY);
    await warned(live, 2);
  });

  test('are sent once when several workers sweep at the same time', async () => {
    const lives = [await liveFor(20), await liveFor(20)];
    const { policy } = loadPolicy(world.config.policyPath);
    const workers = Array.from({ length: 4 }, () => openStore(world));
    const faults: unknown[] = [];
    world.clock.advance(7 * DAY);
    await Promise.all(
      workers.map(({ store }) =>
        sweep(
          { store, policy: () => policy, digest: () => '', clock: world.clock, colleaguesFor: async () => () => [] },
          (_, error) => faults.push(error),
        ),
      ),
    );
    for (const { close } of workers) close();
    expect(faults).toEqual([]);
    for (const live of lives) {
      await warned(live, 1);
      expect(await warnedTimes(live)).toBe(1);
    }
  });

  test('stop when the owner lets the grant expire', async () => {
    const live = await liveFor(20);
    await advance(7 * DAY);
    const [warning] = await warned(live, 1);
    await world.slack.as(PEOPLE.engineer).press(warning as PostedMessage, 'grantdesk.grant.let-expire');
    await world.slack.until(() => nowOf(warning as PostedMessage).includes('You let it expire'), 'the note');
    await advance(7 * DAY);
    expect(await warnedTimes(live)).toBe(1);
    await advance(6 * DAY);
    await eventually(async () => (await storedGrant(world, live.grant)).state === 'expired', 'the expiry');
    expect(warningsOf(live)).toHaveLength(1);
  });

  test('of a renewed grant begin anew, and those from before say that it was renewed', async () => {
    const live = await liveFor(20);
    await advance(7 * DAY);
    const [warning] = await warned(live, 1);
    const engineer = world.slack.as(PEOPLE.engineer);
    await engineer.press(warning as PostedMessage, 'grantdesk.grant.renew');
    await world.slack.until(() => engineer.modal, 'the renewal form');
    expect((await engineer.submit({ expires: daysAhead(world, 28) })).errors).toBeUndefined();
    const renewal = await world.slack.until(
      () => /REQ-\d+ asks to renew it/.exec(nowOf(warning as PostedMessage))?.[0].split(' ')[0],
      'the renewal on the warning',
    );
    await approveFully(world, { request: renewal });
    const task = await reachGrantTask(world, { request: renewal });
    await world.slack.as(PEOPLE.admin).press(task, 'grantdesk.task.finish');
    await world.slack.until(() => nowOf(warning as PostedMessage).includes('It now lasts until'), 'the renewal');

    await advance(14 * DAY);
    expect(await warnedTimes(live)).toBe(1 + 1);
    const anew = await world.slack.until(
      () => warningsOf(live).findLast(({ ts }) => ts !== warning?.ts),
      'the new warning',
    );
    expect(labelsOf(anew)).toEqual(['Renew', 'Let it expire', 'Change', 'Revoke']);
  });
});

describe('at its end a grant', () => {
  test('expires: owner and admins are told once, and its client name is free again', async () => {
    const { clientName } = wish(world);
    const live = await liveFor(5, clientName);
    await advance(5 * DAY);
    const ends = ({ text }: PostedMessage) => text.startsWith(`${live.grant} (`) && text.includes('expired on');
    await advance(1_000);
    await messagesSent(world, 'firstTry');
    const told = [
      world.slack.directMessages(PEOPLE.engineer).filter(ends),
      world.slack.messages(CHANNELS.admin).filter(ends),
    ];
    expect(told.map((messages) => messages.length)).toEqual([1, 1]);
    expect(told[1]?.[0] && textOf(told[1][0])).toContain('asks you to delete its entry in Workiva');
    expect((await auditOf(world, live.grant)).filter((action) => action === 'grant.expired')).toHaveLength(1);
    expect(await storedGrant(world, live.grant)).toMatchObject({ state: 'expired' });

    await openForm(world);
    await fillForm(world, wish(world, automatic(world, { clientName })));
    expect((await world.slack.as(PEOPLE.engineer).submit()).errors).toBeUndefined();
  });
});

describe('the sweep', () => {
  test('is not kept from its work by a record that is damaged, not of its form, or gone', async () => {
    const live = await liveFor(20);
    const broken = ['GRANT-901', 'GRANT-902', 'REQ-903', 'ODD-904'];
    await withRedis(world, async (redis) => {
      await redis.hset('{grantdesk}:record:GRANT-901', { version: 1, data: '{"id":' });
      await redis.hset('{grantdesk}:record:GRANT-902', { version: 1, data: '{"id":"GRANT-902","state":"gone"}' });
      for (const id of broken) await redis.zadd('{grantdesk}:due', 0, id);
    });
    world.clock.advance(7 * DAY);
    await warned(live, 1);
    await eventually(
      () => broken.every((id) => lines.some((line) => line.includes('could not handle') && line.includes(`"${id}"`))),
      'a line of the log about each',
    );
    await withRedis(world, async (redis) => {
      expect(await redis.zrange('{grantdesk}:due', '0', '3')).toEqual([...broken].sort());
      await redis.zrem('{grantdesk}:due', ...broken);
    });
  });

  test('resumes a request whose job is lost after 15 minutes, once, however many sweep', async () => {
    const { request } = await withoutJobs(() => fileRequest(world, automatic(world)));
    await advance(14 * 60_000);
    expect((await storedRequest(world, request)).provisioning?.run).toBe(1);
    expect((await storedRequest(world, request)).state).toBe('approved');

    const { policy } = loadPolicy(world.config.policyPath);
    const workers = Array.from({ length: 3 }, () => openStore(world));
    world.clock.advance(2 * 60_000);
    await Promise.all(
      workers.map(({ store }) =>
        sweep(
          { store, policy: () => policy, digest: () => '', clock: world.clock, colleaguesFor: async () => () => [] },
          () => undefined,
        ),
      ),
    );
    for (const { close } of workers) close();
    const task = await taskOf(world, request);
    expect(headerOf(task)).toContain('Create the integration user');
    expect((await storedRequest(world, request)).provisioning?.run).toBe(2);
    expect((await auditOf(world, request)).filter((action) => action === 'provisioning.resumed')).toHaveLength(1);
  });
});

/** Does something whose provisioning jobs are all lost. */
async function withoutJobs<T>(work: () => Promise<T>): Promise<T> {
  return withQueues(world, async ({ provision }) => {
    await provision.pause();
    try {
      const done = await work();
      await eventually(async () => (await provision.getJobCountByTypes('waiting')) > 0, 'the job');
      await provision.drain();
      return done;
    } finally {
      await provision.resume();
    }
  });
}
