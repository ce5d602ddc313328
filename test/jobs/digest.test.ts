import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/types.ts';
import type { World } from '../../src/playground/world.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { setPreference } from '../../src/slack/use-cases/preferences.ts';
import { auditOf, automatic, eventually, messagesSent, startQuickWorld, storedGrant } from '../support/faults-world.ts';
import {
  daysAhead,
  freshClientId,
  headerOf,
  type Live,
  labelsOf,
  makeLive,
  openStore,
  textOf,
} from '../support/journey.ts';
import { moveToNoon } from '../support/waiting.ts';

const { engineer, finance, newcomer, auditor } = PEOPLE;

let world: World;

beforeAll(async () => {
  world = await startQuickWorld({ sweepEveryMs: 100, workivaAccess: false });
  moveToNoon(world);
});
afterAll(() => world?.stop());

/** Live grants of somebody's that all end on one day. */
async function several(count: number, by: string): Promise<Live[]> {
  const lives: Live[] = [];
  const expires = daysAhead(world, 20);
  for (let made = 0; made < count; made++) {
    lives.push(await makeLive(world, automatic(world, { expires }), by, freshClientId()));
  }
  return lives;
}

async function advance(ms: number): Promise<void> {
  world.clock.advance(ms);
  await withStore((store) =>
    eventually(async () => (await store.due(world.clock.now(), 1)).length === 0, 'the sweep to be through'),
  );
  await messagesSent(world, 'firstTry');
}

async function withStore<T>(work: (store: ReturnType<typeof openStore>['store']) => Promise<T>): Promise<T> {
  const { store, close } = openStore(world);
  try {
    return await work(store);
  } finally {
    close();
  }
}

const isDigest = (message: PostedMessage) => /expires? soon/.test(headerOf(message));
const digestsOf = (by: string) => world.slack.directMessages(by).filter(isDigest);
const warningsOf = (by: string) =>
  world.slack.directMessages(by).filter((message) => headerOf(message).includes('expires on'));

const digestOf = (by: string, words: string) =>
  world.slack.until(() => digestsOf(by).find((message) => textOf(message).includes(words)), `the digest with ${words}`);

const warnedTimes = async ({ grant }: Live) =>
  (await auditOf(world, grant)).filter((action) => action === 'grant.expiry_warned').length;

const wish = (by: string, value: string) =>
  withStore((store) => setPreference(by, value, { store, clock: world.clock }));

describe('more than three warnings of one day', () => {
  test('are one message that lists every grant, with what to press; each warning is recorded', async () => {
    const lives = await several(4, engineer);
    await advance(7 * DAY);
    const digest = await digestOf(engineer, lives[3]?.grant ?? '');
    expect(headerOf(digest)).toBe('4 of your grants expire soon');
    for (const { grant } of lives) expect(textOf(digest)).toContain(`*${grant}*`);
    expect(labelsOf(digest).filter((label) => label === 'Renew')).toHaveLength(4);
    expect(textOf(digest)).toContain('More than 3 warnings fell on');
    for (const live of lives) expect(await warnedTimes(live)).toBe(1);
    expect(digestsOf(engineer)).toHaveLength(1);
    expect(warningsOf(engineer)).toEqual([]);

    const [first] = lives;
    await world.slack.as(engineer).press(digest, 'grantdesk.grant.let-expire', { value: first?.grant ?? '' });
    await digestOf(engineer, 'You let it expire');
    expect((await storedGrant(world, first?.grant ?? '')).letExpire?.by).toBe(engineer);
    expect(digestsOf(engineer)).toHaveLength(1);

    await advance(7 * DAY);
    await world.slack.until(() => warningsOf(engineer).length === 3, 'a message each, of three on the next day');
    expect(digestsOf(engineer)).toHaveLength(1);
  });

  test('are one message also when several workers sweep at the same time', async () => {
    const lives = await several(5, auditor);
    const { policy } = loadPolicy(world.config.policyPath);
    const workers = Array.from({ length: 3 }, () => openStore(world));
    const faults: unknown[] = [];
    world.clock.advance(7 * DAY);
    const rest = { policy: () => policy, digest: () => '', clock: world.clock, colleaguesFor: async () => () => [] };
    await Promise.all(workers.map(({ store }) => sweep({ store, ...rest }, (_, error) => faults.push(error))));
    for (const { close } of workers) close();
    expect(faults).toEqual([]);
    for (const live of lives) expect(await warnedTimes(live)).toBe(1);
    await world.slack.until(
      () => digestsOf(auditor).some((message) => headerOf(message).startsWith('5 of your')),
      'the digest',
    );
    await messagesSent(world, 'firstTry');
    expect(digestsOf(auditor)).toHaveLength(1);
    expect(warningsOf(auditor)).toEqual([]);
  });

  test('are a message each where their reader wants no digest, in the channel where they want that', async () => {
    await wish(finance, 'digest.never');
    await wish(finance, 'warnings.channel');
    const lives = await several(4, finance);
    await advance(7 * DAY);
    const named = await world.slack.until(() => {
      const found = world.slack
        .messages(CHANNELS.requests)
        .filter(({ text }) => text.startsWith(`<@${finance}>, this is for you:`) && text.includes(' expires on '));
      return found.length === lives.length && found;
    }, 'a warning each in the channel');
    expect(named.map(textOf).join('\n')).toContain(lives[0]?.grant);
    expect([...digestsOf(finance), ...warningsOf(finance)]).toEqual([]);
  });
});

test('a single warning is a digest too for whoever always wants one', async () => {
  await wish(newcomer, 'digest.always');
  const [live] = await several(1, newcomer);
  await advance(7 * DAY);
  const digest = await digestOf(newcomer, live?.grant ?? '');
  expect(headerOf(digest)).toBe('One of your grants expires soon');
  expect(textOf(digest)).toContain('as you have chosen');
  expect(warningsOf(newcomer)).toEqual([]);
});
