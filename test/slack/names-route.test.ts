import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { PEOPLE } from '../../src/playground/seed.ts';
import { approvalSaying, openedByCard, pressApproval } from '../support/deciding.ts';
import { eventually } from '../support/faults-world.ts';
import {
  daysAhead,
  type Filed,
  freshClientId,
  type Live,
  makeLive,
  openedBy,
  taskOf,
  textOf,
} from '../support/journey.ts';
import { startWaitingWorld, type WaitingWorld } from '../support/waiting.ts';

const { engineer, finance, admin } = PEOPLE;
const BY_NAME = `
  - name: Renewals of the close team
    when: { kind: renew, access: read, client_name: 'Close | *' }
    approval: automatic
  - name: Everything else
    approval: { stages: [{ from: [finance] }] }`;

let waiting: WaitingWorld;

beforeAll(async () => {
  waiting = await startWaitingWorld();
});
afterAll(() => waiting?.stop());
beforeEach(() => waiting.replacePolicy({ rules: BY_NAME }));

const person = () => waiting.world.slack.as(engineer);
const live = () =>
  makeLive(
    waiting.world,
    { userKind: 'existing', username: 'ledger-sync', roles: [], expires: daysAhead(waiting.world, 5) },
    engineer,
    freshClientId(),
  );
const newest = async () => (await waiting.store.requestsOf(engineer, 1))[0];
const stored = async (request: string) => (await waiting.store.request(request))?.record;

/** Opens a form by a command, sends it with these values, and answers its faults. */
async function send(command: string, values: Record<string, string>) {
  await openedBy(waiting.world, engineer, () => person().command(command));
  const { errors } = await person().submit(values);
  if (person().modal) await person().close();
  return errors;
}

/** Asks for another name, and answers what was filed. */
async function rename(mine: Live, clientName: string): Promise<Filed> {
  expect(await send(`/grant change ${mine.grant}`, { clientName })).toBeUndefined();
  return { ...mine, request: (await newest())?.id ?? '' };
}

test('another client name waits for approval where a rule asks for names, and then leads to that rule', async () => {
  const mine = await live();
  const filed = await rename(mine, 'Close | mine');
  expect(await stored(filed.request)).toMatchObject({ state: 'pending', policy: { rule: 'Everything else' } });
  expect(textOf(await approvalSaying(waiting.world, filed, 'Close | mine'))).toContain('*Client Name*');

  await pressApproval(waiting.world, finance, filed, 'approve');
  await waiting.world.slack.as(admin).press(await taskOf(waiting.world, filed.request), 'grantdesk.task.finish');
  await eventually(async () => (await stored(filed.request))?.state === 'fulfilled', 'the grant to have its new name');
  const purpose = 'Still needed for the close every night.';
  expect(await send(`/grant renew ${mine.grant}`, { expires: daysAhead(waiting.world, 60), purpose })).toBeUndefined();
  expect(await newest()).toMatchObject({ kind: 'renew', policy: { rule: 'Renewals of the close team' } });
});

test('an edit of what waits keeps the name that was asked for', async () => {
  const mine = await live();
  const filed = await rename(mine, 'Close | edited');
  await openedByCard(waiting.world, filed, 'edit');
  const { errors } = await person().submit({ expires: daysAhead(waiting.world, 9) });
  expect(errors).toBeUndefined();
  expect(await stored(filed.request)).toMatchObject({
    ...{ revision: 2, state: 'pending' },
    terms: { clientName: 'Close | edited', expires: daysAhead(waiting.world, 9) },
  });
});

test('a replacement takes no other name either, but for its number', async () => {
  const mine = await live();
  const values = { expires: daysAhead(waiting.world, 60), purpose: 'Moves the export without a stop.' };
  const errors = await send(`/grant replace ${mine.grant}`, { ...values, clientName: 'Close | second' });
  expect(errors).toEqual({ clientName: expect.stringContaining(`write “${mine.clientName} (2)”`) });
  expect(await send(`/grant replace ${mine.grant}`, { ...values, clientName: `${mine.clientName} (2)` })).toBe(
    undefined,
  );
  expect(await newest()).toMatchObject({ replaces: mine.grant, policy: { rule: 'Everything else' } });
});

test('another client name is done at once where no rule asks for names', async () => {
  await waiting.replacePolicy({});
  const { request } = await rename(await live(), 'Anything | else');
  expect(await stored(request)).toMatchObject({ approvals: [], opened: false });
  expect((await stored(request))?.state).not.toBe('pending');
});
