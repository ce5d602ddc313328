import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import { setPreference } from '../../src/slack/use-cases/preferences.ts';

import { eventually } from '../support/faults-world.ts';
import {
  approveFully,
  daysAhead,
  freshClientId,
  headerOf,
  type Live,
  labelsOf,
  makeLive,
  openedBy,
  taskOf,
  textOf,
} from '../support/journey.ts';
import { startWaitingWorld, type WaitingWorld } from '../support/waiting.ts';

const { engineer, newcomer, admin } = PEOPLE;

let waiting: WaitingWorld;

beforeAll(async () => {
  waiting = await startWaitingWorld({ more: 'on_revoke: remove' });
});
afterAll(() => waiting?.stop());

const live = (days: number, by: string = engineer) =>
  makeLive(waiting.world, { expires: daysAhead(waiting.world, days) }, by, freshClientId());

const saysExpired =
  ({ grant }: Live, words: string) =>
  (message: PostedMessage) =>
    textOf(message).includes(`${grant} (`) && textOf(message).includes(words);

const direct = (by: string, fits: (message: PostedMessage) => boolean, what: string) =>
  waiting.world.slack.until(() => waiting.world.slack.directMessages(by).find(fits), what);

/** The number of the request that is taking a grant away. */
const cleanUpOf = ({ grant }: Live) =>
  eventually(async () => (await waiting.store.grant(grant))?.record.revocation, `the clean-up of ${grant}`);

describe('a policy that has integration users removed', () => {
  test('says so in the task of the admins, and in what is asked for again the user is made anew', async () => {
    const { world, store, advance } = waiting;
    const mine = await live(5);
    await advance(6 * DAY);
    const cleanUp = await cleanUpOf(mine);
    const titles: string[] = [];
    for (;;) {
      const task = await taskOf(world, cleanUp);
      titles.push(headerOf(task).replace(`${cleanUp} · `, ''));
      await world.slack.as(admin).press(task, 'grantdesk.task.finish');
      await world.slack.until(
        () =>
          world.slack
            .messages(CHANNELS.admin)
            .some(({ ts, blocks }) => ts === task.ts && labelsOf({ blocks })[0] === undefined),
        `the task “${headerOf(task)}” to be settled`,
      );
      if (titles.at(-1) === 'Remove the integration user') break;
    }
    expect(titles).toEqual([
      'Delete the expired API grant',
      'Take the roles from the integration user',
      'Remove the integration user from the workspace',
      'Remove the integration user',
    ]);

    const message = await direct(engineer, saysExpired(mine, 'request it again'), 'the message that it has expired');
    const owner = world.slack.as(engineer);
    await openedBy(world, engineer, () => owner.press(message, 'grantdesk.grant.request-again'));
    expect((await owner.submit()).errors).toBeUndefined();
    const again = await eventually(async () => {
      const [newest] = await store.requestsOf(engineer, 1);
      return newest?.kind === 'create' && newest.id !== mine.request && newest;
    }, 'the new request');
    expect(again.terms.user).toMatchObject({ kind: 'new', username: mine.username, givenName: 'Nightly' });
  });
});

test('a late renewal that brings a grant back takes back what was said about its expiry', async () => {
  const { world, advance } = waiting;
  const mine = await live(5);
  const owner = world.slack.as(engineer);
  await openedBy(world, engineer, () => owner.command(`/grant renew ${mine.grant}`));
  await owner.submit({ expires: daysAhead(world, 100) });
  const renewal = await eventually(async () => (await waiting.store.grant(mine.grant))?.record.renewal, 'the renewal');
  await approveFully(world, { request: renewal });
  await advance(6 * DAY);
  const message = await direct(engineer, saysExpired(mine, `${renewal} still asks to renew it`), 'its expiry');

  await world.slack.as(admin).press(await taskOf(world, renewal), 'grantdesk.task.finish');
  const back = saysExpired(mine, '*It has been renewed since*');
  await direct(engineer, (one) => one.ts === message.ts && back(one), 'the owner to hear that it is back');
  await world.slack.until(() => world.slack.messages(CHANNELS.admin).find(back), 'the admins to hear it too');
});

test('whoever wants it in the channel is told there that a grant has expired', async () => {
  const { world, store, advance } = waiting;
  await setPreference(newcomer, 'warnings.channel', { store, clock: world.clock } as Parameters<
    typeof setPreference
  >[2]);
  const mine = await live(5, newcomer);
  await advance(6 * DAY);
  const told = await world.slack.until(
    () => world.slack.messages(CHANNELS.requests).find(saysExpired(mine, 'has lost its access')),
    'the message in the channel',
  );
  expect(told.text).toContain(`<@${newcomer}>, this is for you:`);
  expect(world.slack.directMessages(newcomer).some(saysExpired(mine, 'has lost its access'))).toBe(false);
});
