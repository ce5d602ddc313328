import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage, ViewInHand } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { answerTo, said } from '../support/answers.ts';

import { eventually } from '../support/faults-world.ts';
import {
  copyableValues,
  daysAhead,
  freshClientId,
  headerOf,
  type Live,
  labelsOf,
  makeLive,
  openedBy,
  startStoredWorld,
  textOf,
} from '../support/journey.ts';
import { stopGrant } from '../support/stopping.ts';

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
  await stopGrant(world, store, mine.grant, { by: PEOPLE.secondAdmin, reason: REASON });
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

const stored = async ({ grant }: Live) => (await store.grant(grant))?.record.suspension;

describe('a suspended grant', () => {
  test('tells the admins who stopped it, why, and that Workiva refuses its user', async () => {
    const mine = await suspended(false);
    const message = await adminsMessage(mine, 'Workiva refuses its integration user');
    expect(textOf(message)).toContain(`is suspended, by <@${PEOPLE.secondAdmin}>`);
    expect(textOf(message)).toContain(REASON);
    expect(labelsOf(message)).toEqual(['Reinstate', 'Revoke']);
  });

  test('tells its owner what no longer works and what to do, in every message about it', async () => {
    const mine = await suspended(false, daysAhead(world, 20));
    const message = await direct('can no longer call Workiva', (one) => textOf(one).includes(mine.grant));
    expect(textOf(message)).toContain(REASON);
    expect(textOf(message)).toContain('ask an admin who does not own it to reinstate it');
    const handOver = await direct('cannot call Workiva', (one) => headerOf(one) === `${mine.grant} is suspended`);
    expect(labelsOf(handOver)).toEqual(['Revoke']);

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
    expect(labelsOf(task)).toEqual(['Done', 'Reinstate', 'Revoke']);

    world.workiva.screens.suspendUser('ada.admin', mine.username);
    await Promise.all([
      world.slack.as(PEOPLE.admin).press(task, FINISH),
      world.slack.as(PEOPLE.secondAdmin).press(task, FINISH),
    ]);
    const done = await adminsMessage(mine, ':white_check_mark: Workiva refuses');
    expect(labelsOf(done)).toEqual(['Reinstate', 'Revoke']);
    const { enforced } = (await stored(mine)) ?? {};
    const [winner, loser] =
      enforced?.by === PEOPLE.admin ? [PEOPLE.admin, PEOPLE.secondAdmin] : [PEOPLE.secondAdmin, PEOPLE.admin];
    expect(enforced?.by).toBe(winner);
    const no = `This task of ${mine.grant} is not open any more. <@${winner}> has done it.`;
    await world.slack.until(() => world.slack.as(loser).ephemerals.find(({ text }) => text.includes(no)), no);
  });

  test('is nobody else’s to settle', async () => {
    const mine = await suspended(true);
    const task = await adminsMessage(mine, 'does not refuse');
    const finish = () => world.slack.as(PEOPLE.engineer).press(task, FINISH);
    await answerTo(world, PEOPLE.engineer, finish, 'Only an admin named in the policy can do this');
    expect((await stored(mine))?.enforced).toBeUndefined();
  });
});

const blocksOf = ({ view }: ViewInHand) => textOf({ text: '', blocks: view.blocks as PostedMessage['blocks'] });

const statusOf = ({ username }: Pick<Live, 'username'>) => world.workiva.userNamed(username)?.status;

/** Another live grant that acts as the same integration user. */
const sharing = (mine: Live, by: string = PEOPLE.engineer) =>
  makeLive(world, { userKind: 'existing', username: mine.username }, by, freshClientId());

async function suspendByCommand(mine: Live, by: string, reason = ''): Promise<string> {
  const person = world.slack.as(by);
  const modal = await openedBy(world, by, () => person.command(`/grant suspend ${mine.grant.toLowerCase()}`));
  expect((await person.submit(reason === '' ? {} : { reason })).errors).toBeUndefined();
  return blocksOf(modal);
}

describe('the emergency stop', () => {
  test('is one confirm away from the hand-over, and Workiva refuses within seconds', async () => {
    const mine = await makeLive(world, {}, PEOPLE.engineer, freshClientId());
    const handOver = await direct('Client ID', (one) => headerOf(one) === `${mine.grant} is live`);
    const owner = world.slack.as(PEOPLE.engineer);
    const ask = () => owner.press(handOver, 'grantdesk.suspension.ask');
    const modal = await openedBy(world, PEOPLE.engineer, ask);
    expect(blocksOf(modal)).toContain(`Within seconds Workiva refuses everything that \`${mine.username}\` asks for`);
    expect(blocksOf(modal)).not.toContain('These stop too');
    await owner.submit({ reason: REASON });
    await adminsMessage(mine, 'Workiva refuses its integration user');
    expect(statusOf(mine)).toBe('suspended');
    expect(await stored(mine)).toMatchObject({ by: PEOPLE.engineer, reason: REASON });
  });

  test('says before what stops too, stops that with it, and tells everybody', async () => {
    const mine = await makeLive(world, {}, PEOPLE.engineer, freshClientId());
    const other = await sharing(mine, PEOPLE.newcomer);
    const shown = await suspendByCommand(mine, PEOPLE.admin);
    expect(shown).toContain(`*These stop too*, because they act as the same integration user:\n• *${other.grant}*`);

    await adminsMessage(mine, 'Workiva refuses its integration user');
    await adminsMessage(other, `It shares its integration user with ${mine.grant}`);
    await world.slack.until(
      () =>
        world.slack
          .directMessages(PEOPLE.newcomer)
          .some(
            (one) => textOf(one).includes(`${other.grant} (`) && textOf(one).includes('can no longer call Workiva'),
          ),
      'the other owner to be told',
    );
    expect(await stored(other)).toMatchObject({ with: mine.grant, by: PEOPLE.admin });
  });

  test('is nobody else’s', async () => {
    const mine = await makeLive(world, {}, PEOPLE.engineer, freshClientId());
    const no = `Only its owner, <@${PEOPLE.engineer}>, or an admin can suspend ${mine.grant}`;
    await said(world, PEOPLE.newcomer, `/grant suspend ${mine.grant}`, no);
    expect(await stored(mine)).toBeUndefined();
  });
});

describe('a reinstatement', () => {
  test('lets the grant work again with all that was stopped with it, and tells everybody', async () => {
    const mine = await makeLive(world, {}, PEOPLE.engineer, freshClientId());
    const other = await sharing(mine);
    await suspendByCommand(mine, PEOPLE.engineer, REASON);
    await adminsMessage(other, 'Workiva refuses its integration user');
    const message = await adminsMessage(mine, 'Workiva refuses its integration user');

    const admin = world.slack.as(PEOPLE.admin);
    const reinstate = () => admin.press(message, 'grantdesk.suspension.reinstate');
    const modal = await openedBy(world, PEOPLE.admin, reinstate);
    expect(blocksOf(modal)).toContain(REASON);
    expect(blocksOf(modal)).toContain(
      `These work again too*, because they act as the same integration user:\n• *${other.grant}*`,
    );
    await admin.submit({ reason: 'The secret was regenerated.' });

    for (const { grant } of [mine, other]) {
      await world.slack.until(
        () =>
          world.slack
            .messages(CHANNELS.admin)
            .some(
              (one) => headerOf(one) === `${grant} · reinstated` && textOf(one).includes('is active in Workiva since'),
            ),
        `the admins to be told that ${grant} works again`,
      );
      await direct(
        'is reinstated',
        (one) => textOf(one).includes(grant) && textOf(one).includes('The secret was regenerated.'),
      );
      expect((await store.grant(grant))?.record).toMatchObject({
        state: 'active',
        suspension: { run: 2, lifted: { by: PEOPLE.admin } },
      });
    }
    expect(statusOf(mine)).toBe('active');
  });

  test('is refused to its owner, and to who is no admin', async () => {
    const mine = await suspended(false);
    await adminsMessage(mine, 'Workiva refuses its integration user');
    const notOwner = `Only an admin named in the policy can reinstate ${mine.grant}`;
    await said(world, PEOPLE.engineer, `/grant reinstate ${mine.grant}`, notOwner);

    const quick = { workspace: 'Sandbox', expires: daysAhead(world, 20), roles: [] };
    const own = await makeLive(world, quick, PEOPLE.admin, freshClientId());
    await suspendByCommand(own, PEOPLE.admin, REASON);
    await adminsMessage(own, 'Workiva refuses its integration user');
    const notOwn = `You own ${own.grant}, so another admin has to reinstate it`;
    await said(world, PEOPLE.admin, `/grant reinstate ${own.grant}`, notOwn);
    expect((await store.grant(own.grant))?.record.state).toBe('suspended');
  });

  test('becomes an admin’s task when Workiva refuses it', async () => {
    const mine = await suspended(false);
    await adminsMessage(mine, 'Workiva refuses its integration user');
    world.workiva.faults.answer({ method: 'PATCH', path: /\/users\// }, { status: 403, message: 'No.' });
    const admin = world.slack.as(PEOPLE.admin);
    await openedBy(world, PEOPLE.admin, () => admin.command(`/grant reinstate ${mine.grant}`));
    await admin.submit({ reason: 'A false alarm.' });
    const task = await world.slack.until(
      () =>
        world.slack
          .messages(CHANNELS.admin)
          .find((one) => headerOf(one) === `${mine.grant} · reinstated` && labelsOf(one).includes('Done')),
      'the task',
    );
    expect(textOf(task)).toContain('*Workiva still refuses its integration user');
    await admin.press(task, FINISH);
    const enforced = await eventually(async () => (await stored(mine))?.enforced, 'Done to be kept');
    expect(enforced.by).toBe(PEOPLE.admin);
  });
});
