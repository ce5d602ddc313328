import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import { approvalSaying, postSaying, pressAndHear, pressApproval } from '../support/deciding.ts';
import { fileRequest, fillForm, openForm, wish } from '../support/journey.ts';
import { startWaitingWorld, type WaitingWorld } from '../support/waiting.ts';

const { engineer, finance: finn, secondFinance: flora, admin: ada, secondAdmin: amir } = PEOPLE;

let waiting: WaitingWorld;

beforeAll(async () => {
  waiting = await startWaitingWorld();
});
afterAll(() => waiting?.stop());
afterEach(async () => {
  await members('S0FINANCE', [finn, flora]);
  await members('S0WKADMINS', [ada, amir]);
});

/** Puts people into a user group, and lets what was known of it grow old. */
async function members(group: string, people: string[]): Promise<void> {
  waiting.world.slack.setUserGroup(group, people);
  await waiting.advance(61_000);
}

const inAdminChannel = (words: string) =>
  waiting.world.slack.messages(CHANNELS.admin).filter(({ text }) => text.includes(words));

/** Sends the form, and answers what it says then. */
async function refused(by: string): Promise<string> {
  const { world } = waiting;
  await openForm(world, by);
  await fillForm(world, wish(world), by);
  const { errors } = await world.slack.as(by).submit();
  expect(world.slack.as(by).modal?.view.callback_id).toBe('grantdesk.request.submit');
  await world.slack.as(by).close();
  return errors?.purpose ?? '';
}

const requests = async () => waiting.store.lists.waiting();

describe('a group in which nobody may decide on a request', () => {
  test.each([
    ['is empty', [], engineer],
    ['has nobody but the requester', [finn], finn],
  ])('(it %s) gives way to those of escalate_to at once, with a word to the operators', async (_why, people, by) => {
    await members('S0FINANCE', people);
    const filed = await fileRequest(waiting.world, {}, by);
    const word = await postSaying(waiting.world, { channel: CHANNELS.admin }, `Stage 1 of ${filed.request}`);
    expect(word.text).toContain('has too few people who may decide in finance. It went to workiva-admins as well.');
    await approvalSaying(waiting.world, filed, '*Also asked* since');
    await approvalSaying(waiting.world, filed, '<!subteam^S0WKADMINS>');
    expect(waiting.remindersTo(ada, filed.request)).toEqual([]);
    await pressApproval(waiting.world, ada, filed, 'approve');
    await approvalSaying(waiting.world, filed, '*Approved*');
  });

  test('has it refused where those cannot decide either: nothing is filed, and the admins are told once a day', async () => {
    await members('S0FINANCE', [finn]);
    await members('S0WKADMINS', [finn]);
    const before = await requests();
    // Whoever asks is answered also where Slack does not take the word to the admins, which then comes with the next one.
    waiting.world.slack.faults.fail('chat.postMessage', { times: 1, error: 'fatal_error' });
    for (const _attempt of [1, 2, 3]) {
      expect(await refused(finn)).toContain('Nobody could approve this at present');
    }
    expect(await requests()).toEqual(before);
    const toAdmins = () => inAdminChannel(`A request of <@${finn}> could not be filed`);
    await waiting.world.slack.until(() => toAdmins().length > 0, 'the word to the admins');
    expect(await refused(finn)).toContain('Nobody could approve this at present');
    expect(toAdmins()).toHaveLength(1);
    expect(inAdminChannel('could not be filed')[0]?.text).toContain('under the rule “Everything else”');

    await members('S0FINANCE', [finn, flora]);
    const filed = await fileRequest(waiting.world, {}, finn);
    await pressApproval(waiting.world, flora, filed, 'approve');
    await approvalSaying(waiting.world, filed, '*Approved*');
  });

  test('is not said to be short where the people are enough', async () => {
    const filed = await fileRequest(waiting.world);
    await pressApproval(waiting.world, finn, filed, 'approve');
    await approvalSaying(waiting.world, filed, '*Approved*');
    expect(inAdminChannel(`Stage 1 of ${filed.request}`)).toEqual([]);
  });
});

test('one person who is all there is of two stages does not fill both', async () => {
  await members('S0FINANCE', [finn]);
  await members('S0WKADMINS', [finn, ada]);
  const filed = await fileRequest(waiting.world, { scopes: ['Spreadsheets (Write)'] });
  await pressApproval(waiting.world, finn, filed, 'approve');
  await approvalSaying(waiting.world, filed, 'stage 2 of 2');
  await pressAndHear(waiting.world, finn, filed, 'approve', 'nobody counts twice');
  await pressApproval(waiting.world, ada, filed, 'approve');
  await approvalSaying(waiting.world, filed, '*Approved*');
});
