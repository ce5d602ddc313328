import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { answerTo, said as saidIn } from '../support/answers.ts';

import { eventually, withQueues } from '../support/faults-world.ts';
import {
  daysAhead,
  freshClientId,
  handOverOf,
  headerOf,
  type Live,
  labelsOf,
  makeLive,
  messageIn,
  openedBy,
  startStoredWorld,
  textOf,
} from '../support/journey.ts';

/** Longer than what Slack has said of a person is believed. */
const BELIEVED = 6 * 60_000;
const EXISTING = { userKind: 'existing', username: 'ledger-sync', roles: [] } as const;

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 20, pollMs: 5 } }));
});
afterAll(() => stop?.());

const engineer = () => world.slack.as(PEOPLE.engineer);
const auditor = () => world.slack.as(PEOPLE.auditor);
const admin = () => world.slack.as(PEOPLE.admin);
const live = (by: string = PEOPLE.engineer) => makeLive(world, EXISTING, by, freshClientId());
const grantOf = async ({ grant }: Pick<Live, 'grant'>) => (await store.grant(grant))?.record;

const said = (by: string, command: string) => saidIn(world, by, command);

/** Types a command as the owner, and answers the form that it opens. */
const formOf = (command: string) => openedBy(world, PEOPLE.engineer, () => engineer().command(command));

const direct = (by: string, words: string, test: (message: PostedMessage) => boolean = () => true) =>
  world.slack.until(
    () => world.slack.directMessages(by).findLast((one) => textOf(one).includes(words) && test(one)),
    `a direct message that says "${words}"`,
  );

const offerTo = (by: string, { grant }: Live) =>
  direct(by, grant, (one) => headerOf(one).startsWith(`${grant} ·`) && labelsOf(one).includes('Accept'));

/** Does something before the sweep looks at what is due: it ends what the owner before has asked for. */
const beforeTheSweep = (act: () => Promise<void>): Promise<void> =>
  withQueues(world, async ({ sweep }) => {
    await sweep.pause();
    try {
      await eventually(async () => (await sweep.getActiveCount()) === 0, 'the sweep to rest');
      await act();
    } finally {
      await sweep.resume();
    }
  });

describe('/grant transfer', () => {
  test('asks the other, who accepts: the grant, its list and what is said about it are theirs from then on', async () => {
    const mine = await live();
    const first = await handOverOf(world, mine);
    expect((await said(PEOPLE.engineer, `/grant transfer ${mine.grant} @otto`)).text).toBe(
      `<@${PEOPLE.auditor}> is asked whether they will own ${mine.grant}. Until they accept, nothing changes.`,
    );
    expect((await grantOf(mine))?.owner).toBe(PEOPLE.engineer);
    const offer = await offerTo(PEOPLE.auditor, mine);
    expect(textOf(offer)).toContain(mine.clientName);
    expect(labelsOf(offer)).toEqual(['Accept', 'Decline']);
    await auditor().press(offer, 'grantdesk.grant.accept-transfer');

    await direct(PEOPLE.engineer, `${mine.grant} (${mine.clientName}) is <@${PEOPLE.auditor}>’s now`);
    await direct(PEOPLE.auditor, 'You accepted', ({ ts }) => ts === offer.ts);
    const handOver = await handOverOf(world, { ...mine, by: PEOPLE.auditor });
    expect(labelsOf(handOver)).toContain('Collected');
    expect(labelsOf(await direct(PEOPLE.engineer, 'has changed since', ({ ts }) => ts === first.ts))).toEqual([]);
    expect(await grantOf(mine)).toMatchObject({ owner: PEOPLE.auditor, state: 'active' });
    expect((await grantOf(mine))?.transfer).toBeUndefined();
    expect(textOf(await said(PEOPLE.auditor, '/grant list'))).toContain(`*${mine.grant}*`);
    expect(textOf(await said(PEOPLE.engineer, '/grant list'))).not.toContain(`*${mine.grant}*`);
    expect((await said(PEOPLE.engineer, `/grant change ${mine.grant}`)).text).toContain('Only its owner');
  });

  test('declined leaves the grant where it is, and tells its owner', async () => {
    const mine = await live();
    await said(PEOPLE.engineer, `/grant transfer ${mine.grant} @otto`);
    const offer = await offerTo(PEOPLE.auditor, mine);
    await auditor().press(offer, 'grantdesk.grant.decline-transfer');
    await direct(PEOPLE.engineer, `<@${PEOPLE.auditor}> does not want to own ${mine.grant}`);
    const answered = await direct(PEOPLE.auditor, 'You are not asked any more', ({ ts }) => ts === offer.ts);
    expect(labelsOf(answered)).toEqual([]);
    expect((await grantOf(mine))?.owner).toBe(PEOPLE.engineer);
  });

  test('to somebody else takes the place of an open offer, which can no longer be accepted', async () => {
    const mine = await live();
    await said(PEOPLE.engineer, `/grant transfer ${mine.grant} @otto`);
    const offer = await offerTo(PEOPLE.auditor, mine);
    await said(PEOPLE.engineer, `/grant transfer ${mine.grant} @finn`);
    const closed = await direct(PEOPLE.auditor, 'You are not asked any more', ({ ts }) => ts === offer.ts);
    expect(labelsOf(closed)).toEqual([]);
    expect((await grantOf(mine))?.transfer?.to).toBe(PEOPLE.finance);
  });

  test('may be offered by an admin, and by nobody else', async () => {
    const mine = await live();
    expect((await said(PEOPLE.newcomer, `/grant transfer ${mine.grant} @nia`)).text).toContain(
      `Only its owner, <@${PEOPLE.engineer}>, or an admin can hand ${mine.grant} over`,
    );
    await said(PEOPLE.admin, `/grant transfer ${mine.grant} @otto`);
    expect(textOf(await offerTo(PEOPLE.auditor, mine))).toContain(`<@${PEOPLE.admin}> asks you to take it over`);
  });

  test.each([
    ['', 'Name a grant by its number'],
    ['GRANT-99999', 'There is no GRANT-99999'],
    ['GRANT-99999 @otto', 'There is no GRANT-99999'],
  ])('“%s” says what to name', async (named, sentence) => {
    expect((await said(PEOPLE.engineer, `/grant transfer ${named}`)).text).toContain(sentence);
  });

  test('without a person opens a form that asks whom, and says so at the field where they cannot be asked', async () => {
    const mine = await live();
    const form = await formOf(`/grant transfer ${mine.grant}`);
    expect(textOf({ text: '', blocks: form.view.blocks as PostedMessage['blocks'] })).toContain(mine.clientName);
    await engineer().submit({ to: PEOPLE.auditor });
    const offer = await offerTo(PEOPLE.auditor, mine);
    const answer = await world.slack.until(() => engineer().modal, 'what was done');
    expect(textOf({ text: '', blocks: answer.view.blocks as PostedMessage['blocks'] })).toContain(
      `<@${PEOPLE.auditor}> is asked whether they will own ${mine.grant}`,
    );
    await engineer().close();
    await auditor().press(offer, 'grantdesk.grant.accept-transfer');
    await direct(PEOPLE.engineer, `${mine.grant} (${mine.clientName}) is <@${PEOPLE.auditor}>’s now`);
    expect((await said(PEOPLE.engineer, `/grant transfer ${mine.grant}`)).text).toContain('Only its owner');
  });

  test('of a grant whose secret is collected asks the new owner to get a new one, and to say so', async () => {
    const mine = await live();
    await engineer().press(await handOverOf(world, mine), 'grantdesk.grant.collect');
    await direct(PEOPLE.engineer, 'Collected, ', (one) => textOf(one).includes(mine.clientId));
    await said(PEOPLE.engineer, `/grant transfer ${mine.grant} @otto`);
    await auditor().press(await offerTo(PEOPLE.auditor, mine), 'grantdesk.grant.accept-transfer');
    const handOver = await handOverOf(world, { ...mine, by: PEOPLE.auditor });
    expect(labelsOf(handOver)).toContain('Regenerated');
    expect(labelsOf(handOver)).not.toContain('Collected');
    expect(textOf(handOver)).toContain(`which <@${PEOPLE.engineer}> collected: you need not collect one`);
    await auditor().press(handOver, 'grantdesk.grant.rotated');
    const isSettled = (one: PostedMessage) => one.ts === handOver.ts && !labelsOf(one).includes('Regenerated');
    const settled = await direct(PEOPLE.auditor, mine.clientId, isSettled);
    expect(textOf(settled)).toContain('Collected');
    expect((await grantOf(mine))?.rotated?.by).toBe(PEOPLE.auditor);
  });

  test('refuses somebody who cannot own a grant, and who owns it already', async () => {
    const mine = await live();
    world.slack.setPerson(PEOPLE.secondFinance, { deleted: true });
    world.clock.advance(BELIEVED);
    expect((await said(PEOPLE.engineer, `/grant transfer ${mine.grant} @flora`)).text).toContain('they have left');
    expect((await said(PEOPLE.engineer, `/grant transfer ${mine.grant} @ana`)).text).toContain('already owns');
  });

  test('lets nobody approve what was asked for a grant that has become theirs', async () => {
    const mine = await live();
    await formOf(`/grant change ${mine.grant}`);
    engineer().fill({ expires: daysAhead(world, 90) });
    await engineer().submit();
    await engineer().close();
    const request = (await grantOf(mine))?.change ?? '';
    await said(PEOPLE.engineer, `/grant transfer ${mine.grant} @ada`);
    const offer = await offerTo(PEOPLE.admin, mine);
    await beforeTheSweep(async () => {
      await admin().press(offer, 'grantdesk.grant.accept-transfer');
      await eventually(async () => (await grantOf(mine))?.owner === PEOPLE.admin, 'the admin to own it');
      const message = await messageIn(world, CHANNELS.requests, `${request} ·`);
      const refusal = await answerTo(world, PEOPLE.admin, () => admin().press(message, 'grantdesk.request.approve'));
      expect(refusal.text).toContain(`${mine.grant} has been handed over to`);
    });
    await eventually(async () => (await store.request(request))?.record.state === 'denied', 'the request to end');
    expect((await store.request(request))?.record.approvals).toEqual([]);
  });
});

describe('when an owner leaves Slack', () => {
  const orphanOf = (grant: string) => messageIn(world, CHANNELS.admin, `${grant} · its owner has left`);

  test('the admins are asked at once, and one takes each grant over', async () => {
    const [one, other] = [await live(PEOPLE.finance), await live(PEOPLE.finance)];
    await world.slack.leave(PEOPLE.finance);
    const message = await orphanOf(one.grant);
    expect(labelsOf(message)).toEqual(['Take over', 'Revoke']);
    await orphanOf(other.grant);

    const takeOver = () => engineer().press(message, 'grantdesk.grant.take-over');
    const refusal = await answerTo(world, PEOPLE.engineer, takeOver);
    expect(refusal.text).toContain('Only an admin');
    await admin().press(message, 'grantdesk.grant.take-over');
    const taken = await world.slack.until(
      () =>
        world.slack.messages(CHANNELS.admin).find((found) => found.ts === message.ts && labelsOf(found).length === 0),
      'the message to say who has taken it over',
    );
    expect(textOf(taken)).toContain(`<@${PEOPLE.admin}> has taken it over`);
    await handOverOf(world, { ...one, by: PEOPLE.admin });
    expect((await grantOf(one))?.owner).toBe(PEOPLE.admin);
    expect((await grantOf(other))?.owner).toBe(PEOPLE.finance);
  });

  test('and comes back, the admins are told that there is nothing to do, and told anew when they leave again', async () => {
    const mine = await live(PEOPLE.newcomer);
    const asked = () =>
      world.slack
        .messages(CHANNELS.admin)
        .filter((one) => labelsOf(one).includes('Take over') && textOf(one).includes(mine.grant));
    const back = (times: number) =>
      world.slack.until(
        () =>
          world.slack
            .messages(CHANNELS.admin)
            .filter(({ text }) => text.includes(mine.grant) && text.includes('is back')).length === times,
        'the message to say that they are back',
      );
    await world.slack.leave(PEOPLE.newcomer);
    const message = await world.slack.until(() => asked()[0], 'the admins to be asked');
    world.slack.setPerson(PEOPLE.newcomer, { deleted: false });
    await world.slack.event({ type: 'user_change', user: { id: PEOPLE.newcomer, deleted: false } });
    await back(1);
    expect(asked()).toEqual([]);

    await world.slack.leave(PEOPLE.newcomer);
    const again = await world.slack.until(() => asked()[0], 'the admins to be asked again');
    expect(again.ts).not.toBe(message.ts);

    world.slack.setPerson(PEOPLE.newcomer, { deleted: false });
    world.clock.advance(DAY);
    await back(2);
    expect((await grantOf(mine))?.ownerLeft).toBeUndefined();
  });

  test('and the event is missed, the daily check finds it, and asks once', async () => {
    const mine = await live(PEOPLE.auditor);
    world.slack.setPerson(PEOPLE.auditor, { deleted: true });
    world.clock.advance(DAY);
    await orphanOf(mine.grant);
    world.clock.advance(DAY);
    const today = world.clock.now().toISOString().slice(0, 10);
    await eventually(async () => {
      const [day = '', place] = ((await store.kept('owners-check')) ?? '').split(' ');
      return day >= today && place === 'done';
    }, 'the check of the next day');
    const events = await store.audit.read(1, 100_000);
    expect(
      events.filter(({ action, subjects }) => action === 'grant.owner_left' && subjects.includes(mine.grant)),
    ).toHaveLength(1);
  });
});
