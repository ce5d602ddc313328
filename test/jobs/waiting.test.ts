import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { sweep } from '../../src/jobs/sweep.ts';
import { createLogger } from '../../src/observability/log.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import { TEAM } from '../../src/playground/slack/identity.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { createWebClient } from '../../src/slack/app.ts';
import { createColleagues } from '../../src/slack/colleagues.ts';
import { createDirectory } from '../../src/slack/directory.ts';
import {
  approvalSaying,
  opened,
  openedByApproval,
  openedByCard,
  postSaying,
  pressApproval,
} from '../support/deciding.ts';
import { eventually } from '../support/faults-world.ts';
import { fileRequest, labelsOf, openStore, textOf } from '../support/journey.ts';
import { actionsOn, approvalText, startWaitingWorld, type WaitingWorld } from '../support/waiting.ts';

const { engineer, finance: finn, secondFinance: flora, admin: ada, secondAdmin: amir, auditor: otto } = PEOPLE;
const WRITING = { scopes: ['Spreadsheets (Write)'] };

let waiting: WaitingWorld;

beforeAll(async () => {
  waiting = await startWaitingWorld({ timing: ', escalate_to: [workiva-admins]' });
});
afterAll(() => waiting?.stop());

const reminded = (person: string, request: string, times: number) =>
  waiting.world.slack.until(
    () => waiting.remindersTo(person, request).length === times && waiting.remindersTo(person, request),
    `${times} reminders of ${request} to ${person}`,
  );
const reminders = (request: string) =>
  [finn, flora, ada, amir, engineer, otto].map((person) => waiting.remindersTo(person, request).length);
/** What the newest reminder to somebody says now. */
const reminderSays = (person: string, request: string, words: string) =>
  waiting.world.slack.until(
    () => waiting.remindersTo(person, request).at(-1)?.text.includes(words),
    `the reminder to ${person} to say "${words}"`,
  );

describe('a request that nobody decides on', () => {
  test('is brought to mind of each who can decide, once for each time of the policy, by direct message', async () => {
    const { request } = await fileRequest(waiting.world);
    await waiting.advance(4 * HOUR);
    const [message] = await reminded(finn, request, 1);
    await reminded(flora, request, 1);
    expect(message?.text).toContain(`of <@${engineer}> has waited since`);
    expect(message?.text).toContain(`you can decide on it: its message is in <#${CHANNELS.requests}>. It lapses`);
    await waiting.advance(HOUR);
    expect(reminders(request)).toEqual([1, 1, 0, 0, 0, 0]);
    await waiting.advance(19 * HOUR);
    await reminded(finn, request, 2);
    await reminded(flora, request, 2);
  });

  test('goes to those of escalate_to as well, who are told once, and the approvers’ message says so', async () => {
    const filed = await fileRequest(waiting.world);
    await waiting.advance(DAY);
    await reminded(flora, filed.request, 1);
    await waiting.advance(DAY);
    await reminded(ada, filed.request, 1);
    await reminded(amir, filed.request, 1);
    await approvalSaying(waiting.world, filed, '*Also asked* since');
    await waiting.advance(DAY);
    expect(reminders(filed.request)).toEqual([1, 1, 1, 1, 0, 0]);
    expect((await actionsOn(waiting, filed.request)).filter((one) => one === 'request.escalated')).toHaveLength(1);
    await pressApproval(waiting.world, ada, filed, 'approve');
    await approvalSaying(waiting.world, filed, `Approved by <@${ada}>`);
  });

  test('lapses: the requester is told, nobody can decide any more, and its name can be asked for again', async () => {
    const filed = await fileRequest(waiting.world);
    await waiting.advance(DAY);
    await reminded(finn, filed.request, 1);
    await waiting.advance(6 * DAY);
    const post = await postSaying(waiting.world, { person: engineer }, `${filed.request} has lapsed`);
    expect(labelsOf(post)).toEqual(['Ask again']);
    expect(labelsOf(await approvalSaying(waiting.world, filed, 'Lapsed'))).not.toContain('Approve');
    await reminderSays(finn, filed.request, 'has lapsed. You need do nothing about this reminder any more.');
    expect((await waiting.store.request(filed.request))?.record.state).toBe('lapsed');
    await fileRequest(waiting.world, { clientName: filed.clientName });
  });

  test('is not brought to mind of who asked for it, or of who has approved', async () => {
    const { request } = await fileRequest(waiting.world, {}, finn);
    await waiting.advance(4 * HOUR);
    await reminded(flora, request, 1);
    expect(reminders(request)).toEqual([0, 1, 0, 0, 0, 0]);
  });

  test('is brought to mind of who decides in the place of another', async () => {
    const until = new Date(waiting.world.clock.now().getTime() + 3 * DAY).toISOString().slice(0, 10);
    await waiting.world.slack.as(finn).command(`/grant delegate @otto until ${until}`);
    await eventually(async () => (await waiting.store.delegation(`DELEGATION-${finn}`))?.record.to === otto, 'it');
    const { request } = await fileRequest(waiting.world);
    // The first word of it, at once, looks like a reminder.
    await reminded(otto, request, 1);
    await waiting.advance(4 * HOUR);
    await reminded(otto, request, 2);
    await waiting.advance(4 * DAY);
  });
});

describe('a reminder', () => {
  test('says that there is nothing to do once another has decided, or it has gone to the next stage', async () => {
    const filed = await fileRequest(waiting.world, WRITING);
    await waiting.advance(4 * HOUR);
    await reminded(finn, filed.request, 1);
    await reminded(flora, filed.request, 1);
    await pressApproval(waiting.world, finn, filed, 'approve');
    await reminderSays(finn, filed.request, 'has gone on since. You need do nothing about this reminder any more.');
    await reminderSays(flora, filed.request, 'has gone on since. You need do nothing about this reminder any more.');

    await waiting.advance(4 * HOUR);
    await reminded(amir, filed.request, 1);
    expect(reminders(filed.request)).toEqual([1, 1, 1, 1, 0, 0]);
    await pressApproval(waiting.world, ada, filed, 'approve');
    await reminderSays(amir, filed.request, 'You need do nothing about this reminder any more.');
  });

  test('of a stage that began anew is a message of its own', async () => {
    const filed = await fileRequest(waiting.world);
    await waiting.advance(4 * HOUR);
    await reminded(finn, filed.request, 1);
    const editor = waiting.world.slack.as(engineer);
    await openedByCard(waiting.world, filed, 'edit');
    expect((await editor.submit({ purpose: 'Copies the close sheets every night.' })).errors).toBeUndefined();
    await reminderSays(finn, filed.request, 'has gone on since');
    await waiting.advance(4 * HOUR);
    await reminded(finn, filed.request, 2);
    await reminderSays(finn, filed.request, 'you can decide on it');
  });

  test('is one for each person when several processes sweep at the same moment', async () => {
    const { request } = await fileRequest(waiting.world);
    const workers = Array.from({ length: 4 }, () => openStore(waiting.world));
    const faults: unknown[] = [];
    waiting.world.clock.advance(4 * HOUR);
    await Promise.all(workers.map(({ store }) => sweep(partsOf(store), (_, error) => faults.push(error))));
    for (const { close } of workers) close();
    expect(faults).toEqual([]);
    await reminded(finn, request, 1);
    await reminded(flora, request, 1);
    await waiting.advance(HOUR);
    expect(reminders(request)).toEqual([1, 1, 0, 0, 0, 0]);
    expect((await waiting.store.request(request))?.record.waiting?.told).toHaveLength(2);
  });

  test('comes for the latest time only, where several have passed while Grantdesk was away', async () => {
    const { request } = await fileRequest(waiting.world);
    await waiting.advance(30 * HOUR);
    await reminded(finn, request, 1);
    await waiting.advance(HOUR);
    expect(reminders(request)).toEqual([1, 1, 0, 0, 0, 0]);
  });
});

/** What a process of its own would sweep with. */
function partsOf(store: WaitingWorld['store']) {
  const { config, clock } = waiting.world;
  const log = createLogger('silent');
  const loaded = loadPolicy(config.policyPath);
  const directory = createDirectory({ client: createWebClient(config.slack, log), clock, teamId: TEAM.id, log });
  const parts = { store, policy: () => loaded, directory, clock };
  return {
    store,
    policy: () => loaded.policy,
    digest: () => loaded.digest,
    clock,
    colleaguesFor: createColleagues(parts),
  };
}

describe('while a question is open', () => {
  test('nobody is reminded and nothing is escalated; after the answer it goes on where it stood', async () => {
    const filed = await fileRequest(waiting.world);
    const approver = waiting.world.slack.as(finn);
    await openedByApproval(waiting.world, finn, filed, 'ask');
    await approver.submit({ question: 'Which sheets?' });
    const question = await postSaying(waiting.world, { person: engineer }, `asks about ${filed.request}`);
    await waiting.advance(3 * DAY);
    expect(reminders(filed.request)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(approvalText(waiting, filed.request)).not.toContain('Also asked');

    const asker = waiting.world.slack.as(engineer);
    await opened(waiting.world, engineer, question, 'answer');
    await asker.submit({ answer: 'The close sheets.' });
    await postSaying(waiting.world, { channel: CHANNELS.requests }, 'The close sheets.');
    await waiting.advance(3 * HOUR);
    expect(reminders(filed.request)).toEqual([0, 0, 0, 0, 0, 0]);
    await waiting.advance(HOUR);
    await reminded(finn, filed.request, 1);
  });
});

describe('an owner who has not accepted', () => {
  test('is reminded, and the request lapses when they never do', async () => {
    const filed = await fileRequest(waiting.world, { owner: otto });
    await waiting.advance(4 * HOUR);
    const [message] = await reminded(otto, filed.request, 1);
    expect(message?.text).toContain('for you to accept that the grant will be yours');
    expect(reminders(filed.request)).toEqual([0, 0, 0, 0, 0, 1]);
    await waiting.advance(7 * DAY);
    await reminderSays(otto, filed.request, 'has lapsed.');
    expect((await waiting.store.request(filed.request))?.record.state).toBe('lapsed');
  });
});

test('a Slack that cannot say who decides keeps nothing from escalating or lapsing', async () => {
  const filed = await fileRequest(waiting.world);
  await waiting.advance(HOUR);
  waiting.world.slack.faults.fail('usergroups.users.list', { times: 1_000 });
  waiting.world.slack.faults.fail('users.info', { times: 1_000 });
  try {
    await waiting.advance(2 * DAY);
    await approvalSaying(waiting.world, filed, '*Also asked* since');
    expect(reminders(filed.request)).toEqual([0, 0, 0, 0, 0, 0]);
  } finally {
    waiting.world.slack.faults.clear();
  }
  await waiting.advance(20 * 60_000);
  await reminded(ada, filed.request, 1);
  await reminded(finn, filed.request, 1);
});

test('in quiet hours people are left alone until these end where they are, but not from what is urgent', async () => {
  const quiet = await startWaitingWorld({ timing: ", quiet_hours: { from: '19:00', to: '08:00' }" });
  try {
    quiet.world.slack.setPerson(finn, { tz: 'Etc/UTC' });
    quiet.world.slack.setPerson(flora, { tz: 'Asia/Tokyo' });
    const { clock } = quiet.world;
    const untilTen = (10 * HOUR - (clock.now().getTime() % DAY) + DAY) % DAY;
    await quiet.advance(untilTen + DAY);
    const { request } = await fileRequest(quiet.world);
    const urgent = await fileRequest(quiet.world, { urgency: 'The close is tonight.' });
    await quiet.advance(4 * HOUR);
    await quiet.world.slack.until(() => quiet.remindersTo(finn, request)[0], 'the reminder by day');
    const night = await quiet.world.slack.until(() => quiet.remindersTo(flora, urgent.request)[0], 'the urgent one');
    expect(textOf(night)).toContain('The close is tonight.');
    expect(night.text).toMatch(/^Urgent: /);
    await quiet.advance(8 * HOUR);
    expect(quiet.remindersTo(flora, request)).toEqual([]);
    await quiet.advance(HOUR + 60_000);
    await quiet.world.slack.until(() => quiet.remindersTo(flora, request)[0], 'the reminder in the morning');
    await quiet.advance(HOUR);
    expect(quiet.remindersTo(flora, request)).toHaveLength(1);
    expect(quiet.remindersTo(finn, request)).toHaveLength(1);
  } finally {
    await quiet.stop();
  }
});
