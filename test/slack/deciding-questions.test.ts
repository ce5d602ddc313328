import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import {
  approvalSaying,
  cardSaying,
  modalText,
  opened,
  openedByApproval,
  openedByCard,
  postSaying,
  press,
  pressAndHear,
  pressApproval,
} from '../support/deciding.ts';
import {
  approvalOf,
  type Filed,
  fileRequest,
  headerOf,
  labelsOf,
  startStoredWorld,
  textOf,
} from '../support/journey.ts';
import { submitPast } from './tap.ts';

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 50, pollMs: 10 } }));
});
afterAll(() => stop?.());

const stored = async ({ request }: Filed) => (await store.request(request))?.record;
const QUESTION = 'Does it write anything back?\nAnd when does it run?';
const ANSWER = 'It only reads, at 2 in the morning.';

async function ask(filed: Filed, by: string = PEOPLE.admin, question = QUESTION): Promise<void> {
  await openedByApproval(world, by, filed, 'ask');
  expect((await world.slack.as(by).submit({ question })).errors).toBeUndefined();
}

const questionTo = (filed: Filed) =>
  postSaying(world, { person: filed.by }, `<@${PEOPLE.admin}> asks about ${filed.request} (`);

/** The message that asked the requester, once it says something. */
const nowSaying = ({ by }: Filed, { ts }: PostedMessage, words: string) =>
  world.slack.until(
    () => world.slack.directMessages(by).find((one) => one.ts === ts && textOf(one).includes(words)),
    `the question to say "${words}"`,
  );

/** Waits until whoever asked is told of the answer, and the approvers' message waits for it no more. */
async function answerIn(filed: Filed): Promise<void> {
  await postSaying(world, { channel: CHANNELS.requests }, `has answered your question about ${filed.request}:`);
  await world.slack.until(
    () =>
      world.slack
        .messages(CHANNELS.requests)
        .find(
          (one) => headerOf(one).startsWith(`${filed.request} ·`) && !textOf(one).includes('Waiting for an answer'),
        ),
    `${filed.request} to wait for no answer`,
  );
}

describe('Ask', () => {
  test('sends the question to the thread and to the requester, whose answer comes back to who asked', async () => {
    const filed = await fileRequest(world);
    const message = await approvalOf(world, filed.request);
    await ask(filed);

    const asked = await postSaying(world, { channel: CHANNELS.requests }, `asks <@${filed.by}> about ${filed.request}`);
    expect([asked.threadTs, textOf(asked)]).toEqual([message.ts, expect.stringContaining(QUESTION)]);
    const waiting = await approvalSaying(world, filed, `*Waiting for an answer* to <@${PEOPLE.admin}>`);
    expect(labelsOf(waiting)).toContain('Approve');
    await cardSaying(world, filed, `<@${PEOPLE.admin}> asks you something first`);

    const question = await questionTo(filed);
    expect([textOf(question), labelsOf(question)]).toEqual([expect.stringContaining(QUESTION), ['Answer']]);
    await opened(world, filed.by, question, 'answer');
    expect(modalText(world, filed.by)).toContain(QUESTION);
    expect((await world.slack.as(filed.by).submit({ answer: ANSWER })).errors).toBeUndefined();

    const back = await postSaying(
      world,
      { channel: CHANNELS.requests },
      `<@${PEOPLE.admin}>, <@${filed.by}> has answered your question about ${filed.request}:`,
    );
    expect([back.threadTs, textOf(back)]).toEqual([message.ts, expect.stringContaining(ANSWER)]);
    expect(labelsOf(await nowSaying(filed, question, ANSWER))).toEqual([]);
    await cardSaying(world, filed, '1 approval is needed');
    await answerIn(filed);
    expect((await stored(filed))?.questions).toEqual([
      expect.objectContaining({ by: PEOPLE.admin, text: QUESTION, answer: expect.objectContaining({ text: ANSWER }) }),
    ]);
  });

  test('without text, or with a secret in it, keeps its modal open', async () => {
    const filed = await fileRequest(world);
    await openedByApproval(world, PEOPLE.admin, filed, 'ask');
    expect((await submitPast(world, PEOPLE.admin, { question: ' ' })).errors).toEqual({
      question: expect.stringMatching(/^Write what you want to know/),
    });
    await world.slack.as(PEOPLE.admin).submit({ question: 'Who is on call?' });
    await opened(world, filed.by, await questionTo(filed), 'answer');
    expect((await submitPast(world, filed.by, { answer: 'The password is hunter2hunter2' })).errors).toEqual({
      answer: expect.stringMatching(/looks like a secret/),
    });
    await world.slack.as(filed.by).close();
    expect((await stored(filed))?.questions[0]?.answer).toBeUndefined();
  });

  test('is refused while another question waits, to outsiders, and to the requester', async () => {
    const filed = await fileRequest(world);
    await ask(filed);
    await approvalSaying(world, filed, 'Waiting for an answer');
    expect(await pressAndHear(world, PEOPLE.secondAdmin, filed, 'ask')).toBe(
      `<@${PEOPLE.admin}> has asked already, and the answer is not there yet.`,
    );
    expect(await pressAndHear(world, PEOPLE.finance, filed, 'ask', 'only workiva-admins can decide now')).toContain(
      PEOPLE.admin,
    );
    expect((await stored(filed))?.questions).toHaveLength(1);
  });

  test('needs no answer any more once the request is decided', async () => {
    const filed = await fileRequest(world);
    await ask(filed);
    const question = await questionTo(filed);
    await opened(world, filed.by, question, 'answer');
    await pressApproval(world, PEOPLE.admin, filed, 'approve');
    expect(labelsOf(await nowSaying(filed, question, 'No answer is needed any more'))).toEqual([]);
    await world.slack.as(filed.by).submit({ answer: ANSWER });
    expect(modalText(world, filed.by)).toContain('does not wait for an answer any more');
    expect((await stored(filed))?.questions[0]?.answer).toBeUndefined();
    await world.slack.as(filed.by).close();
  });

  test('an answer belongs to the question that was read, never to a later one', async () => {
    const filed = await fileRequest(world);
    await ask(filed);
    const first = await questionTo(filed);
    await opened(world, filed.by, first, 'answer');
    const late = { metadata: `${filed.request}:0` };
    expect((await submitPast(world, filed.by, { answer: 'The first answer.' }, late)).errors).toBeUndefined();
    await answerIn(filed);
    await ask(filed, PEOPLE.admin, 'And who pays for it?');
    expect(JSON.stringify(await submitPast(world, filed.by, { answer: 'Twice.' }, late))).toContain('does not wait');
    expect((await stored(filed))?.questions.map(({ answer }) => answer?.text)).toEqual([
      'The first answer.',
      undefined,
    ]);
    await world.slack.as(filed.by).close();
  });
});

describe('Why?', () => {
  test('says which rule matched, why the earlier ones did not, the stages, and who may decide', async () => {
    const filed = await fileRequest(world, { scopes: ['Spreadsheets (Write)'] });
    await openedByApproval(world, PEOPLE.admin, filed, 'why');
    const text = modalText(world, PEOPLE.admin);
    for (const words of [
      '*The rule that matched: Changes to finance data*\nThe workspace is Finance Close.',
      '*Short reads in the sandbox*: The workspace is Finance Close, and the rule is for Sandbox.',
      ':hourglass: Open · Stage 1: 1 of finance',
      ':white_circle: To come · Stage 2: 1 of workiva-admins',
      `*Who may decide now*\n<@${PEOPLE.finance}>, <@${PEOPLE.secondFinance}>.`,
    ]) {
      expect(text).toContain(words);
    }
    const { view } = world.slack.as(PEOPLE.admin).modal ?? {};
    const shown = JSON.stringify(view);
    expect(shown).toMatch(/<!subteam\^S0FINANCE>, as Slack said (just now|\d+ seconds ago)/);
    expect(shown).toContain(`\`${(await stored(filed))?.policy.digest.slice(0, 12)}\``);
    await world.slack.as(PEOPLE.admin).close();
  });

  test('on the requester’s card follows the stages', async () => {
    const filed = await fileRequest(world, { scopes: ['Spreadsheets (Write)'] });
    await pressApproval(world, PEOPLE.finance, filed, 'approve');
    await approvalSaying(world, filed, '(stage 2 of 2)');
    await openedByCard(world, filed, 'why');
    const text = modalText(world, filed.by);
    expect(text).toContain(`Done · Stage 1: 1 of finance: approved by <@${PEOPLE.finance}>`);
    expect(text).toContain(':hourglass: Open · Stage 2');
    expect(text).toContain(`<@${PEOPLE.admin}>, <@${PEOPLE.secondAdmin}>. It is the turn of workiva-admins`);
    await world.slack.as(filed.by).close();
  });

  test('says how old the knowledge of a user group is', async () => {
    // What was known of it before is too old by now, so that it is asked anew when this is filed.
    world.clock.advance(61_000);
    const filed = await fileRequest(world);
    world.clock.advance(30_000);
    await openedByApproval(world, PEOPLE.newcomer, filed, 'why');
    expect(JSON.stringify(world.slack.as(PEOPLE.newcomer).modal?.view)).toMatch(
      /<!subteam\^S0WKADMINS>, as Slack said [345]\d seconds ago/,
    );
    await world.slack.as(PEOPLE.newcomer).close();
  });

  test('opens without the people while Slack does not say who they are', async () => {
    const filed = await fileRequest(world);
    world.slack.faults.fail('usergroups.users.list', { times: 20 });
    world.clock.advance(20 * 60_000);
    try {
      await openedByApproval(world, PEOPLE.admin, filed, 'why');
      expect(modalText(world, PEOPLE.admin)).toContain('Slack could not say in time who that is');
      expect(modalText(world, PEOPLE.admin)).toContain('The rule that matched');
    } finally {
      world.slack.faults.clear();
      await world.slack.as(PEOPLE.admin).close();
    }
  });

  test('of a decided request still says why', async () => {
    const filed = await fileRequest(world);
    const card = await cardSaying(world, filed, 'needed from');
    await press(world, filed.by, card, 'withdraw');
    await cardSaying(world, filed, 'Nothing more happens');
    await openedByCard(world, filed, 'why');
    expect(modalText(world, filed.by)).toContain(`Nobody needs to: ${filed.request} was withdrawn.`);
    await world.slack.as(filed.by).close();
  });
});
