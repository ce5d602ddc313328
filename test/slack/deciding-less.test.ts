import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { day } from '../../src/slack/views/text.ts';
import type { Store } from '../../src/store/store.ts';
import {
  approvalSaying,
  cardSaying,
  modalText,
  openedByApproval,
  openedByCard,
  postSaying,
  pressAndHear,
  pressApproval,
  standsIn,
  told,
} from '../support/deciding.ts';
import {
  approvalOf,
  daysAhead,
  type Filed,
  fieldsOf,
  fileRequest,
  labelsOf,
  makeLive,
  openedBy,
  startStoredWorld,
  textOf,
} from '../support/journey.ts';
import { submitPast } from './tap.ts';

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 50, pollMs: 10 } }));
});
afterAll(() => stop?.());

const stored = async ({ request }: Pick<Filed, 'request'>) => (await store.request(request))?.record;
const admin = () => world.slack.as(PEOPLE.admin);
const lessOf = (filed: Filed, by: string = PEOPLE.admin) => openedByApproval(world, by, filed, 'approve-less');
const WIDE = { scopes: ['Spreadsheets (Read)', 'Documents (Read)'], ipRestrictions: '203.0.113.0/24' };

describe('Approve with less', () => {
  test('opens with all that was asked for, and says the latest day', async () => {
    const expires = daysAhead(world, 60);
    const filed = await fileRequest(world, { ...WIDE, expires });
    const modal = await lessOf(filed);
    expect(fieldsOf(modal)).toEqual(['scopes', 'expires', 'ipRestrictions']);
    expect(standsIn(modal, 'scopes')).toEqual(WIDE.scopes);
    expect(standsIn(modal, 'expires')).toBe(expires);
    expect(standsIn(modal, 'ipRestrictions')).toBe('203.0.113.0/24');
    expect(JSON.stringify(modal.view)).toContain('was asked for: that day or an earlier one');
    await admin().close();
  });

  test('gives less: message, card, post and stored terms all say the difference', async () => {
    const [asked, chosen] = [daysAhead(world, 60), daysAhead(world, 20)];
    const filed = await fileRequest(world, { ...WIDE, expires: asked });
    await lessOf(filed);
    const { errors } = await admin().submit({
      scopes: ['Spreadsheets (Read)'],
      expires: chosen,
      ipRestrictions: '203.0.113.7',
    });
    expect(errors).toBeUndefined();

    const lines = [
      '*Scopes*: without Documents (Read)',
      `*Expires*: ${day(asked)} → ${day(chosen)}`,
      '*IP Restrictions*: 203.0.113.0/24 → 203.0.113.7',
    ];
    const message = textOf(await approvalSaying(world, filed, '*Approved*'));
    const card = textOf(await cardSaying(world, filed, 'Less than was asked for'));
    const post = textOf(
      await postSaying(world, { person: filed.by }, `<@${PEOPLE.admin}> approved less of ${filed.request}`),
    );
    for (const line of lines) for (const text of [message, card, post]) expect(text).toContain(line);
    expect(await stored(filed)).toMatchObject({
      terms: { scopes: ['Spreadsheets (Read)'], expires: chosen, ipRestrictions: ['203.0.113.7'] },
      asked: { scopes: WIDE.scopes, expires: asked, ipRestrictions: ['203.0.113.0/24'] },
    });
    const given = (await store.audit.read(1, 10_000)).find(
      ({ action, subjects }) => action === 'request.approval_given' && subjects.includes(filed.request),
    );
    expect(given?.detail.less).toEqual([
      `Expires: ${asked} → ${chosen}`,
      'Scopes: Spreadsheets (Read), Documents (Read) → Spreadsheets (Read)',
      'IP Restrictions: 203.0.113.0/24 → 203.0.113.7',
    ]);
  });

  test('lets the next stage see what is left, and take away more of it only', async () => {
    const filed = await fileRequest(world, { scopes: ['Documents (Write)', 'Spreadsheets (Write)'] });
    await lessOf(filed, PEOPLE.finance);
    await world.slack.as(PEOPLE.finance).submit({ scopes: ['Documents (Write)'] });
    const second = await approvalSaying(world, filed, '(stage 2 of 2)');
    expect(textOf(second)).toContain('*Scopes*: without Spreadsheets (Write)');
    const modal = await lessOf(filed);
    expect(standsIn(modal, 'scopes')).toEqual(['Documents (Write)']);
    const expires = daysAhead(world, 10);
    expect((await admin().submit({ expires })).errors).toBeUndefined();
    await approvalSaying(world, filed, '*Approved*');
    expect((await stored(filed))?.terms).toMatchObject({ scopes: ['Documents (Write)'], expires });
  });

  test('is told in a post of its own when it is given again after an edit', async () => {
    const filed = await fileRequest(world, { scopes: ['Documents (Write)', 'Spreadsheets (Write)'] });
    const finance = world.slack.as(PEOPLE.finance);
    await lessOf(filed, PEOPLE.finance);
    await finance.submit({ scopes: ['Documents (Write)'] });
    const said = `<@${PEOPLE.finance}> approved less of ${filed.request}`;
    const first = await postSaying(world, { person: filed.by }, said);
    expect(textOf(first)).toContain('without Spreadsheets (Write)');
    await approvalSaying(world, filed, '(stage 2 of 2)');

    await openedByCard(world, filed, 'edit');
    await world.slack.as(filed.by).submit({ scopes: ['Documents (Write)', 'Spreadsheets (Write)'] });
    await approvalSaying(world, filed, '(stage 1 of 2)');
    await lessOf(filed, PEOPLE.finance);
    await finance.submit({ scopes: ['Spreadsheets (Write)'] });
    const posts = () => world.slack.directMessages(filed.by).filter((one) => textOf(one).includes(said));
    const second = await world.slack.until(
      () => posts().find((one) => textOf(one).includes('without Documents (Write)')),
      'a post on what is left out now',
    );
    expect(posts().map(({ ts }) => ts)).toEqual([first.ts, second.ts]);
  });

  test('leaves the stages as they were, also where another rule is for what is left', async () => {
    const filed = await fileRequest(world, { scopes: ['Permissions (Write)', 'Spreadsheets (Write)'] });
    await lessOf(filed, PEOPLE.security);
    await world.slack.as(PEOPLE.security).submit({ scopes: ['Spreadsheets (Write)'] });
    await approvalSaying(world, filed, '(stage 2 of 2)');
    await pressApproval(world, PEOPLE.admin, filed, 'approve');
    await approvalSaying(world, filed, '*Approved*');
    const request = await stored(filed);
    expect(request?.stages.map(({ from }) => from)).toEqual([['security'], ['workiva-admins']]);
    expect(request?.stricterSince).toBeUndefined();
  });

  test('may add IP restrictions where none were asked for', async () => {
    const filed = await fileRequest(world, { ipRestrictions: '' });
    await lessOf(filed);
    expect((await admin().submit({ ipRestrictions: '198.51.100.4' })).errors).toBeUndefined();
    await approvalSaying(world, filed, '*IP Restrictions*: None → 198.51.100.4');
    expect((await stored(filed))?.terms.ipRestrictions).toEqual(['198.51.100.4']);
  });

  describe('never gives more than was asked for, whatever is sent', () => {
    let filed: Filed;
    beforeAll(async () => {
      filed = await fileRequest(world, WIDE);
      await lessOf(filed);
    });

    afterAll(() => admin().close());

    const FORGED: [what: string, field: string, value: string | string[] | undefined, says: RegExp][] = [
      ['another scope', 'scopes', [...WIDE.scopes, 'Permissions (Write)'], /^Only scopes that were asked for/],
      ['only another scope', 'scopes', ['Permissions (Write)'], /^Leave at least one scope/],
      ['no scope', 'scopes', [], /^Leave at least one scope/],
      ['a later day', 'expires', '2999-01-01', /was asked for/],
      ['no day', 'expires', undefined, /^Choose the day/],
      ['what is no day', 'expires', '2026-00-xx', /^Choose the day/],
      ['a day that has begun', 'expires', '2020-01-01', /has begun or is past/],
      ['no IP restrictions', 'ipRestrictions', '', /let every address in/],
      ['wider IP restrictions', 'ipRestrictions', '203.0.112.0/23', /more than was asked for/],
      ['other IP restrictions', 'ipRestrictions', '203.0.113.7, 198.51.100.1', /^198.51.100.1 is more/],
      ['what is no address', 'ipRestrictions', 'everywhere', /is not an IP address/],
    ];
    test.each(FORGED)('%s is a fault at its field', async (_what, field, value, says) => {
      const { errors } = await submitPast(world, PEOPLE.admin, { [field]: value });
      expect(errors).toEqual({ [field]: expect.stringMatching(says) });
      expect(await stored(filed)).toMatchObject({ state: 'pending', approvals: [] });
    });

    test('and all of it is no less', async () => {
      expect((await submitPast(world, PEOPLE.admin, {})).errors).toEqual({
        scopes: expect.stringMatching(/^Nothing is less than what was asked/),
      });
    });
  });

  test('of a renewal is an earlier day, because nothing else of it changes in Workiva', async () => {
    const live = await makeLive(world);
    const person = world.slack.as(live.by);
    await openedBy(world, live.by, () => person.command(`/grant renew ${live.grant}`));
    expect((await person.submit({ expires: daysAhead(world, 200) })).errors).toBeUndefined();
    const filed = { ...live, request: (await store.grant(live.grant))?.record.renewal ?? '' };
    const modal = await lessOf(filed);
    expect(fieldsOf(modal)).toEqual(['expires']);
    expect((await submitPast(world, PEOPLE.admin, {})).errors).toEqual({
      expires: expect.stringMatching(/^Nothing is less/),
    });
    expect((await submitPast(world, PEOPLE.admin, { expires: daysAhead(world, 30) })).errors).toEqual({
      expires: expect.stringMatching(/lasts until .* already/),
    });
    const expires = daysAhead(world, 100);
    expect((await admin().submit({ expires })).errors).toBeUndefined();
    await approvalSaying(world, filed, '*Approved*');
    expect((await stored(filed))?.terms).toMatchObject({ scopes: ['Spreadsheets (Read)'], expires });
  });

  test('is refused to the requester before anything opens', async () => {
    const filed = await fileRequest(world, WIDE, PEOPLE.admin);
    const no = await pressAndHear(world, PEOPLE.admin, filed, 'approve-less', 'your own request');
    expect(no).toContain('Somebody else');
  });
});

test('two presses at two processes at the same moment give one winner, and the loser is told who won', async () => {
  const other = await world.startAnother();
  const filed = await fileRequest(world);
  const message = await approvalOf(world, filed.request);
  await openedByApproval(world, PEOPLE.secondAdmin, filed, 'approve-less');
  const here = world.slack.as(PEOPLE.admin).press(message, 'grantdesk.request.approve');
  world.slack.connect(`http://127.0.0.1:${other.port}/slack/events`);
  try {
    await Promise.all([here, world.slack.as(PEOPLE.secondAdmin).submit({ expires: daysAhead(world, 9) })]);
    const decided = await approvalSaying(world, filed, '*Approved*');
    expect(labelsOf(decided)).toEqual(['Why?']);
    const { approvals = [] } = (await stored(filed)) ?? {};
    expect(approvals).toHaveLength(1);
    const won = `${filed.request} is already approved by <@${approvals[0]?.by}>. Nothing was changed.`;
    if (approvals[0]?.by === PEOPLE.admin) expect(modalText(world, PEOPLE.secondAdmin)).toContain(won);
    else expect(await told(world, PEOPLE.admin, filed, 'already')).toBe(won);
  } finally {
    world.slack.connect(`http://127.0.0.1:${world.grantdesk.port}/slack/events`);
    await other.stop();
  }
});

test('an approval that arrives after a withdrawal changes nothing', async () => {
  const filed = await fileRequest(world);
  await lessOf(filed);
  await world.slack.as(filed.by).press(await cardSaying(world, filed, 'needed from'), 'grantdesk.request.withdraw');
  await approvalSaying(world, filed, 'Withdrawn');
  await admin().submit({ expires: daysAhead(world, 5) });
  expect(modalText(world, PEOPLE.admin)).toContain(`${filed.request} is already withdrawn by <@${filed.by}>`);
  expect(await stored(filed)).toMatchObject({ state: 'withdrawn', approvals: [] });
});
