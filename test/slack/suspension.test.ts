import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { suspend } from '../../src/domain/suspension.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { transact } from '../../src/store/transact.ts';
import {
  copyableValues,
  daysAhead,
  freshClientId,
  headerOf,
  type Live,
  labelsOf,
  makeLive,
  startStoredWorld,
  textOf,
} from '../support/journey.ts';

const DAY = 86_400_000;
const REASON = 'Its secret is in a public repository.';
const FINISH = 'grantdesk.suspension.finish';

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 20, pollMs: 5 } }));
});
afterEach(() => world.workiva.faults.clear());
afterAll(() => stop?.());

/** A live grant that an admin has stopped; `refused` is what Workiva does about its user. */
async function suspended(refused: boolean, expires = daysAhead(world, 60)): Promise<Live> {
  const mine = await makeLive(world, { expires }, PEOPLE.engineer, freshClientId());
  if (refused) world.workiva.faults.answer({ method: 'PATCH', path: /\/users\// }, { status: 403, message: 'No.' });
  await transact(store, { grant: mine.grant }, ({ grant }) => {
    if (!grant) throw new Error(`There is no ${mine.grant}.`);
    return { ok: true, ...suspend(grant, { by: PEOPLE.secondAdmin, reason: REASON, now: world.clock.now() }) };
  });
  return mine;
}

const adminsMessage = ({ grant }: Live, words: string) =>
  world.slack.until(
    () =>
      world.slack
        .messages(CHANNELS.admin)
        .find((one) => headerOf(one).startsWith(`${grant} · suspended`) && textOf(one).includes(words)),
    `the admins to be told of ${grant}: "${words}"`,
  );

const direct = (words: string, fits: (one: PostedMessage) => boolean) =>
  world.slack.until(
    () => world.slack.directMessages(PEOPLE.engineer).find((one) => textOf(one).includes(words) && fits(one)),
    `the owner to be told "${words}"`,
  );

const told = (by: string, words: string) =>
  world.slack.until(
    () => world.slack.as(by).ephemerals.findLast(({ text }) => text.includes(words)),
    `${by} to be told "${words}"`,
  );

const stored = async ({ grant }: Live) => (await store.grant(grant))?.record.suspension;

describe('a suspended grant', () => {
  test('tells the admins who stopped it, why, and that Workiva refuses its user', async () => {
    const mine = await suspended(false);
    const message = await adminsMessage(mine, 'Workiva refuses its integration user');
    expect(textOf(message)).toContain(`is suspended, by <@${PEOPLE.secondAdmin}>`);
    expect(textOf(message)).toContain(REASON);
    expect(labelsOf(message)).toEqual([]);
  });

  test('tells its owner what no longer works and what to do, in every message about it', async () => {
    const mine = await suspended(false, daysAhead(world, 20));
    const message = await direct('can no longer call Workiva', (one) => textOf(one).includes(mine.grant));
    expect(textOf(message)).toContain(REASON);
    expect(textOf(message)).toContain('request it anew with `/grant`');
    const handOver = await direct('cannot call Workiva', (one) => headerOf(one) === `${mine.grant} is suspended`);
    expect(labelsOf(handOver)).toEqual([]);

    world.clock.advance(7 * DAY);
    const warning = await direct('It is *suspended* already', (one) => headerOf(one).startsWith(`${mine.grant} ·`));
    expect(labelsOf(warning)).toEqual([]);
  });
});

describe('a suspension that only a person can carry out', () => {
  test('is asked of the admins with the user to copy, and Done settles it', async () => {
    const mine = await suspended(true);
    const task = await adminsMessage(mine, '*Workiva does not refuse its integration user');
    expect(copyableValues(task)).toEqual({ 'Workiva Username': mine.username });
    expect(labelsOf(task)).toEqual(['Done']);

    world.workiva.screens.suspendUser('ada.admin', mine.username);
    await Promise.all([
      world.slack.as(PEOPLE.admin).press(task, FINISH),
      world.slack.as(PEOPLE.secondAdmin).press(task, FINISH),
    ]);
    const done = await adminsMessage(mine, ':white_check_mark: Workiva refuses');
    expect(labelsOf(done)).toEqual([]);
    const { enforced } = (await stored(mine)) ?? {};
    const [winner, loser] =
      enforced?.by === PEOPLE.admin ? [PEOPLE.admin, PEOPLE.secondAdmin] : [PEOPLE.secondAdmin, PEOPLE.admin];
    expect(enforced?.by).toBe(winner);
    await told(loser, `This task of ${mine.grant} is not open any more. <@${winner}> has done it.`);
  });

  test('is nobody else’s to settle', async () => {
    const mine = await suspended(true);
    const task = await adminsMessage(mine, 'does not refuse');
    await world.slack.as(PEOPLE.engineer).press(task, FINISH);
    await told(PEOPLE.engineer, 'Only an admin named in the policy can do this');
    expect((await stored(mine))?.enforced).toBeUndefined();
  });
});
