import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PEOPLE } from '../../src/playground/seed.ts';
import { startWorld, type World } from '../../src/playground/world.ts';
import { answerTo } from '../support/answers.ts';
import {
  approvalOf,
  approveFully,
  bringLive,
  fileRequest,
  freshClientId,
  openForm,
  openStore,
  wish,
} from '../support/journey.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({
    paced: false,
    workiva: { operationMs: 20, pollMs: 5 },
    slack: { appToken: 'xapp-of-this-test' },
  });
  // Nothing listens there: what arrives has come over the socket.
  world.slack.connect('http://127.0.0.1:9/slack/events');
});
afterAll(async () => {
  await world?.stop();
});

test('with an app token the whole way works over the socket, without any address of the app', async () => {
  const filed = await fileRequest(world, { userKind: 'existing', username: 'ledger-sync', roles: [] });
  const outsider = world.slack.as(PEOPLE.newcomer);
  const approval = await approvalOf(world, filed.request);
  const approve = () => outsider.press(approval, 'grantdesk.request.approve');
  await answerTo(world, PEOPLE.newcomer, approve, `You cannot decide on ${filed.request}`);
  await approveFully(world, filed);
  const { grant, clientId } = await bringLive(world, filed, freshClientId());

  const { store, close } = openStore(world);
  expect((await store.grant(grant))?.record).toMatchObject({ state: 'active', clientId });
  close();
});

test('over the socket too, faults are shown at their fields', async () => {
  const { username: _taken, ...typed } = wish(world, { purpose: 'The password is hunter2hunter2' });
  await openForm(world);
  const engineer = world.slack.as(PEOPLE.engineer);
  engineer.fill({ ...typed, username: 'Not Good' });
  expect((await engineer.submit()).errors).toEqual({
    purpose: expect.stringMatching(/looks like a secret/),
    username: expect.stringMatching(/no spaces/),
  });
  expect((await engineer.submit({ purpose: 'A reason', username: 'over-the-socket' })).errors).toBeUndefined();
});
