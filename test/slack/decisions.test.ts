import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import {
  approvalSaying as approvalSayingIn,
  cardSaying as cardSayingIn,
  openedByApproval,
  told as toldIn,
} from '../support/deciding.ts';
import {
  approvalOf,
  approveFully,
  cardOf,
  daysAhead,
  type Filed,
  fileRequest,
  labelsOf,
  startStoredWorld,
  taskOf,
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

const TWO_STAGES = { scopes: ['Spreadsheets (Write)'] };
const DECISIONS = ['Approve', 'Approve with less', 'Deny', 'Ask', 'What will happen?', 'Why?'];
const MOMENT = /<!date\^\d+\^/;

const stored = async ({ request }: Filed) => (await store.request(request))?.record;
const press = (by: string, message: PostedMessage, what: 'approve' | 'withdraw') =>
  world.slack.as(by).press(message, `grantdesk.request.${what}`);

const approvalSaying = (filed: Filed, words: string) => approvalSayingIn(world, filed, words);
const cardSaying = (filed: Filed, words: string) => cardSayingIn(world, filed, words);
const told = (by: string, about: Filed, words: string) => toldIn(world, by, about, words);

async function denyWith(filed: Filed, by: string, reason: string): Promise<void> {
  await openedByApproval(world, by, filed, 'deny');
  expect((await world.slack.as(by).submit({ reason })).errors).toBeUndefined();
}

describe('the approvers’ message', () => {
  test('says who asks for what, why this rule, what is risky, and who may decide', async () => {
    const filed = await fileRequest(world, { scopes: ['Permissions (Write)', 'Tasks (Read)'] });
    const text = textOf(await approvalOf(world, filed.request));
    for (const words of [
      `<@${PEOPLE.engineer}> asks for a new Workiva API grant`,
      filed.clientName,
      '*Rule:* High-risk scopes. At least one scope is of high risk.',
      '*Permissions (Write): high risk*',
      '• Tasks (Read)',
      '*Waiting for 1 approval* (stage 1 of 2) from security (<!subteam^S0SECURITY>).',
      'Copies the close checklist into the warehouse every night.',
    ]) {
      expect(text).toContain(words);
    }
    expect(labelsOf(await approvalOf(world, filed.request))).toEqual(DECISIONS);
  });
});

describe('Approve', () => {
  test('decides: the message says who and when, and only Why? is left to press', async () => {
    const filed = await fileRequest(world);
    await approveFully(world, filed);
    const message = await approvalSaying(filed, '*Approved*');
    expect(textOf(message)).toMatch(new RegExp(`Approved by <@${PEOPLE.admin}>, ${MOMENT.source}`));
    expect(labelsOf(message)).toEqual(['Why?']);
    await cardSaying(filed, 'Integration user');
    expect((await stored(filed))?.approvals).toEqual([expect.objectContaining({ by: PEOPLE.admin, stage: 0 })]);
  });

  test('pressed by two at the same moment counts once, and the other is told who was first', async () => {
    const filed = await fileRequest(world);
    const message = await approvalOf(world, filed.request);
    await Promise.all([press(PEOPLE.admin, message, 'approve'), press(PEOPLE.secondAdmin, message, 'approve')]);
    await approvalSaying(filed, '*Approved*');

    const { approvals = [] } = (await stored(filed)) ?? {};
    expect(approvals).toHaveLength(1);
    const winner = approvals[0]?.by ?? '';
    const loser = winner === PEOPLE.admin ? PEOPLE.secondAdmin : PEOPLE.admin;
    expect(await told(loser, filed, 'already')).toBe(
      `${filed.request} is already approved by <@${winner}>. Nothing was changed.`,
    );
  });

  test('leads through the stages in their order, and tells the second in the thread', async () => {
    const filed = await fileRequest(world, TWO_STAGES);
    const message = await approvalOf(world, filed.request);
    await press(PEOPLE.admin, message, 'approve');
    await told(PEOPLE.admin, filed, 'only finance can decide now');

    await press(PEOPLE.finance, message, 'approve');
    const second = await approvalSaying(filed, '(stage 2 of 2) from workiva-admins');
    expect(textOf(second)).toContain(`Approved by <@${PEOPLE.finance}>`);
    expect(labelsOf(second)).toEqual(DECISIONS);
    const post = await world.slack.until(
      () => world.slack.messages(CHANNELS.requests).find(({ threadTs }) => threadTs === message.ts),
      'the post in the thread',
    );
    expect(post.text).toContain(
      `${filed.request} now waits for workiva-admins (<@${PEOPLE.admin}>, <!subteam^S0WKADMINS>)`,
    );
    expect((await stored(filed))?.state).toBe('pending');

    await press(PEOPLE.secondAdmin, second, 'approve');
    await approvalSaying(filed, '*Approved*');
    expect((await stored(filed))?.approvals.map(({ by, stage }) => [by, stage])).toEqual([
      [PEOPLE.finance, 0],
      [PEOPLE.secondAdmin, 1],
    ]);
  });

  test('by the same person counts once, even where both stages are theirs', async () => {
    const filed = await fileRequest(world, TWO_STAGES);
    world.slack.setUserGroup('S0FINANCE', [PEOPLE.finance, PEOPLE.secondFinance, PEOPLE.admin]);
    world.clock.advance(61_000);
    try {
      await press(PEOPLE.admin, await approvalOf(world, filed.request), 'approve');
      await press(PEOPLE.admin, await approvalSaying(filed, '(stage 2 of 2)'), 'approve');
      await told(PEOPLE.admin, filed, 'nobody counts twice');
      expect(await stored(filed)).toMatchObject({ state: 'pending', approvals: [{ by: PEOPLE.admin }] });
    } finally {
      world.slack.setUserGroup('S0FINANCE', [PEOPLE.finance, PEOPLE.secondFinance]);
      world.clock.advance(61_000);
    }
  });

  test('and Deny at the same moment end in one decision', async () => {
    const filed = await fileRequest(world);
    const message = await approvalOf(world, filed.request);
    const denier = world.slack.as(PEOPLE.secondAdmin);
    await openedByApproval(world, PEOPLE.secondAdmin, filed, 'deny');
    await Promise.all([press(PEOPLE.admin, message, 'approve'), denier.submit({ reason: 'Not this one.' })]);
    await world.slack.until(
      () =>
        world.slack.messages(CHANNELS.requests).some((one) => one.ts === message.ts && labelsOf(one).join() === 'Why?'),
      'the decision',
    );
    const { approvals, outcome } = (await stored(filed)) ?? {};
    expect([approvals?.length, outcome?.by]).toEqual(outcome ? [0, PEOPLE.secondAdmin] : [1, undefined]);
    if (outcome) await told(PEOPLE.admin, filed, `already denied by <@${PEOPLE.secondAdmin}>`);
    else expect(JSON.stringify(denier.modal?.view)).toContain(`already approved by <@${PEOPLE.admin}>`);
    if (denier.modal) await denier.close();
  });
});

describe('Deny', () => {
  test('asks for the reason, which reaches message, card and thread', async () => {
    const filed = await fileRequest(world);
    await denyWith(filed, PEOPLE.admin, 'Use the shared reader instead.\nIt has the same data.');

    const message = await approvalSaying(filed, 'Denied');
    expect(textOf(message)).toMatch(new RegExp(`Denied\\* by <@${PEOPLE.admin}>, ${MOMENT.source}`));
    expect(textOf(message)).toContain('Use the shared reader instead.\nIt has the same data.');
    expect(labelsOf(message)).toEqual(['Why?']);
    const card = await cardSaying(filed, 'Use the shared reader instead.');
    expect(labelsOf(card)).toEqual(['Ask again', 'Why?']);
    const post = await world.slack.until(
      () => world.slack.directMessages(PEOPLE.engineer).find(({ threadTs }) => threadTs === card.ts),
      'the post under the card',
    );
    expect(textOf(post)).toContain(`${filed.request} was denied by <@${PEOPLE.admin}>:`);
    expect(textOf(post)).toContain('Use the shared reader instead.');
    expect(await stored(filed)).toMatchObject({ state: 'denied', outcome: { by: PEOPLE.admin } });
  });

  test('without a reason, or with a secret in it, keeps the modal open and changes nothing', async () => {
    const filed = await fileRequest(world);
    const admin = world.slack.as(PEOPLE.admin);
    await openedByApproval(world, PEOPLE.admin, filed, 'deny');
    expect((await submitPast(world, PEOPLE.admin, { reason: '  ' })).errors).toEqual({
      reason: expect.stringMatching(/^Write the reason; the requester will read it/),
    });
    expect((await admin.submit({ reason: 'Your token=abcdef123456789 works already' })).errors).toEqual({
      reason: expect.stringMatching(/looks like a secret/),
    });
    expect((await submitPast(world, PEOPLE.admin, { reason: 'long '.repeat(300) })).errors).toEqual({
      reason: expect.stringMatching(/^Shorten this to 1000/),
    });
    await admin.close();
    expect((await stored(filed))?.state).toBe('pending');
  });
});

describe('Withdraw', () => {
  test('ends the request for everybody', async () => {
    const filed = await fileRequest(world);
    const card = await cardOf(world, filed);
    expect(labelsOf(card)).toEqual(['Edit', 'Withdraw', 'Why?']);
    const before = await approvalOf(world, filed.request);
    await press(PEOPLE.engineer, card, 'withdraw');

    const message = await approvalSaying(filed, 'Withdrawn');
    expect(textOf(message)).toMatch(new RegExp(`Withdrawn\\* by <@${PEOPLE.engineer}>, ${MOMENT.source}`));
    expect(labelsOf(message)).toEqual(['Why?']);
    expect(labelsOf(await cardSaying(filed, 'Nothing more happens'))).toEqual(['Ask again', 'Why?']);
    expect(before.ts).toBe(message.ts);
    expect((await stored(filed))?.state).toBe('withdrawn');
  });
});

describe('an automatic rule', () => {
  const SHORT = { workspace: 'Sandbox', scopes: ['Files (Read)'] };

  test('sends a short read in the sandbox straight to provisioning', async () => {
    const filed = await fileRequest(world, { ...SHORT, expires: daysAhead(world, 29) });
    const message = await approvalSaying(filed, 'by the rule, without asking anybody');
    expect(labelsOf(message)).toEqual(['Why?']);
    await taskOf(world, filed.request);
    expect(await stored(filed)).toMatchObject({ approvals: [], policy: { rule: 'Short reads in the sandbox' } });
    await cardSaying(filed, 'Waiting for an admin');
  });

  test('does not cover what lives longer, or writes', async () => {
    const longer = await fileRequest(world, { ...SHORT, expires: daysAhead(world, 32) });
    const writes = await fileRequest(world, { ...SHORT, scopes: ['Files (Write)'], expires: daysAhead(world, 10) });
    for (const filed of [longer, writes]) {
      expect(await stored(filed)).toMatchObject({ state: 'pending', policy: { rule: 'Everything else' } });
    }
  });
});
