import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
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
  pressApproval,
  standsIn,
  told,
} from '../support/deciding.ts';
import {
  approvalOf,
  cardOf,
  chooseInForm,
  daysAhead,
  type Filed,
  fieldsOf,
  filedAs,
  fileRequest,
  labelsOf,
  makeLive,
  startStoredWorld,
  textOf,
} from '../support/journey.ts';
import { forged, tapDeliveries } from './tap.ts';

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
    await person.command(`/grant renew ${live.grant}`);
    await world.slack.until(() => person.modal, 'the renewal form');
    const day = daysAhead(world, 200);
    expect((await person.submit({ expires: day, purpose: 'Still needed for the close.' })).errors).toBeUndefined();
    const renewal = { ...live, request: await newestOf(live) };
    await deny(renewal, PEOPLE.admin);
    const form = await openedByCard(world, renewal, 'ask-again');
    expect(form.view).toMatchObject({ title: { text: `Renew ${live.grant}` } });
    expect([standsIn(form, 'expires'), standsIn(form, 'purpose')]).toEqual([day, 'Still needed for the close.']);
    expect(modalText(world, live.by)).toContain(REASON);
    expect(
      (await person.submit({ expires: daysAhead(world, 90), urgency: 'It ends tonight.' })).errors,
    ).toBeUndefined();
    expect(await stored({ request: await newestOf(live) })).toMatchObject({
      kind: 'renew',
      state: 'pending',
      urgency: 'It ends tonight.',
      terms: { expires: daysAhead(world, 90) },
    });
  });

  test('is offered after a withdrawal too', async () => {
    const filed = await fileRequest(world);
    await press(world, filed.by, await cardOf(world, filed), 'withdraw');
    const card = await cardSaying(world, filed, 'Nothing more happens');
    await opened(world, filed.by, card, 'ask-again');
    expect(modalText(world, filed.by)).toContain(`${filed.request} is withdrawn. The form is filled in`);
    await world.slack.as(filed.by).close();
  });
});

describe('Edit', () => {
  test('opens the form filled in, and routes what was changed from the start', async () => {
    const filed = await fileRequest(world, { scopes: ['Spreadsheets (Write)'] });
    await pressApproval(world, PEOPLE.finance, filed, 'approve');
    await approvalSaying(world, filed, '(stage 2 of 2)');
    const form = await openedByCard(world, filed, 'edit');
    expect(form.view).toMatchObject({ title: { text: `Edit ${filed.request}` } });
    expect(modalText(world, filed.by)).toContain(`*Approvals given so far no longer count*: <@${PEOPLE.finance}>.`);
    await chooseInForm(world, 'userKind', 'existing');
    expect(world.slack.as(filed.by).modal?.view).toMatchObject({ title: { text: `Edit ${filed.request}` } });
    await chooseInForm(world, 'userKind', 'new');
    const { errors } = await world.slack.as(filed.by).submit({
      scopes: ['Documents (Write)'],
      givenName: 'Nightly',
      familyName: 'Export',
      email: 'ana+export@example.com',
      urgency: 'The close is tomorrow.',
    });
    expect(errors).toBeUndefined();

    const message = await approvalSaying(world, filed, '(stage 1 of 2)');
    expect(textOf(message)).toMatch(
      new RegExp(`\\*Changed\\* <!date\\^.*Approvals of <@${PEOPLE.finance}> no longer count\\.`),
    );
    expect(textOf(message)).toContain(':zap: *Urgent:*\nThe close is tomorrow.');
    expect(textOf(message)).not.toContain('Approved by');
    await postSaying(world, { channel: CHANNELS.requests }, `<@${filed.by}> has changed ${filed.request}.`);
    expect(await stored(filed)).toMatchObject({
      state: 'pending',
      revision: 2,
      approvals: [],
      terms: { scopes: ['Documents (Write)'], clientName: filed.clientName },
    });
  });

  test('makes the buttons that were seen before it worthless', async () => {
    const filed = await fileRequest(world);
    const tap = await tapDeliveries(world);
    try {
      await openedByApproval(world, PEOPLE.admin, filed, 'approve-less');
      const seen = tap.last();
      await openedByCard(world, filed, 'edit');
      await world.slack.as(filed.by).submit({ purpose: 'Something else altogether.' });
      await approvalSaying(world, filed, 'Something else altogether.');

      const stale = `${filed.request} was changed by its requester since. Read it again, then decide.`;
      await world.slack.as(PEOPLE.admin).submit({ expires: daysAhead(world, 9) });
      expect(modalText(world, PEOPLE.admin)).toContain(stale);
      await world.slack.as(PEOPLE.admin).close();
      const approves = forged(seen, ({ actions }) => {
        Object.assign((actions as object[])[0] ?? {}, { action_id: 'grantdesk.request.approve' });
      });
      await world.slack.deliver(approves);
      expect(await told(world, PEOPLE.admin, filed, 'was changed')).toBe(stale);
      expect(await stored(filed)).toMatchObject({ state: 'pending', approvals: [] });
    } finally {
      await tap.stop();
      world.slack.connect(`http://127.0.0.1:${world.grantdesk.port}/slack/events`);
    }
    await pressApproval(world, PEOPLE.admin, filed, 'approve');
    await approvalSaying(world, filed, '*Approved*');
  });

  test('shows every fault at its field, and changes nothing then', async () => {
    const filed = await fileRequest(world);
    const other = await fileRequest(world);
    await openedByCard(world, filed, 'edit');
    const { errors } = await world.slack
      .as(filed.by)
      .submit({ clientName: other.clientName, expires: daysAhead(world, -1) });
    expect(errors).toEqual({
      clientName: expect.stringContaining(`${other.request} already asks for this client name`),
      expires: expect.stringMatching(/has begun or is past/),
    });
    await world.slack.as(filed.by).close();
    expect((await stored(filed))?.revision).toBe(1);
  });

  test('comes too late once the request is decided', async () => {
    const filed = await fileRequest(world);
    await openedByCard(world, filed, 'edit');
    await pressApproval(world, PEOPLE.admin, filed, 'approve');
    await approvalSaying(world, filed, '*Approved*');
    await world.slack.as(filed.by).submit({ purpose: 'Too late.' });
    expect(modalText(world, filed.by)).toContain('so it cannot be edited any more');
    await world.slack.as(filed.by).close();
    expect((await stored(filed))?.terms.purpose).not.toBe('Too late.');
  });

  test('of a renewal opens the renewal form', async () => {
    const live = await makeLive(world);
    const person = world.slack.as(live.by);
    await person.command(`/grant renew ${live.grant}`);
    await world.slack.until(() => person.modal, 'the renewal form');
    await person.submit({ expires: daysAhead(world, 200) });
    const renewal = { ...live, request: await newestOf(live) };
    const form = await openedByCard(world, renewal, 'edit');
    expect(form.view).toMatchObject({ title: { text: `Edit ${renewal.request}` } });
    expect([fieldsOf(form), standsIn(form, 'expires')]).toEqual([
      ['expires', 'purpose', 'urgency'],
      daysAhead(world, 200),
    ]);
    expect((await person.submit({ expires: daysAhead(world, 120) })).errors).toBeUndefined();
    expect(await stored(renewal)).toMatchObject({ revision: 2, terms: { expires: daysAhead(world, 120) } });
  });
});

describe('the form', () => {
  test('asks another owner first, and the approvers only once that person has accepted', async () => {
    const filed = await fileRequest(world, { owner: PEOPLE.newcomer });
    expect(await stored(filed)).toMatchObject({ state: 'awaiting_owner', owner: PEOPLE.newcomer, opened: false });
    expect(labelsOf(await cardOf(world, filed))).toEqual(['Edit', 'Withdraw', 'Why?']);
    expect(world.slack.messages(CHANNELS.requests).some(({ text }) => text.startsWith(`${filed.request}:`))).toBe(
      false,
    );
  });

  test('edited to another owner after it was announced says on the approvers’ message whom it waits for', async () => {
    const filed = await fileRequest(world);
    await openedByCard(world, filed, 'edit');
    expect((await world.slack.as(filed.by).submit({ owner: PEOPLE.newcomer })).errors).toBeUndefined();
    const message = await approvalSaying(world, filed, `*Waiting for <@${PEOPLE.newcomer}>* to accept`);
    expect(labelsOf(message)).toEqual(['Why?']);
    expect((await approvalOf(world, filed.request)).ts).toBe(message.ts);
  });

  test('takes why a request is urgent, and shows it at the top', async () => {
    const filed = await fileRequest(world, { urgency: 'The *board* meets at noon.' });
    const message = await approvalSaying(world, filed, ':zap: *Urgent:*');
    expect(message.blocks[2]).toMatchObject({ text: { type: 'plain_text', text: 'The *board* meets at noon.' } });
    expect(message.text).toContain('It is urgent.');
  });
});

describe('a break-glass request', () => {
  const EMERGENCY = 'The close is stuck and nobody answers.';

  /** Opens the form, types all of it, and answers the faults. */
  async function breakGlass(changes: Record<string, string> = {}) {
    const person = world.slack.as(PEOPLE.engineer);
    await person.command('/grant break-glass');
    const form = await world.slack.until(() => person.modal, 'the break-glass form');
    await chooseInForm(world, 'workspace', 'Finance Close');
    const name = `rescue-${Object.keys(changes).length}-${world.clock.now().getTime()}`;
    const { errors } = await person.submit({
      clientName: name,
      username: name,
      givenName: 'Rescue',
      familyName: 'Export',
      email: 'ana+rescue@example.com',
      scopes: ['Spreadsheets (Read)'],
      purpose: 'Looks at what is stuck.',
      urgency: EMERGENCY,
      ...changes,
    });
    return { form, errors, name };
  }

  test('is asked for in a form of its own, which a choice does not turn into another', async () => {
    const { form, errors } = await breakGlass({ expires: daysAhead(world, 30) });
    expect(form.view).toMatchObject({ title: { text: 'Break glass' } });
    expect(fieldsOf(form)).not.toContain('owner');
    expect(fieldsOf(form)).not.toContain('userKind');
    expect(standsIn(form, 'expires')).toBe(daysAhead(world, 2));
    expect(world.slack.as(PEOPLE.engineer).modal?.view).toMatchObject({ title: { text: 'Break glass' } });
    expect(errors).toEqual({ expires: expect.stringMatching(/lives 2 days at most/) });
    await world.slack.as(PEOPLE.engineer).close();
  });

  test('starts at once; the approvers’ message says so and can still be denied', async () => {
    const { errors, name } = await breakGlass();
    expect(errors).toBeUndefined();
    const filed = await filedAs(world, name, name, PEOPLE.engineer);
    const message = await approvalSaying(
      world,
      filed,
      'It is carried out already. Approve it after the fact by <!date',
    );
    expect(textOf(message)).toContain(EMERGENCY);
    expect(labelsOf(message)).toEqual(['Approve', 'Deny', 'Ask', 'Why?']);
    expect(['approved', 'provisioning', 'awaiting_admin']).toContain((await stored(filed))?.state);

    await openedByApproval(world, PEOPLE.admin, filed, 'deny');
    await world.slack.as(PEOPLE.admin).submit({ reason: REASON });
    const denied = await approvalSaying(world, filed, `Denied* after the fact by <@${PEOPLE.admin}>`);
    expect(textOf(denied)).toContain(REASON);
    expect(labelsOf(denied)).toEqual([]);
    const post = await postSaying(world, { person: filed.by }, `${filed.request} was denied by <@${PEOPLE.admin}>:`);
    expect([textOf(post), labelsOf(post)]).toEqual([expect.stringContaining(REASON), ['Ask again']]);
  });
});
