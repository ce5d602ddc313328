import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PEOPLE } from '../../src/playground/seed.ts';
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
  standsIn,
} from '../support/deciding.ts';
import {
  cardOf,
  chooseInForm,
  daysAhead,
  type Filed,
  fieldsOf,
  fileRequest,
  labelsOf,
  makeLive,
  openedBy,
  startStoredWorld,
} from '../support/journey.ts';

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 50, pollMs: 10 } }));
});
afterAll(() => stop?.());

const stored = async ({ request }: Pick<Filed, 'request'>) => (await store.request(request))?.record;
const REASON = 'Leave out the write scope: it is not used.';
const ASKED = {
  scopes: ['Spreadsheets (Read)', 'Spreadsheets (Write)'],
  roles: ['Creator'],
  urgency: 'Audit is today.',
};

async function deny(filed: Filed, by: string = PEOPLE.finance): Promise<void> {
  await openedByApproval(world, by, filed, 'deny');
  expect((await world.slack.as(by).submit({ reason: REASON })).errors).toBeUndefined();
  await approvalSaying(world, filed, 'Denied');
  await cardSaying(world, filed, 'gave this reason');
}

/** The request that somebody's newest card is about. */
const newestOf = async (filed: Filed) => (await store.requestsOf(filed.by, 1))[0]?.id ?? '';

describe('Ask again', () => {
  test('opens the form filled in, says why it was denied, and files a new request', async () => {
    const filed = await fileRequest(world, ASKED);
    await deny(filed);
    const post = await postSaying(world, { person: filed.by }, `${filed.request} was denied by <@${PEOPLE.finance}>:`);
    expect(labelsOf(post)).toEqual(['Ask again']);
    const form = await opened(world, filed.by, post, 'ask-again');
    expect(modalText(world, filed.by)).toContain(`<@${PEOPLE.finance}> denied ${filed.request}, and gave this reason:`);
    expect(modalText(world, filed.by)).toContain(REASON);
    const { terms } = (await stored(filed)) ?? {};
    expect({
      workspace: standsIn(form, 'workspace'),
      clientName: standsIn(form, 'clientName'),
      username: standsIn(form, 'username'),
      scopes: standsIn(form, 'scopes'),
      roles: standsIn(form, 'roles'),
      expires: standsIn(form, 'expires'),
      ipRestrictions: standsIn(form, 'ipRestrictions'),
      purpose: standsIn(form, 'purpose'),
      owner: standsIn(form, 'owner'),
      urgency: standsIn(form, 'urgency'),
    }).toEqual({
      workspace: terms?.workspace,
      clientName: filed.clientName,
      username: filed.username,
      scopes: ASKED.scopes,
      roles: ASKED.roles,
      expires: terms?.expires,
      ipRestrictions: '203.0.113.7',
      purpose: terms?.purpose,
      owner: filed.by,
      urgency: ASKED.urgency,
    });

    const { errors } = await world.slack.as(filed.by).submit({ scopes: ['Spreadsheets (Read)'] });
    expect(errors).toBeUndefined();
    const again = await newestOf(filed);
    expect(again).not.toBe(filed.request);
    expect(await stored({ request: again })).toMatchObject({
      state: 'pending',
      terms: { clientName: filed.clientName, scopes: ['Spreadsheets (Read)'] },
      urgency: ASKED.urgency,
    });
  });

  test('keeps its words and what was typed when a choice changes the form', async () => {
    const filed = await fileRequest(world, ASKED);
    await deny(filed);
    await openedByCard(world, filed, 'ask-again');
    world.slack.as(filed.by).fill({ purpose: 'Something new' });
    await chooseInForm(world, 'userKind', 'existing');
    const { modal } = world.slack.as(filed.by);
    expect(modal && fieldsOf(modal)).not.toContain('givenName');
    expect(modalText(world, filed.by)).toContain(REASON);
    expect(modal && standsIn(modal, 'purpose')).toBe('Something new');
    expect(modal && standsIn(modal, 'username')).toBe(filed.username);
    await world.slack.as(filed.by).close();
  });

  test('of a renewal opens the renewal form, with the day and the reason that were asked for', async () => {
    const live = await makeLive(world);
    const person = world.slack.as(live.by);
    await openedBy(world, live.by, () => person.command(`/grant renew ${live.grant}`));
    const [day, earlier] = [daysAhead(world, 200), daysAhead(world, 90)];
    expect((await person.submit({ expires: day, purpose: 'Still needed for the close.' })).errors).toBeUndefined();
    const renewal = { ...live, request: await newestOf(live) };
    await deny(renewal, PEOPLE.admin);
    const form = await openedByCard(world, renewal, 'ask-again');
    expect(form.view).toMatchObject({ title: { text: `Renew ${live.grant}` } });
    expect([standsIn(form, 'expires'), standsIn(form, 'purpose')]).toEqual([day, 'Still needed for the close.']);
    expect(modalText(world, live.by)).toContain(REASON);
    expect((await person.submit({ expires: earlier, urgency: 'It ends tonight.' })).errors).toBeUndefined();
    expect(await stored({ request: await newestOf(live) })).toMatchObject({
      kind: 'renew',
      state: 'pending',
      urgency: 'It ends tonight.',
      terms: { expires: earlier },
    });
  });

  test('is offered after a withdrawal too', async () => {
    const filed = await fileRequest(world);
    await press(world, filed.by, await cardOf(world, filed), 'withdraw');
    const card = await cardSaying(world, filed, 'Nothing more happens');
    await opened(world, filed.by, card, 'ask-again');
    expect(modalText(world, filed.by)).toContain(`${filed.request} was withdrawn. The form is filled in`);
    await world.slack.as(filed.by).close();
  });
});
