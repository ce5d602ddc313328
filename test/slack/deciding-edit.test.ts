import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import {
  approvalSaying,
  modalText,
  openedByApproval,
  openedByCard,
  postSaying,
  pressApproval,
  standsIn,
  told,
} from '../support/deciding.ts';
import {
  chooseInForm,
  daysAhead,
  type Filed,
  fieldsOf,
  fileRequest,
  makeLive,
  openedBy,
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

/** The request that somebody's newest card is about. */
const newestOf = async (filed: Filed) => (await store.requestsOf(filed.by, 1))[0]?.id ?? '';

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
      tasks: ['Write documents'],
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
    await openedBy(world, live.by, () => person.command(`/grant renew ${live.grant}`));
    const [expires, earlier] = [daysAhead(world, 200), daysAhead(world, 120)];
    await person.submit({ expires });
    const renewal = { ...live, request: await newestOf(live) };
    const form = await openedByCard(world, renewal, 'edit');
    expect(form.view).toMatchObject({ title: { text: `Edit ${renewal.request}` } });
    expect([fieldsOf(form), standsIn(form, 'expires')]).toEqual([['expires', 'purpose', 'urgency'], expires]);
    expect((await person.submit({ expires: earlier })).errors).toBeUndefined();
    expect(await stored(renewal)).toMatchObject({ revision: 2, terms: { expires: earlier } });
  });
});
