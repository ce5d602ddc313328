import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { EphemeralMessage, PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { answerTo, said as saidIn } from '../support/answers.ts';
import { eventually } from '../support/faults-world.ts';
import {
  approvalOf,
  daysAhead,
  type Filed,
  fieldsOf,
  fileRequest,
  labelsOf,
  startStoredWorld,
  textOf,
} from '../support/journey.ts';
import { submitPast } from './tap.ts';

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 20, pollMs: 5 } }));
});
afterAll(() => stop?.());

const finn = () => world.slack.as(PEOPLE.finance);
const FINANCE_FIRST = { scopes: ['Spreadsheets (Write)'] };

const said = (by: string, command: string) => saidIn(world, by, command);

/** The newest message to somebody about what another has handed over to them, once it says something. */
const direct = (to: string, from: string, words: string) =>
  world.slack.until(() => {
    const newest = world.slack.directMessages(to).findLast((one) => one.text.includes(`<@${from}> ha`));
    return newest && textOf(newest).includes(words) && newest;
  }, `a message to ${to} that says "${words}"`);

const STARTED = 'has handed over to you until';
const ENDED = 'had handed over to you has ended';

const approve = async (by: string, { request }: Filed) =>
  world.slack.as(by).press(await approvalOf(world, request), 'grantdesk.request.approve');

/** Presses Approve as somebody who is then told something that only they see. */
const approveAndHear = (by: string, filed: Filed, words: string) =>
  answerTo(world, by, () => approve(by, filed), words);

const stored = async ({ request }: Filed) => (await store.request(request))?.record;
const delegationOf = async (person: string) => (await store.delegation(`DELEGATION-${person}`))?.record;
const actionsOn = async (subject: string) =>
  (await store.audit.read(1, 10_000)).filter(({ subjects }) => subjects.includes(subject)).map(({ action }) => action);

/** Ends what is handed over with the button of a message, which then says so. Answers its words. */
async function takeBack(by: string, shown: EphemeralMessage): Promise<string> {
  const person = world.slack.as(by);
  await person.press(shown, 'grantdesk.delegation.end');
  const now = await world.slack.until(
    () => person.ephemerals.find((one) => one.ts === shown.ts && textOf(one).includes('You have taken back')),
    `${by} to be told that it is taken back`,
  );
  return textOf(now);
}

beforeEach(async () => {
  for (const person of [PEOPLE.finance, PEOPLE.admin]) {
    if ((await delegationOf(person))?.state === 'active') await takeBack(person, await said(person, '/grant delegate'));
  }
});

describe('/grant delegate', () => {
  test('lets the other hear at once of what is filed, with all that it takes to decide', async () => {
    await said(PEOPLE.finance, `/grant delegate @otto until ${daysAhead(world, 10)}`);
    const filed = await fileRequest(world, FINANCE_FIRST);
    const word = await world.slack.until(
      () => world.slack.directMessages(PEOPLE.auditor).findLast(({ text }) => text.includes(filed.request)),
      'a word to who stands in',
    );
    expect(textOf(word)).toContain('you can decide on it because somebody has handed over to you');
    expect(textOf(word)).toContain('Spreadsheets (Write)');
    expect(labelsOf(word)).toEqual(['Approve', 'Approve with less', 'Deny', 'Ask', 'What will happen?', 'Why?']);
    await world.slack.as(PEOPLE.auditor).press(word, 'grantdesk.request.approve');
    await eventually(async () => (await stored(filed))?.approvals.length === 1, 'the approval');
    expect((await stored(filed))?.approvals).toMatchObject([{ by: PEOPLE.auditor, for: PEOPLE.finance }]);
    await eventually(
      () => world.slack.directMessages(PEOPLE.auditor).some((one) => one.ts === word.ts && labelsOf(one).length === 0),
      'the word to be settled',
    );
  });

  test('lets the other hear of what waits already, once, and whoever takes their place as well', async () => {
    const filed = await fileRequest(world, FINANCE_FIRST);
    world.clock.advance(3 * DAY);
    for (const [name, to] of [
      ['otto', PEOPLE.auditor],
      ['nia', PEOPLE.newcomer],
    ] as const) {
      await said(PEOPLE.finance, `/grant delegate @${name} until ${daysAhead(world, 10)}`);
      const words = () => world.slack.directMessages(to).filter(({ text }) => text.startsWith(`${filed.request} (`));
      const word = await world.slack.until(() => words()[0], `a word to ${name}`);
      expect(textOf(word)).toContain('and you can decide on it');
      expect(labelsOf(word)).toContain('Approve');
      await said(PEOPLE.finance, `/grant delegate @${name} until ${daysAhead(world, 11)}`);
      await eventually(async () => !(await delegationOf(PEOPLE.finance))?.untold, 'what waits to be looked at again');
      expect(words()).toHaveLength(1);
    }
  });

  test('hands over until a day: both are told, and it is in the audit trail', async () => {
    const until = daysAhead(world, 10);
    const answer = await said(PEOPLE.finance, `/grant delegate @otto until ${until}`);
    expect(textOf(answer)).toContain(`You have handed over to <@${PEOPLE.auditor}> until the end of `);
    expect(textOf(answer)).toContain('They decide in your place for finance, never on their own requests.');
    expect(labelsOf(answer)).toEqual(['Take back']);

    const message = await direct(PEOPLE.auditor, PEOPLE.finance, STARTED);
    expect(textOf(message)).toContain('in <#C0REQUESTS>');
    expect(await delegationOf(PEOPLE.finance)).toMatchObject({ state: 'active', to: PEOPLE.auditor, until });
    expect(await actionsOn(`DELEGATION-${PEOPLE.finance}`)).toContain('delegation.started');
  });

  test('takes the date before the person, and without “until”', async () => {
    const until = daysAhead(world, 3);
    await said(PEOPLE.finance, `/grant delegate ${until} @otto`);
    expect(await delegationOf(PEOPLE.finance)).toMatchObject({ state: 'active', to: PEOPLE.auditor, until });
  });

  test('alone shows what is handed over, and Take back ends it for both', async () => {
    await said(PEOPLE.finance, `/grant delegate @otto until ${daysAhead(world, 10)}`);
    const shown = await said(PEOPLE.finance, '/grant delegate');
    expect(textOf(shown)).toContain(`You have handed over to <@${PEOPLE.auditor}>`);
    expect(await takeBack(PEOPLE.finance, shown)).toContain(`handed over to <@${PEOPLE.auditor}>`);

    const isEnded = async () => (await delegationOf(PEOPLE.finance))?.state === 'ended';
    await eventually(isEnded, 'the hand-over to end');
    await direct(PEOPLE.auditor, PEOPLE.finance, ENDED);
    expect(await delegationOf(PEOPLE.finance)).toMatchObject({ ended: { by: PEOPLE.finance } });
    const filed = await fileRequest(world, FINANCE_FIRST);
    await approveAndHear(PEOPLE.auditor, filed, `You cannot decide on ${filed.request}`);
  });

  test('to another person takes it from the first', async () => {
    await said(PEOPLE.finance, `/grant delegate @otto until ${daysAhead(world, 10)}`);
    await said(PEOPLE.finance, `/grant delegate @nia until ${daysAhead(world, 10)}`);
    await direct(PEOPLE.newcomer, PEOPLE.finance, STARTED);
    await direct(PEOPLE.auditor, PEOPLE.finance, ENDED);
    const filed = await fileRequest(world, FINANCE_FIRST);
    await approveAndHear(PEOPLE.auditor, filed, `You cannot decide on ${filed.request}`);
  });

  test.each([
    ['yourself', `@finn until 2099-01-01`, 'You cannot hand over to yourself'],
    ['the app', `@grantdesk until 2099-01-01`, 'cannot decide here'],
    ['a past day', '@otto until 2020-01-01', '2020-01-01 is past'],
    ['a day that does not exist', '@otto until 2026-02-31', 'Write the last day as YYYY-MM-DD'],
    ['too long', '@otto until 2099-01-01', 'You can hand over for 60 days at most'],
  ])('refuses %s with what to write instead', async (_what, words, sentence) => {
    expect((await said(PEOPLE.finance, `/grant delegate ${words}`)).text).toContain(sentence);
    expect((await delegationOf(PEOPLE.finance))?.state).not.toBe('active');
  });

  test.each([
    ['a requester', PEOPLE.engineer],
    ['somebody to whom another has handed over', PEOPLE.auditor],
  ])('has nothing to hand over for %s', async (_who, by) => {
    await said(PEOPLE.finance, `/grant delegate @otto until ${daysAhead(world, 10)}`);
    for (const words of ['', ` @nia until ${daysAhead(world, 5)}`]) {
      expect((await said(by, `/grant delegate${words}`)).text).toBe(
        'You are not an approver in your own right, so there is nothing to hand over. What was handed over to you cannot be passed on.',
      );
    }
    expect(world.slack.as(by).modal).toBeUndefined();
    expect(await delegationOf(by)).toBeUndefined();
  });
});

describe('the form to hand over', () => {
  test('opens where something was not said, with what was, and hands over', async () => {
    await finn().command('/grant delegate @otto');
    const form = await world.slack.until(() => finn().modal, 'the form');
    expect(fieldsOf(form)).toEqual(['to', 'until']);
    expect(form.values.to?.['grantdesk.delegate.choose']?.selected_user).toBe(PEOPLE.auditor);
    await finn().submit({ until: daysAhead(world, 4) });
    const notice = JSON.stringify(finn().modal?.view);
    expect(notice).toContain(`You have handed over to <@${PEOPLE.auditor}>`);
    expect(notice).toContain('To take it back, type `/grant delegate`');
    expect(await delegationOf(PEOPLE.finance)).toMatchObject({ state: 'active', to: PEOPLE.auditor });
    await finn().close();
  });

  test('shows each fault at its field', async () => {
    await finn().command(`/grant delegate until ${daysAhead(world, 4)}`);
    await world.slack.until(() => finn().modal, 'the form');
    expect((await finn().submit({ to: PEOPLE.finance })).errors).toEqual({
      to: expect.stringContaining('You cannot hand over to yourself'),
    });
    expect((await finn().submit({ to: PEOPLE.auditor, until: daysAhead(world, 61) })).errors).toEqual({
      until: expect.stringContaining('60 days at most'),
    });
    expect((await submitPast(world, PEOPLE.finance, { until: undefined })).errors).toEqual({
      until: expect.stringContaining('YYYY-MM-DD'),
    });
    await finn().close();
    expect((await delegationOf(PEOPLE.finance))?.state).not.toBe('active');
  });
});

describe('a delegate', () => {
  test('approves in the place of the other, which everybody sees, and the two count once', async () => {
    await said(PEOPLE.finance, `/grant delegate @otto until ${daysAhead(world, 10)}`);
    const filed = await fileRequest(world, FINANCE_FIRST);
    await approve(PEOPLE.auditor, filed);
    await world.slack.until(() => textOfApproval(filed).includes('stage 2 of 2'), 'the second stage');
    expect(textOfApproval(filed)).toContain(`Approved by <@${PEOPLE.auditor}>`);
    expect(textOfApproval(filed)).toContain(`in place of <@${PEOPLE.finance}>`);
    expect((await stored(filed))?.approvals).toEqual([
      expect.objectContaining({ by: PEOPLE.auditor, for: PEOPLE.finance, stage: 0 }),
    ]);
  });

  test('cannot decide where the other has decided, nor the other where they have', async () => {
    world.slack.setUserGroup('S0WKADMINS', [PEOPLE.admin, PEOPLE.secondAdmin, PEOPLE.finance]);
    world.clock.advance(61_000);
    try {
      await said(PEOPLE.finance, `/grant delegate @otto until ${daysAhead(world, 10)}`);
      const filed = await fileRequest(world, FINANCE_FIRST);
      await approve(PEOPLE.auditor, filed);
      await world.slack.until(() => textOfApproval(filed).includes('stage 2 of 2'), 'the second stage');
      await approveAndHear(PEOPLE.finance, filed, `<@${PEOPLE.auditor}> has approved ${filed.request} in your place`);
      await approveAndHear(PEOPLE.auditor, filed, `You have already approved ${filed.request}`);
      expect(await stored(filed)).toMatchObject({ state: 'pending', approvals: [{ by: PEOPLE.auditor }] });
    } finally {
      world.slack.setUserGroup('S0WKADMINS', [PEOPLE.admin, PEOPLE.secondAdmin]);
      world.clock.advance(61_000);
    }
  });

  test('decides on nothing outside the groups of the other', async () => {
    await said(PEOPLE.finance, `/grant delegate @otto until ${daysAhead(world, 10)}`);
    const filed = await fileRequest(world);
    await approveAndHear(
      PEOPLE.auditor,
      filed,
      `You cannot decide on ${filed.request}: only workiva-admins can decide now`,
    );
  });

  test('never decides on their own request', async () => {
    await said(PEOPLE.finance, `/grant delegate @ana until ${daysAhead(world, 10)}`);
    const filed = await fileRequest(world, FINANCE_FIRST);
    await approveAndHear(PEOPLE.engineer, filed, 'You cannot decide on your own request');
    expect((await stored(filed))?.approvals).toEqual([]);
  });

  test('never decides on the request of the one who handed over', async () => {
    await said(PEOPLE.admin, `/grant delegate @otto until ${daysAhead(world, 10)}`);
    const filed = await fileRequest(world, {}, PEOPLE.admin);
    await approveAndHear(PEOPLE.auditor, filed, `You cannot decide on ${filed.request}`);
    expect((await stored(filed))?.approvals).toEqual([]);
  });

  test('stops being one when the last day is over, by itself, and is told', async () => {
    await said(PEOPLE.finance, `/grant delegate @otto until ${daysAhead(world, 2)}`);
    await direct(PEOPLE.auditor, PEOPLE.finance, STARTED);
    world.clock.advance(3 * DAY);
    await direct(PEOPLE.auditor, PEOPLE.finance, ENDED);
    expect(await delegationOf(PEOPLE.finance)).toMatchObject({ state: 'ended', ended: { by: 'grantdesk' } });
    const filed = await fileRequest(world, FINANCE_FIRST);
    await approveAndHear(PEOPLE.auditor, filed, `You cannot decide on ${filed.request}`);
  });
});

const textOfApproval = ({ request }: Filed) =>
  textOf(world.slack.messages('C0REQUESTS').findLast((one) => one.text.startsWith(`${request}:`)) as PostedMessage);
