import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import { TEAM } from '../../src/playground/slack/identity.ts';
import type { Person } from '../../src/playground/slack/stand-in.ts';
import {
  approvalSaying,
  modalText,
  openedByApproval,
  postSaying,
  pressAndHear,
  pressApproval,
} from '../support/deciding.ts';
import { fileRequest, fillForm, openForm, wish } from '../support/journey.ts';
import { actionsOn, startWaitingWorld, type WaitingWorld } from '../support/waiting.ts';

const { engineer, finance: finn, secondFinance: flora, admin: ada, newcomer: nia } = PEOPLE;
const TWO_OF_FINANCE = `
  - name: Everything
    approval: { stages: [{ from: [finance], count: 2 }, { from: [workiva-admins] }] }`;

let waiting: WaitingWorld;

beforeAll(async () => {
  waiting = await startWaitingWorld({ rules: TWO_OF_FINANCE });
});
afterAll(() => waiting?.stop());
afterEach(async () => {
  waiting.world.slack.setUserGroup('S0FINANCE', [finn, flora]);
  await becomes(finn, { deleted: false });
  await becomes(flora, { deleted: false });
});

/** Changes what somebody is in Slack, and lets that be known. */
async function becomes(person: string, changes: Partial<Person>): Promise<void> {
  waiting.world.slack.setPerson(person, changes);
  await waiting.advance(6 * 60_000);
}

const stored = async (request: string) => (await waiting.store.request(request))?.record;

describe('an approver who leaves Slack', () => {
  test('counts no more: the message says so, and those whose turn it is again are told', async () => {
    const { world } = waiting;
    world.slack.setUserGroup('S0FINANCE', [finn, flora, nia]);
    await waiting.advance(61_000);
    const filed = await fileRequest(world);
    await pressApproval(world, finn, filed, 'approve');
    await approvalSaying(world, filed, `Approved by <@${finn}>`);
    await pressApproval(world, flora, filed, 'approve');
    await approvalSaying(world, filed, 'stage 2 of 2');

    await world.slack.leave(finn);
    await approvalSaying(world, filed, `*The approval of <@${finn}> no longer counts*`);
    await approvalSaying(world, filed, '*Waiting for 1 approval* (stage 1 of 2)');
    const waits = `${filed.request} now waits for finance (<!subteam^S0FINANCE>)`;
    const post = await postSaying(world, { channel: CHANNELS.requests }, waits);
    expect(post.text).toContain(`<@${finn}> has left Slack`);
    expect(await actionsOn(waiting, filed.request)).toContain('request.approval_dropped');
    expect((await stored(filed.request))?.approvals).toMatchObject([{ by: flora, stage: 0 }]);

    await pressApproval(world, nia, filed, 'approve');
    await approvalSaying(world, filed, `Approved by <@${nia}>`);
    await pressApproval(world, ada, filed, 'approve');
    await approvalSaying(world, filed, '*Approved*');
    expect((await stored(filed.request))?.approvals.map(({ by }) => by)).toEqual([flora, nia, ada]);
  });

  test('is not reminded, and a stage whose people have all left goes on by escalation', async () => {
    const { world } = waiting;
    const filed = await fileRequest(world);
    await world.slack.leave(finn);
    await waiting.advance(4 * HOUR);
    await world.slack.until(() => waiting.remindersTo(flora, filed.request)[0], 'the reminder of the other');
    expect(waiting.remindersTo(finn, filed.request)).toEqual([]);
    await world.slack.leave(flora);
    await waiting.advance(2 * DAY);
    await world.slack.until(() => waiting.remindersTo(ada, filed.request)[0], 'the word to an admin');
    await approvalSaying(world, filed, '*Also asked* since');
    await pressApproval(world, ada, filed, 'approve');
    await approvalSaying(world, filed, `Approved by <@${ada}>`);
  });

  test('counts no more at the next decision, though Slack never told that they left', async () => {
    const { world } = waiting;
    const filed = await fileRequest(world);
    await pressApproval(world, finn, filed, 'approve');
    await approvalSaying(world, filed, `Approved by <@${finn}>`);
    await becomes(finn, { deleted: true });
    await pressApproval(world, flora, filed, 'approve');
    await approvalSaying(world, filed, `Approved by <@${flora}>`);
    expect((await stored(filed.request))?.approvals.map(({ by }) => by)).toEqual([flora]);
    expect(await actionsOn(waiting, filed.request)).toContain('request.approval_dropped');
  });
});

describe('a requester who leaves Slack', () => {
  test('gets no grant any more: their request can only be denied, or lapses', async () => {
    const { world } = waiting;
    const filed = await fileRequest(world);
    await becomes(filed.by, { deleted: true });
    try {
      const left = `<@${filed.by}> has left Slack, or may not take part any more, so ${filed.request} cannot be approved.`;
      expect(await pressAndHear(world, finn, filed, 'approve', left)).toContain('Deny it, or let it lapse.');
      expect((await stored(filed.request))?.approvals).toEqual([]);
      await openedByApproval(world, finn, filed, 'deny');
      await world.slack.as(finn).submit({ reason: 'Its requester has left.' });
      await approvalSaying(world, filed, '*:no_entry: Denied*');
    } finally {
      await becomes(filed.by, { deleted: false });
    }
  });
});

describe('somebody who is not a member of the workspace', () => {
  const GUEST = { isRestricted: true, isUltraRestricted: false };
  const NO_GUEST = { isRestricted: false };

  test.each<[string, Partial<Person>, Partial<Person>, string]>([
    ['a guest', GUEST, NO_GUEST, 'Guests of this workspace cannot'],
    ['of another workspace', { teamId: 'T0OTHER' }, { teamId: TEAM.id }, 'People of another workspace cannot'],
  ])('(%s) can neither decide nor request', async (_who, change, back, sentence) => {
    const { world } = waiting;
    const filed = await fileRequest(world);
    await becomes(finn, change);
    try {
      for (const what of ['approve', 'deny', 'ask'] as const) {
        expect(await pressAndHear(world, finn, filed, what)).toMatch(new RegExp(`^${sentence} decide`));
      }
      expect((await stored(filed.request))?.approvals).toEqual([]);

      await openForm(world, finn);
      await fillForm(world, wish(world), finn);
      await world.slack.as(finn).submit();
      expect(modalText(world, finn)).toContain(`${sentence} request grants here`);
      await world.slack.as(finn).close();
    } finally {
      await becomes(finn, back);
    }
  });

  test('can do both where the policy allows guests', async () => {
    const { world } = waiting;
    await waiting.replacePolicy({ rules: TWO_OF_FINANCE, more: 'people: { allow: [guests] }' });
    await becomes(finn, GUEST);
    const filed = await fileRequest(world, {}, engineer);
    await pressApproval(world, finn, filed, 'approve');
    await approvalSaying(world, filed, `Approved by <@${finn}>`);
    expect((await fileRequest(world, {}, finn)).by).toBe(finn);

    await waiting.replacePolicy({ rules: TWO_OF_FINANCE });
    await approvalSaying(world, filed, `*The approval of <@${finn}> no longer counts*`);
    const told = await pressAndHear(world, finn, filed, 'approve', 'Guests of this workspace cannot decide');
    expect(told).toContain('A member of this workspace has to.');
    await becomes(finn, NO_GUEST);
  });
});
