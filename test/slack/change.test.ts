import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { said as saidIn } from '../support/answers.ts';
import { cardSaying, openedByApproval } from '../support/deciding.ts';
import { eventually } from '../support/faults-world.ts';
import {
  approvalOf,
  approveFully,
  chooseInForm,
  copyableValues,
  daysAhead,
  fieldsOf,
  freshNames,
  handOverOf,
  headerOf,
  type Live,
  labelsOf,
  makeLive,
  openedBy,
  startStoredWorld,
  taskOf,
  textOf,
} from '../support/journey.ts';
import { reasonsFor } from '../support/tasks.ts';
import { submissionOf, submitPast } from './tap.ts';

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 20, pollMs: 5 } }));
});
afterAll(() => stop?.());

const engineer = () => world.slack.as(PEOPLE.engineer);
const admin = () => world.slack.as(PEOPLE.admin);
const grantOf = async ({ grant }: Pick<Live, 'grant'>) => (await store.grant(grant))?.record;
const inWorkiva = ({ clientId }: Live) => world.workiva.grants.find((one) => one.clientId === clientId);

const said = (by: string, command: string) => saidIn(world, by, command);

/** Opens a form for the engineer, by what they do. */
const openForm = (act: () => Promise<unknown>) => openedBy(world, PEOPLE.engineer, act);

const openChange = ({ grant }: Live) => openForm(() => engineer().command(`/grant change ${grant.toLowerCase()}`));

/** Submits the open form, closes what it says, and answers that. */
async function change(values: Record<string, string | readonly string[]>): Promise<string> {
  const { scopes } = values;
  engineer().fill({ ...(Array.isArray(scopes) ? reasonsFor(scopes) : {}), ...values });
  const { errors } = await engineer().submit();
  if (errors) throw new Error(`The form was refused: ${JSON.stringify(errors)}`);
  const notice = JSON.stringify(engineer().modal?.view.blocks ?? []);
  await engineer().close();
  return notice;
}

const direct = (words: string, test: (message: PostedMessage) => boolean = () => true) =>
  world.slack.until(
    () => world.slack.directMessages(PEOPLE.engineer).find((one) => textOf(one).includes(words) && test(one)),
    `a direct message that says "${words}"`,
  );

async function finish(request: string, edit: (task: PostedMessage) => void): Promise<void> {
  const task = await taskOf(world, request);
  edit(task);
  await admin().press(task, 'grantdesk.task.finish');
  await world.slack.until(
    () => world.slack.messages(CHANNELS.admin).some((one) => one.ts === task.ts && labelsOf(one).length === 0),
    `the task of ${request} to be settled`,
  );
}

const numbersIn = (notice: string) => [...notice.matchAll(/REQ-\d+/g)].map(([id]) => id);

describe('the form to change a grant', () => {
  test('opens from the hand-over, filled in with what the grant is; its workspace is said to stay', async () => {
    const mine = await makeLive(world);
    const handOver = await handOverOf(world, mine);
    const form = await openForm(() => engineer().press(handOver, 'grantdesk.grant.change'));
    expect(fieldsOf(form)).toEqual([
      ...['clientName', 'userKind', 'username', 'tasks', 'scopes', 'moreWhy', 'roles', 'expires', 'ipRestrictions'],
      ...['purpose', 'urgency'],
    ]);
    expect(form.values.username?.['grantdesk.username.enter']?.value).toBe(mine.username);
    expect(JSON.stringify(form.view)).toContain('workspace cannot be changed in Workiva');
    expect(JSON.stringify(form.view)).toContain('the secret becomes invalid');
    await engineer().close();
  });

  test('shows each fault at its field, also that nothing is different', async () => {
    const mine = await makeLive(world);
    const other = await makeLive(world);
    await openChange(mine);
    const submit = async (values: Record<string, string | readonly string[]>) =>
      (await submitPast(world, PEOPLE.engineer, values)).errors;
    expect(await submit({})).toEqual({ scopes: expect.stringMatching(/^Nothing is different/) });
    expect(
      await submit({ username: 'Not a name', ipRestrictions: '999.1.1.1', expires: daysAhead(world, 400) }),
    ).toEqual({
      username: expect.stringMatching(/no spaces/),
      ipRestrictions: expect.stringMatching(/not an IP address/),
      expires: expect.stringMatching(/365 days at most/),
    });
    expect(await submit({ clientName: other.clientName })).toEqual({
      clientName: expect.stringContaining(`${other.grant} already has this client name`),
    });
    await engineer().close();
    expect((await grantOf(mine))?.change).toBeUndefined();
  });

  test('asks all that Workiva asks of a new user, and refuses one that is there already', async () => {
    const mine = await makeLive(world, { userKind: 'existing', username: 'ledger-sync' });
    await openChange(mine);
    await chooseInForm(world, 'userKind', 'new');
    const form = engineer().modal;
    expect(form && fieldsOf(form)).toEqual(expect.arrayContaining(['givenName', 'familyName', 'email']));
    engineer().fill({ givenName: 'Ledger', familyName: 'Sync', email: 'ana+ledger@example.com' });
    expect((await engineer().submit()).errors).toEqual({ username: expect.stringMatching(/exists already/) });
    await engineer().close();
  });

  test('is the owner’s alone, and refused while a change is open', async () => {
    const mine = await makeLive(world);
    expect((await said(PEOPLE.newcomer, `/grant change ${mine.grant}`)).text).toBe(
      `Only its owner, <@${PEOPLE.engineer}>, can change ${mine.grant}.`,
    );
    await openChange(mine);
    const [request] = numbersIn(await change({ expires: daysAhead(world, 90) }));
    expect((await said(PEOPLE.engineer, `/grant change ${mine.grant}`)).text).toContain(
      `${request} already asks to change ${mine.grant}`,
    );
  });
});

describe('a change', () => {
  test('that narrows is done at once: an admin is told exactly what to change, and no approver is asked', async () => {
    const mine = await makeLive(world, { ipRestrictions: '203.0.113.7, 198.51.100.1' });
    await openChange(mine);
    const expires = daysAhead(world, 30);
    const notice = await change({ expires, ipRestrictions: '203.0.113.7' });
    expect(notice).toContain('Done at once');
    const [request = ''] = numbersIn(notice);
    await finish(request, (task) => {
      expect(headerOf(task)).toBe(`${request} · Change Expires and IP Restrictions`);
      expect(copyableValues(task)).toEqual({
        'Client ID': mine.clientId,
        'Client Name': mine.clientName,
        Workspace: 'Finance Close',
        'Expires (new)': expires,
        'IP Restrictions (new)': '203.0.113.7',
      });
      world.workiva.screens.editGrant(WORKIVA_ADMIN, mine.clientId, { expires, ipRestrictions: '203.0.113.7' });
    });
    await direct(`${mine.grant} is changed. Its secret stays the same`);
    expect(await grantOf(mine)).toMatchObject({ state: 'active', terms: { expires, ipRestrictions: ['203.0.113.7'] } });
    expect((await grantOf(mine))?.narrowing).toBeUndefined();
    expect(world.slack.messages(CHANNELS.requests).filter((one) => textOf(one).includes(request))).toEqual([]);
  });

  test('that widens goes to the approvers, who see from what to what', async () => {
    const mine = await makeLive(world);
    await openChange(mine);
    const notice = await change({ scopes: ['Spreadsheets (Read)', 'Documents (Read)'] });
    expect(notice).toContain('Waits for approval');
    const [request = ''] = numbersIn(notice);
    const approval = textOf(await approvalOf(world, request));
    expect(approval).toContain(`asks to change ${mine.grant}`);
    expect(approval).toMatch(/\*Scopes\*: Spreadsheets \(Read\) → .*Documents \(Read\)/);
    expect(approval).not.toContain('to be created');
    await approveFully(world, { request });
    await finish(request, (task) => expect(copyableValues(task)['Scopes (new)']).toContain('Documents (Read)'));
    await direct(`${mine.grant} is changed`);
    expect((await grantOf(mine))?.terms.scopes.toSorted()).toEqual(['Documents (Read)', 'Spreadsheets (Read)']);
  });

  test('that does both is split: the narrowing does not wait, and neither undoes the other', async () => {
    const mine = await makeLive(world, { scopes: ['Spreadsheets (Read)', 'Documents (Read)'], roles: ['Viewer'] });
    const expires = daysAhead(world, 120);
    await openChange(mine);
    const notice = await change({
      scopes: ['Spreadsheets (Read)'],
      expires,
      roles: ['Creator'],
      purpose: 'Copies the sheets, and writes back a checksum.',
    });
    const [narrowing = '', widening = ''] = numbersIn(notice);
    expect((await store.request(narrowing))?.record).toMatchObject({ kind: 'change', stages: [], opened: false });
    expect((await store.request(widening))?.record.state).toBe('pending');
    await approveFully(world, { request: widening });
    await finish(widening, () => undefined);
    await finish(narrowing, () => undefined);
    const changed = await eventually(async () => {
      const grant = await grantOf(mine);
      return grant?.narrowing === undefined && grant?.change === undefined && grant;
    }, 'both parts to be done');
    expect(changed.terms).toMatchObject({
      scopes: ['Spreadsheets (Read)'],
      expires,
      roles: ['Creator'],
      purpose: 'Copies the sheets, and writes back a checksum.',
    });
    expect(world.workiva.rolesOf(mine.username, 'Finance Close')).toEqual(['Creator']);
  });

  test('of roles alone needs no admin: they are taken through the API', async () => {
    const mine = await makeLive(world, { roles: ['Viewer', 'Creator'] });
    await openChange(mine);
    const [request = ''] = numbersIn(await change({ roles: ['Viewer'] }));
    await direct(`${mine.grant} is changed`);
    expect((await store.request(request))?.record.state).toBe('fulfilled');
    expect((await grantOf(mine))?.terms.roles).toEqual(['Viewer']);
    expect(world.workiva.rolesOf(mine.username, 'Finance Close')).toEqual(['Viewer']);
  });

  test('of why it is needed alone is noted at once, and nobody has to act', async () => {
    const mine = await makeLive(world);
    const before = (await store.requestsOf(PEOPLE.engineer, 100)).length;
    await openChange(mine);
    expect(await change({ purpose: 'Copies the close checklist every hour.' })).toContain('Nobody has to do anything');
    expect((await grantOf(mine))?.terms.purpose).toBe('Copies the close checklist every hour.');
    expect(await store.requestsOf(PEOPLE.engineer, 100)).toHaveLength(before);
  });

  test('of the username warns the approvers and the admin, and tells the owner to collect the new secret', async () => {
    const mine = await makeLive(world);
    world.workiva.screens.profile(mine.username).regenerate(mine.clientId);
    const first = await handOverOf(world, mine);
    await engineer().press(first, 'grantdesk.grant.collect');
    await direct(':white_check_mark: Collected', ({ ts }) => ts === first.ts);
    await openChange(mine);
    await chooseInForm(world, 'userKind', 'new');
    const { username } = freshNames();
    const asked = { username, givenName: 'Hourly', familyName: 'Export', email: 'ana+hourly@example.com' };
    const [request = ''] = numbersIn(await change(asked));
    expect(textOf(await approvalOf(world, request))).toContain(`the secret of ${mine.grant} becomes invalid`);
    await approveFully(world, { request });
    await finish(request, (task) => {
      expect(textOf(task)).toContain('makes the secret of this grant invalid');
      expect(copyableValues(task)['Workiva Username (new)']).toBe(username);
      world.workiva.screens.editGrant(WORKIVA_ADMIN, mine.clientId, { workivaUsername: username });
    });
    const anew = await direct(username, (one) => headerOf(one) === `${mine.grant} is live` && one.ts !== first.ts);
    expect(labelsOf(anew)).toContain('Collected');
    const stale = await direct('has changed since this was sent', ({ ts }) => ts === first.ts);
    expect(labelsOf(stale)).toEqual([]);
    expect(inWorkiva(mine)?.hasSecret).toBe(false);
    await eventually(
      () => world.workiva.users.find((user) => user.username === mine.username)?.status === 'suspended',
      'the former user to be cleaned up',
    );
  });

  test('delivered twice is one', async () => {
    const mine = await makeLive(world);
    await openChange(mine);
    engineer().fill({ expires: daysAhead(world, 20) });
    const delivery = submissionOf(world, PEOPLE.engineer, {});
    await Promise.all([world.slack.deliver(delivery), world.slack.deliver(delivery)]);
    await world.slack.deliver({ ...delivery, retry: { number: 1, reason: 'http_timeout' } });
    const asked = (await store.requestsOf(PEOPLE.engineer, 100)).filter(
      ({ grant, kind }) => grant === mine.grant && kind === 'change',
    );
    expect(asked).toHaveLength(1);
    await engineer().close();
  });
});

describe('a change that waits', () => {
  test('can be approved with less, but never with less than the grant has', async () => {
    const mine = await makeLive(world);
    await openChange(mine);
    const scopes = ['Spreadsheets (Read)', 'Documents (Read)', 'Tasks (Read)'];
    const [request = ''] = numbersIn(await change({ scopes }));
    const asked = (await store.request(request))?.record.terms.scopes ?? [];
    const modal = await openedByApproval(world, PEOPLE.admin, { request, by: PEOPLE.engineer }, 'approve-less');
    expect(fieldsOf(modal)).toEqual(['scopes']);
    const less = (kept: readonly string[]) => submitPast(world, PEOPLE.admin, { scopes: kept });
    expect((await less(asked.slice(1).filter((one) => one !== 'Spreadsheets (Read)'))).errors).toEqual({
      scopes: expect.stringContaining('Spreadsheets (Read) is what the grant has already'),
    });
    expect((await less(['Spreadsheets (Read)'])).errors).toEqual({
      scopes: expect.stringContaining('Nothing of the change would be left'),
    });
    expect((await less(asked.filter((one) => one !== 'Tasks (Read)'))).errors).toBeUndefined();
    await admin().close();
    expect((await store.request(request))?.record.terms.scopes).not.toContain('Tasks (Read)');
  });

  test('can be edited, and asked for again once it was withdrawn', async () => {
    const mine = await makeLive(world);
    await openChange(mine);
    const [request = ''] = numbersIn(await change({ expires: daysAhead(world, 100) }));
    const form = await openForm(() => engineer().command(`/grant edit ${request}`));
    expect(form.view).toMatchObject({ title: { text: `Edit ${request}` } });
    expect(fieldsOf(form)).not.toContain('clientName');
    const expires = daysAhead(world, 110);
    expect((await engineer().submit({ expires })).errors).toBeUndefined();
    expect((await store.request(request))?.record).toMatchObject({ revision: 2, terms: { expires } });

    const about = { request, by: PEOPLE.engineer };
    await engineer().press(await cardSaying(world, about, '1 approval is needed'), 'grantdesk.request.withdraw');
    const ended = await cardSaying(world, about, 'Nothing more happens');
    expect((await grantOf(mine))?.change).toBeUndefined();
    const again = await openForm(() => engineer().press(ended, 'grantdesk.request.ask-again'));
    expect(again.view).toMatchObject({ title: { text: `Change ${mine.grant}` } });
    expect(again.values.expires?.['grantdesk.expires.choose']?.selected_date).toBe(expires);
    await engineer().close();
  });
});
