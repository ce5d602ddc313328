import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';

import {
  approveFully,
  bringLive,
  cardOf,
  copyableValues,
  type Filed,
  failureOf,
  fileRequest,
  finishGrantTask,
  freshClientId,
  handOverOf,
  headerOf,
  labelsOf,
  makeLive,
  openedBy,
  reachGrantTask,
  startStoredWorld,
  taskOf,
  textOf,
  type Wish,
} from '../support/journey.ts';
import { submitPast } from './tap.ts';

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 20, pollMs: 5 } }));
});
afterAll(() => stop?.());

const EXISTING: Wish = { userKind: 'existing', username: 'ledger-sync', roles: [] };
const BOTH = [PEOPLE.admin, PEOPLE.secondAdmin];
const admin = () => world.slack.as(PEOPLE.admin);

/** Opens the modal that asks for the client ID. */
const openFinish = (by: string, task: PostedMessage) =>
  openedBy(world, by, () => world.slack.as(by).press(task, 'grantdesk.task.finish'));

async function approved(changes: Wish = EXISTING): Promise<Filed & { task: PostedMessage }> {
  const filed = await fileRequest(world, changes);
  await approveFully(world, filed);
  return { ...filed, task: await reachGrantTask(world, filed) };
}

const nowShown = (message: PostedMessage, words: string) =>
  world.slack.until(
    () =>
      world.slack.messages(message.channel).find(({ ts, ...one }) => ts === message.ts && textOf(one).includes(words)),
    `the message to say "${words}"`,
  );

async function refuse(task: PostedMessage, reason: string): Promise<void> {
  await openedBy(world, PEOPLE.admin, () => admin().press(task, 'grantdesk.task.refuse'));
  expect((await admin().submit({ reason })).errors).toBeUndefined();
  await nowShown(task, 'could not do it');
}

test('an admin task shows the way, and every value in a block of its own to copy', async () => {
  const filed = await approved({
    ...EXISTING,
    scopes: ['Tasks (Write)', 'Tasks (Read)'],
    ipRestrictions: '203.0.113.7, 198.51.100.0/24',
  });
  expect(copyableValues(filed.task)).toEqual({
    'Client Name': filed.clientName,
    Workspace: 'Finance Close',
    'Workiva Username': 'ledger-sync',
    Expires: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    Scopes: 'Tasks (Read), Tasks (Write)',
    'IP Restrictions': '203.0.113.7, 198.51.100.0/24',
  });
  const text = textOf(filed.task);
  expect(text).toContain('*Organization Admin* → *Security* → *Provisioning*');
  expect(text).toContain(`<@${PEOPLE.admin}>, <!subteam^S0WKADMINS>`);
  expect(text).toContain('never the secret');
  expect(labelsOf(filed.task)).toEqual(['Done', 'Cannot do it']);
  await nowShown(await cardOf(world, filed), 'Waiting for an admin · *API grant*');
});

describe('Done', () => {
  test('asks for the client ID; then the task says who did it, and the grant is live', async () => {
    const filed = await approved();
    const clientId = freshClientId();
    expect(await finishGrantTask(world, filed.task, clientId)).toBeUndefined();
    const handOver = await handOverOf(world, filed);
    expect(copyableValues(handOver)['Client ID']).toBe(clientId);
    const task = await nowShown(filed.task, 'Done by');
    expect(textOf(task)).toMatch(new RegExp(`Done by <@${PEOPLE.admin}>, <!date\\^`));
    expect(labelsOf(task)).toEqual([]);
    expect((await store.grant(filed.grant))?.record).toMatchObject({ state: 'active', clientId });
    expect((await store.request(filed.request))?.record.state).toBe('fulfilled');
  });

  test('refuses secrets, rubbish and the ID of another grant, at the field', async () => {
    const { clientId, grant: other } = await makeLive(world, EXISTING, PEOPLE.engineer, freshClientId());
    const filed = await approved();
    await openFinish(PEOPLE.admin, filed.task);
    const cases: [typed: string, says: RegExp][] = [
      ['', /^Enter the client ID/],
      ['   ', /^Enter the client ID/],
      ['two words', /^A client ID is one word/],
      ['<@U0ADMIN>', /^A client ID is one word/],
      ['abc', /^A client ID is one word/],
      ['client-secret-1234', /looks like a secret/],
      ['a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2', /looks like a secret/],
      ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3.xyz', /looks like a secret/],
      [clientId, new RegExp(`^${other} already has this client ID`)],
      [` ${clientId} `, new RegExp(`^${other} already has this client ID`)],
    ];
    for (const [typed, says] of cases) {
      expect((await submitPast(world, PEOPLE.admin, { clientId: typed })).errors).toEqual({
        clientId: expect.stringMatching(says),
      });
    }
    expect((await store.request(filed.request))?.record.state).toBe('awaiting_admin');
    expect((await admin().submit({ clientId: freshClientId() })).errors).toBeUndefined();
    await handOverOf(world, filed);
  });

  test('a second time is told who did it', async () => {
    const filed = await approved();
    const second = world.slack.as(PEOPLE.secondAdmin);
    await openFinish(PEOPLE.secondAdmin, filed.task);
    const clientId = freshClientId();
    await finishGrantTask(world, filed.task, clientId);

    await second.submit({ clientId: freshClientId() });
    expect(JSON.stringify(second.modal?.view)).toContain(
      `This task of ${filed.request} is not open any more. <@${PEOPLE.admin}> has done it. Nothing was changed.`,
    );
    await second.close();
    expect((await store.grant(filed.grant))?.record.clientId).toBe(clientId);
  });

  test('at the same moment by two admins takes hold once', async () => {
    const filed = await approved();
    for (const by of BOTH) await openFinish(by, filed.task);
    const both = BOTH.map((by) => world.slack.as(by));
    const ids = [freshClientId(), freshClientId()];
    await Promise.all(both.map((one, index) => one.submit({ clientId: ids[index] ?? '' })));
    await handOverOf(world, filed);
    const winner = ids.indexOf((await store.grant(filed.grant))?.record.clientId ?? '');
    expect(both[winner]?.modal).toBeUndefined();
    expect(JSON.stringify(both[1 - winner]?.modal?.view)).toContain('has done it. Nothing was changed.');
    await both[1 - winner]?.close();
    expect(
      (await store.audit.read(1, 10_000)).filter(
        ({ action, subjects }) => action === 'grant.created' && subjects.includes(filed.grant),
      ),
    ).toHaveLength(1);
  });
});

describe('Cannot do it', () => {
  const REASON = 'The security screen shows an error & nothing else.';

  test('asks why, and tells requester and admins', async () => {
    const filed = await approved();
    await refuse(filed.task, REASON);
    const failure = await failureOf(world, filed.request);
    expect(textOf(failure)).toContain(
      `*Creating the API grant* was not possible for <@${PEOPLE.admin}>: The security screen shows an error &amp; nothing else.`,
    );
    expect(labelsOf(failure)).toEqual(['Retry', 'Do it by hand', 'Give up']);
    expect(labelsOf(await nowShown(filed.task, 'could not do it'))).toEqual([]);

    const card = await world.slack.until(
      () =>
        world.slack
          .directMessages(PEOPLE.engineer)
          .find((one) => headerOf(one).startsWith(`${filed.request} `) && textOf(one).includes('&amp; nothing else')),
      'the reason on the card',
    );
    expect(labelsOf(card)).toEqual(['Withdraw', 'Why?']);
    const post = await world.slack.until(
      () => world.slack.directMessages(PEOPLE.engineer).find(({ threadTs }) => threadTs === card.ts),
      'the post under the card',
    );
    expect(post.text).toBe(`${filed.request} has been stopped by a failure: the admins have been asked to act.`);
  });

  test('needs a reason without a secret', async () => {
    const filed = await approved();
    await openedBy(world, PEOPLE.admin, () => admin().press(filed.task, 'grantdesk.task.refuse'));
    expect((await submitPast(world, PEOPLE.admin, { reason: ' ' })).errors).toEqual({
      reason: expect.stringMatching(/^Write what stands/),
    });
    expect((await admin().submit({ reason: 'password: abcdef123456' })).errors).toEqual({
      reason: expect.stringMatching(/looks like a secret/),
    });
    await admin().close();
    expect((await store.request(filed.request))?.record.state).toBe('awaiting_admin');
  });

  test('Retry opens the task anew, says who retried, and who pressed as well is told', async () => {
    const filed = await approved();
    await refuse(filed.task, REASON);
    const failure = await failureOf(world, filed.request);
    const both = [admin(), world.slack.as(PEOPLE.secondAdmin)];
    await Promise.all(both.map((one) => one.press(failure, 'grantdesk.provisioning.retry')));
    const again = await taskOf(world, filed.request);
    expect(again.ts).not.toBe(filed.task.ts);
    expect(labelsOf(await nowShown(failure, 'Tried again by <@U0ADMIN'))).toEqual([]);
    const told = await world.slack.until(
      () => both.flatMap(({ ephemerals }) => ephemerals).find(({ text }) => text.startsWith(filed.request)),
      'one of them to be told',
    );
    expect(told.text).toMatch(/is not stopped by a failure any more\. Tried again by <@U0ADMIN2?>$/);
    await bringLive(world, filed, freshClientId());
  });

  test('Do it by hand opens the task for the admin at once', async () => {
    const filed = await approved();
    await refuse(filed.task, REASON);
    const failure = await failureOf(world, filed.request);
    const [first, second] = [admin(), world.slack.as(PEOPLE.secondAdmin)];
    await Promise.all([
      first.press(failure, 'grantdesk.provisioning.take-over'),
      second.press(failure, 'grantdesk.provisioning.take-over'),
    ]);
    await nowShown(failure, 'Taken over by');
    const told = await world.slack.until(
      () => [...first.ephemerals, ...second.ephemerals].find(({ text }) => text.startsWith(filed.request)),
      'one of them to be told',
    );
    expect(told.text).toMatch(/is not stopped by a failure any more\. Taken over by <@U0ADMIN2?>$/);
    await bringLive(world, filed, freshClientId());
    const tasks = world.slack.messages(CHANNELS.admin).filter((one) => headerOf(one).startsWith(`${filed.request} ·`));
    expect(tasks.map(({ ts }) => ts).filter((ts) => ts !== filed.task.ts)).toHaveLength(1);
  });

  test('the requester may withdraw then, and the name is free again', async () => {
    const filed = await approved();
    await refuse(filed.task, REASON);
    await failureOf(world, filed.request);
    const card = await world.slack.until(
      () =>
        world.slack
          .directMessages(PEOPLE.engineer)
          .find((one) => headerOf(one).startsWith(`${filed.request} `) && labelsOf(one).includes('Withdraw')),
      'Withdraw on the card',
    );
    await world.slack.as(PEOPLE.engineer).press(card, 'grantdesk.request.withdraw');
    const failure = await world.slack.until(
      () =>
        world.slack
          .messages(CHANNELS.admin)
          .find((one) => headerOf(one).startsWith(`${filed.request} needs`) && textOf(one).includes('Withdrawn by')),
      'the failure to say so',
    );
    expect(labelsOf(failure)).toEqual([]);
    expect((await store.grant(filed.grant))?.record.state).toBe('revoked');
    await fileRequest(world, { ...EXISTING, clientName: filed.clientName }, PEOPLE.newcomer);
  });
});
