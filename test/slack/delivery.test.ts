import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE, SEED_CHANNELS } from '../../src/playground/seed.ts';
import type { Channel, PostedMessage } from '../../src/playground/slack/stand-in.ts';
import { startWorld, type World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { approvalSaying } from '../support/deciding.ts';
import {
  approvalOf,
  approveFully,
  bringLive,
  cardOf,
  fileRequest,
  fillForm,
  freshClientId,
  handOverOf,
  headerOf,
  labelsOf,
  openForm,
  openStore,
  reachGrantTask,
  type Wish,
  wish,
} from '../support/journey.ts';
import { type Recorded, type Tap, tapDeliveries } from './tap.ts';

const EXISTING: Wish = { userKind: 'existing', username: 'ledger-sync', roles: [] };
const { requests, admin: adminChannel } = CHANNELS;

/** Slack's list of channels; a bot is invited by changing it. */
const channels: Channel[] = SEED_CHANNELS.map((channel) => ({ ...channel }));

let world: World;
let tap: Tap;
let store: Store;
let closeStore: () => void;

beforeAll(async () => {
  world = await startWorld({ paced: false, workiva: { operationMs: 20, pollMs: 5 }, slack: { channels } });
  tap = await tapDeliveries(world);
  ({ store, close: closeStore } = openStore(world));
});
afterAll(async () => {
  closeStore?.();
  await tap?.stop();
  await world?.stop();
});

const about = (channel: string, request: string) =>
  world.slack.messages(channel).filter((message) => headerOf(message).startsWith(`${request} ·`));

/** Files a request without waiting for its messages, which may be late here. */
async function submitted(): Promise<string> {
  const typed = wish(world, EXISTING);
  await openForm(world);
  await fillForm(world, typed);
  expect((await world.slack.as(PEOPLE.engineer).submit()).errors).toBeUndefined();
  return (await store.requestsOf(PEOPLE.engineer, 1))[0]?.id ?? '';
}

async function remove({ channel, ts }: PostedMessage): Promise<void> {
  const answer = await fetch(`${world.slack.apiUrl}chat.delete`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.config.slack.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel, ts }),
  });
  expect(await answer.json()).toMatchObject({ ok: true });
}

describe('a message that Slack does not take at once', () => {
  test('because of a 429 arrives after the wait that Slack asks for, once', async () => {
    world.slack.faults.rateLimit('chat.postMessage', { channel: requests, times: 2, retryAfterSeconds: 1 });
    const begun = performance.now();
    const request = await submitted();
    await approvalOf(world, request);
    expect(performance.now() - begun).toBeGreaterThan(1_000);
    await cardOf(world, { request, by: PEOPLE.engineer });
    expect(about(requests, request)).toHaveLength(1);
    expect(world.slack.calls.filter(({ answer }) => answer.error === 'ratelimited').length).toBe(2);
  });

  test('because of an error, or because Slack is down, arrives later, once', async () => {
    world.slack.faults.fail('chat.postMessage', { times: 1, error: 'fatal_error' });
    world.slack.faults.fail('chat.postMessage', { times: 1, status: 503 });
    const request = await submitted();
    await approvalOf(world, request);
    await cardOf(world, { request, by: PEOPLE.engineer });
    expect(about(requests, request)).toHaveLength(1);
  });

  test('as an update shows the newest state later, in the same message', async () => {
    const filed = await fileRequest(world, EXISTING);
    const message = await approvalOf(world, filed.request);
    world.slack.faults.fail('chat.update', { times: 1, error: 'internal_error' });
    world.slack.faults.rateLimit('chat.update', { channel: requests, times: 1, retryAfterSeconds: 1 });
    await world.slack.as(PEOPLE.admin).press(message, 'grantdesk.request.approve');
    await world.slack.until(
      () => about(requests, filed.request).find((one) => labelsOf(one).join() === 'Why?'),
      'the decision to show',
    );
    expect(about(requests, filed.request).map(({ ts }) => ts)).toEqual([message.ts]);
    await bringLive(world, filed, freshClientId());
  });

  test('that somebody has deleted is posted anew at the next change, once', async () => {
    const filed = await fileRequest(world, EXISTING);
    await remove(await approvalOf(world, filed.request));
    const card = await cardOf(world, filed);
    await world.slack.as(PEOPLE.engineer).press(card, 'grantdesk.request.withdraw');
    const anew = await approvalSaying(world, filed, 'Withdrawn');
    expect(labelsOf(anew)).toEqual(['Why?']);
    expect(about(requests, filed.request)).toHaveLength(1);
  });

  test('because nobody has invited the app arrives after the invitation, once, and the others do not wait', async () => {
    const channel = channels.find(({ id }) => id === requests);
    if (!channel) throw new Error('There is no requests channel.');
    channel.botIsMember = false;
    const request = await submitted();
    await cardOf(world, { request, by: PEOPLE.engineer });
    await world.slack.until(
      () =>
        world.slack.calls.some(({ answer, args }) => answer.error === 'not_in_channel' && args.channel === requests),
      'Slack to refuse the message',
    );
    channel.botIsMember = true;
    await approvalOf(world, request);
    expect(about(requests, request)).toHaveLength(1);
  });
});

describe('a delivery that Slack repeats', () => {
  /** Delivers again what Slack has just sent, as its retries do. */
  async function again(delivery: Recorded): Promise<void> {
    for (const number of [1, 2]) {
      const { status } = await world.slack.deliver({ ...delivery, retry: { number, reason: 'http_timeout' } });
      expect(status).toBe(200);
    }
  }
  const auditLength = async () => (await store.audit.read(1, 10_000)).length;
  /** How often a repeated delivery has come too late to open a modal. */
  const tooLate = () => world.slack.calls.filter(({ answer }) => answer.error === 'exchanged_trigger_id').length;

  test('of the command opens the form once, and says nothing', async () => {
    await openForm(world, PEOPLE.newcomer);
    const newcomer = world.slack.as(PEOPLE.newcomer);
    const { id } = newcomer.modal ?? {};
    const before = tooLate();
    await again(tap.last());
    await world.slack.until(() => tooLate() >= before + 2, 'the repeated commands to be carried out');
    expect(newcomer.modal?.id).toBe(id);
    expect(newcomer.ephemerals).toEqual([]);
  });

  test('of a press or a submission changes nothing twice', async () => {
    const filed = await fileRequest(world, { ...EXISTING, scopes: ['Spreadsheets (Write)'] });
    await again(tap.last());
    expect(
      (await store.requestsOf(PEOPLE.engineer, 2)).filter(({ terms }) => terms.clientName === filed.clientName),
    ).toHaveLength(1);

    const finn = world.slack.as(PEOPLE.finance);
    await finn.press(await approvalOf(world, filed.request), 'grantdesk.request.approve');
    await again(tap.last());
    await world.slack.until(
      () => finn.ephemerals.filter(({ text }) => text.includes(`already approved ${filed.request}`)).length === 2,
      'the repeated presses to be answered',
    );
    expect((await store.request(filed.request))?.record.approvals).toHaveLength(1);

    await approveFully(world, filed);
    const task = await reachGrantTask(world, filed);
    const ada = world.slack.as(PEOPLE.admin);
    await ada.press(task, 'grantdesk.task.finish');
    await world.slack.until(() => ada.modal, 'the modal that asks for the client ID');
    const shown = ada.modal?.id;
    const late = tooLate();
    await again(tap.last());
    await world.slack.until(() => tooLate() >= late + 2, 'the repeated presses to be carried out');
    expect(ada.modal?.id).toBe(shown);
    const clientId = freshClientId();
    await ada.submit({ clientId });
    const submission = tap.last();
    const handOver = await handOverOf(world, filed);
    const before = [await auditLength(), (await store.request(filed.request))?.version];
    await again(submission);
    expect([await auditLength(), (await store.request(filed.request))?.version]).toEqual(before);
    expect((await store.grant(filed.grant))?.record.clientId).toBe(clientId);

    await world.slack.as(PEOPLE.engineer).press(handOver, 'grantdesk.grant.collect');
    const pressed = tap.last();
    await world.slack.until(
      () =>
        world.slack
          .directMessages(PEOPLE.engineer)
          .some((one) => one.ts === handOver.ts && !labelsOf(one).includes('Collected')),
      'Collected to show',
    );
    const events = await auditLength();
    const updates = () =>
      world.slack.calls.filter(({ method, args }) => method === 'chat.update' && args.ts === handOver.ts).length;
    const updated = updates();
    await again(pressed);
    await world.slack.until(() => updates() > updated, 'the hand-over to be shown anew');
    expect(await auditLength()).toBe(events);
    expect(world.slack.messages(adminChannel).filter((one) => headerOf(one) === headerOf(task))).toHaveLength(1);
    expect(
      world.slack.directMessages(PEOPLE.engineer).filter((one) => headerOf(one) === headerOf(handOver)),
    ).toHaveLength(1);
    expect(await store.audit.verify()).toEqual({ sound: events });
  });
});
