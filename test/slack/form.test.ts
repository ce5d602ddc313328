import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { InputBlock } from '@slack/types';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';

import {
  cardOf,
  chooseInForm,
  daysAhead,
  filedAs,
  fileRequest,
  fillForm,
  freshNames,
  makeLive,
  openedBy,
  openForm,
  startStoredWorld,
  wish,
} from '../support/journey.ts';
import { answered, submissionOf, submitPast } from './tap.ts';

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 50, pollMs: 10 } }));
});
afterAll(() => stop?.());

const engineer = () => world.slack.as(PEOPLE.engineer);
const inputs = (): InputBlock[] =>
  (engineer().modal?.view.blocks ?? []).filter((block): block is InputBlock => block.type === 'input');
const labels = () => inputs().map(({ label }) => label.text);
const inputNamed = (name: string) => inputs().find(({ block_id }) => block_id === name);

const EVERY_FIELD = [
  'What is the integration to do?',
  'Workspace',
  'Client Name',
  'Integration user',
  'Workiva Username',
  'Given name',
  'Family name',
  'Email',
  'Scopes',
  'Why more than the tasks need',
  'Roles in the workspace',
  'Expires',
  'IP Restrictions',
  'Why it is needed',
  'Owner',
  'Urgent? Say why',
];

describe('the form', () => {
  test('/grant opens it with every field', async () => {
    await openForm(world);
    expect(labels()).toEqual(EVERY_FIELD);
    expect(engineer().modal?.values.expires?.['grantdesk.expires.choose']?.selected_date).toBe(daysAhead(world, 90));
  });

  test('the shortcut opens the same form', async () => {
    await openedBy(world, PEOPLE.engineer, () => engineer().globalShortcut('grantdesk.request.open'));
    expect(labels()).toEqual(EVERY_FIELD);
  });

  test('offers the scopes, workspaces and roles of the policy, with a remark at what is of high risk', async () => {
    await openForm(world);
    const options = (name: string) => {
      const element = inputNamed(name)?.element;
      return element && 'options' in element ? (element.options ?? []) : [];
    };
    expect(options('workspace').map(({ value }) => value)).toEqual(['Finance Close', 'Sandbox']);
    expect(options('roles').map(({ value }) => value)).toContain('Workspace Owner');
    expect(options('scopes').find(({ value }) => value === 'Spreadsheets (Read)')).not.toHaveProperty('description');
    expect(options('scopes').find(({ value }) => value === 'Permissions (Write)')).toHaveProperty(
      'description.text',
      'High risk',
    );
  });

  test('choosing an existing user hides the three fields of a new one, and keeps what was typed', async () => {
    await openForm(world);
    engineer().fill({ username: 'ledger-sync', purpose: 'Half a sentence', scopes: ['Documents (Read)'] });
    await chooseInForm(world, 'userKind', 'existing');

    const { modal } = engineer();
    expect(labels()).toEqual(EVERY_FIELD.filter((label) => !['Given name', 'Family name', 'Email'].includes(label)));
    expect(modal?.values.username).toEqual({
      'grantdesk.username.enter': expect.objectContaining({ value: 'ledger-sync' }),
    });
    expect(modal?.values.purpose).toEqual({
      'grantdesk.purpose.enter': expect.objectContaining({ value: 'Half a sentence' }),
    });
    expect(modal?.values.scopes?.['grantdesk.scopes.choose']?.selected_options).toHaveLength(1);

    await chooseInForm(world, 'userKind', 'new');
    expect(labels()).toEqual(EVERY_FIELD);
    expect(engineer().modal?.values.purpose).toEqual(modal?.values.purpose);
  });

  test('choosing a workspace changes what the client name is suggested as', async () => {
    const suggestion = () => {
      const input = inputNamed('clientName');
      return input && 'placeholder' in input.element ? [input.element.placeholder?.text, input.hint?.text] : [];
    };
    await openForm(world);
    expect(suggestion()).toEqual(['Finance Close | nightly export', expect.stringContaining('Finance Close |')]);
    await chooseInForm(world, 'workspace', 'Sandbox');
    expect(suggestion()).toEqual(['Sandbox | nightly export', expect.stringContaining('Sandbox |')]);
  });

  test('follows the kind of user even when the workspace was chosen at the same moment', async () => {
    await openForm(world);
    await Promise.all([engineer().choose('workspace', 'Sandbox'), engineer().choose('userKind', 'existing')]);
    await world.slack.until(() => !inputNamed('givenName'), 'the fields of a new user to go');
    expect(engineer().modal?.values.workspace?.['grantdesk.workspace.choose']?.selected_option?.value).toBe('Sandbox');
  });
});

describe('a fault', () => {
  const LONG = 'x'.repeat(101);
  const TOKEN = 'ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8';
  const SECRET = /looks like a secret/;

  const FAULTS: [field: string, what: string, value: string | readonly string[] | undefined, says: RegExp][] = [
    ['clientName', 'empty', '', /^Write a client name/],
    ['clientName', 'only spaces', '   ', /^Write a client name/],
    ['clientName', 'too long', LONG, /^Shorten this to 100 characters; it has 101/],
    ['clientName', 'a token', `export ${TOKEN}`, SECRET],
    ['workspace', 'not chosen', undefined, /^Choose a workspace/],
    ['workspace', 'unknown', 'Payroll', /^Choose a workspace/],
    ['userKind', 'not chosen', undefined, /^Choose whether/],
    ['userKind', 'unknown', 'robot', /^Choose whether/],
    ['username', 'empty', '', /^Write the username/],
    ['username', 'too long', LONG, /^Shorten this/],
    ['username', 'with capitals', 'Night', /no capitals: write “night”/],
    ['username', 'with spaces', 'night export', /no spaces/],
    ['username', 'with other characters', 'nächtlich', /small letters, digits/],
    ['username', 'with markup', '<!channel>', /small letters, digits/],
    ['username', 'a token', TOKEN, SECRET],
    ['givenName', 'empty', '', /^Write a given name/],
    ['givenName', 'too long', LONG, /^Shorten this to 60/],
    ['givenName', 'a token', TOKEN, SECRET],
    ['familyName', 'empty', '', /^Write a family name/],
    ['familyName', 'too long', LONG, /^Shorten this to 60/],
    ['email', 'empty', '', /^Write an email address/],
    ['email', 'not one', 'ana at example', /^Write an email address/],
    ['email', 'too long', `${'a'.repeat(250)}@example.com`, /^Write an email address/],
    ['scopes', 'none', [], /^Choose at least one scope/],
    ['scopes', 'unknown', ['Spreadsheets (Read)', 'Everything (Write)'], /^Choose at least one scope from the list/],
    ['tasks', 'none', [], /^Choose what the integration is to do/],
    ['tasks', 'unknown', ['Rule the kingdom'], /^Choose from the list/],
    ['roles', 'unknown', ['King'], /^Choose roles from the list/],
    ['expires', 'not chosen', undefined, /^Choose the day/],
    ['expires', 'no such day', '2031-02-30', /^Choose the day/],
    ['expires', 'not a date', 'next year', /^Choose the day/],
    ['ipRestrictions', 'not an address', '300.1.1.1', /“300.1.1.1” is not an IP address/],
    ['ipRestrictions', 'a private range', '10.0.0.0/8', /“10.0.0.0\/8” is a private range/],
    ['ipRestrictions', 'everybody', '0.0.0.0/0', /lets every address in/],
    ['ipRestrictions', 'everybody by IPv6', '::/0', /lets every address in/],
    ['ipRestrictions', 'a prefix that is none', '203.0.113.0/33', /the prefix after the slash/],
    ['ipRestrictions', 'two faults', '10.1.2.3, nonsense', /“10.1.2.3” .*“nonsense”/],
    ['purpose', 'empty', '', /^Write what the integration does/],
    ['purpose', 'too long', 'word '.repeat(201), /^Shorten this to 1000/],
    ['purpose', 'a password', 'The password is hunter2hunter2', SECRET],
    ['purpose', 'a private key', '-----BEGIN RSA PRIVATE KEY-----', SECRET],
    ['owner', 'who is not of this workspace', 'U0NOBODY', /^This person cannot own a grant/],
    ['urgency', 'too long', 'word '.repeat(101), /^Shorten this to 500/],
    ['urgency', 'a password', 'The password is hunter2hunter2', SECRET],
  ];

  beforeAll(async () => {
    await openForm(world);
    await fillForm(world, wish(world));
  });

  test.each(FAULTS)('of %s (%s) is shown there and nowhere else', async (field, _what, value, says) => {
    const { errors } = await submitPast(world, PEOPLE.engineer, { [field]: value });
    expect(errors).toEqual({ [field]: expect.stringMatching(says) });
  });

  test('of the date says how late it may be, and that today is too early', async () => {
    const at = async (days: number) =>
      (await submitPast(world, PEOPLE.engineer, { expires: daysAhead(world, days) })).errors;
    expect(await at(-1)).toEqual({ expires: expect.stringMatching(/has begun or is past/) });
    expect(await at(0)).toEqual({ expires: expect.stringMatching(/has begun or is past/) });
    expect(await at(366)).toEqual({
      expires: expect.stringContaining(`365 days at most: choose ${daysAhead(world, 365)}`),
    });
  });

  test('missing IP restrictions are one only where a scope can write', async () => {
    const values = { ipRestrictions: '', tasks: ['Write documents'], scopes: ['Documents (Write)'] };
    expect((await submitPast(world, PEOPLE.engineer, values)).errors).toEqual({
      ipRestrictions: expect.stringMatching(/policy asks for IP restrictions where a scope can write/),
    });
    const reads = { ipRestrictions: '', tasks: ['Read documents'], scopes: ['Documents (Read)'], purpose: '' };
    expect(Object.keys((await submitPast(world, PEOPLE.engineer, reads)).errors ?? {})).toEqual(['purpose']);
  });

  test('of every field is shown at once', async () => {
    const empty = Object.fromEntries(inputs().map(({ block_id = '' }) => [block_id, undefined]));
    const { errors } = await submitPast(world, PEOPLE.engineer, {
      ...empty,
      userKind: 'new',
      tasks: [],
      scopes: [],
      roles: ['King'],
    });
    expect(Object.keys(errors ?? {}).sort()).toEqual([
      'clientName',
      'email',
      'expires',
      'familyName',
      'givenName',
      'purpose',
      'roles',
      'scopes',
      'tasks',
      'username',
      'workspace',
    ]);
  });

  test('leaves the form open with what was typed, and the next try goes through', async () => {
    const typed = wish(world, {
      username: 'Nightly Export',
      ipRestrictions: '192.168.1.1',
      expires: daysAhead(world, -3),
    });
    await openForm(world);
    await fillForm(world, typed);
    const { errors } = await engineer().submit();
    expect(Object.keys(errors ?? {}).sort()).toEqual(['expires', 'ipRestrictions', 'username']);
    expect(engineer().modal?.errors).toEqual(errors);
    expect(engineer().modal?.values.clientName?.['grantdesk.clientname.enter']?.value).toBe(typed.clientName);

    const { username } = freshNames();
    const again = await engineer().submit({
      username,
      ipRestrictions: '198.51.100.0/24',
      expires: daysAhead(world, 30),
    });
    expect(again.errors).toBeUndefined();
    expect(engineer().modal).toBeUndefined();
    const { request } = await filedAs(world, typed.clientName, username, PEOPLE.engineer);
    expect((await store.request(request))?.record.terms.user).toMatchObject({ kind: 'new', username });
  });
});

describe('what is filed', () => {
  test('is shown to approvers and requester, and stored as typed, with addresses normalised', async () => {
    const filed = await fileRequest(world, {
      ipRestrictions: '203.0.113.9/24, 2001:0DB8::1, 203.0.113.7\n203.0.113.7',
      roles: ['Viewer', 'Creator'],
    });
    const card = await cardOf(world, filed);
    const shown = JSON.stringify(card.blocks);
    for (const text of [
      filed.clientName,
      filed.username,
      '*Scopes*, all of low risk',
      '• Spreadsheets (Read)',
      '203.0.113.0/24',
      'Viewer, Creator',
    ])
      expect(shown).toContain(text);
    const { terms, state, requester } = (await store.request(filed.request))?.record ?? {};
    expect({ state, requester }).toEqual({ state: 'pending', requester: PEOPLE.engineer });
    expect(terms?.ipRestrictions).toEqual(['203.0.113.0/24', '2001:db8::1', '203.0.113.7']);
  });
});

describe('a client name', () => {
  const refusal = (request: string) => ({
    clientName: expect.stringMatching(new RegExp(`^${request} already (has|asks for) this client name`)),
  });

  test('of an open request is taken, however it is written, until that request ends', async () => {
    const { clientName, request, by } = await fileRequest(world);
    await openForm(world, PEOPLE.newcomer);
    const shouted = `  ${clientName.toUpperCase().replace(' ', '   ')} `;
    await fillForm(world, wish(world, { clientName: shouted }), PEOPLE.newcomer);
    const newcomer = world.slack.as(PEOPLE.newcomer);
    expect((await newcomer.submit()).errors).toEqual(refusal(request));

    await engineer().press(await cardOf(world, { request, by }), 'grantdesk.request.withdraw');
    await world.slack.until(
      () =>
        world.slack
          .messages(CHANNELS.requests)
          .some(({ text }) => text.startsWith(request) && text.includes('withdrawn')),
      'the withdrawal to show',
    );
    expect((await newcomer.submit()).errors).toBeUndefined();
  });

  test('of a live grant is taken, and the fault is shown beside the others', async () => {
    const { clientName, grant } = await makeLive(world);
    await openForm(world);
    await fillForm(world, wish(world, { clientName, username: 'Two Words' }));
    expect((await engineer().submit()).errors).toEqual({
      ...refusal(grant),
      username: expect.stringMatching(/no spaces/),
    });
  });

  test('asked for by two people at the same moment goes to one of them', async () => {
    const two = [PEOPLE.engineer, PEOPLE.newcomer];
    const { clientName } = freshNames();
    for (const by of two) {
      await openForm(world, by);
      await fillForm(world, wish(world, { clientName }), by);
    }
    const answers = await Promise.all(two.map((by) => world.slack.as(by).submit()));
    const winner = answers.findIndex(({ errors }) => errors === undefined);
    const loser = answers[1 - winner];
    const { request } = await filedAs(world, clientName, '', two[winner] ?? '');
    expect(loser?.errors).toEqual(refusal(request));
  });
});

test('the same submission delivered twice, at once and later, files one request', async () => {
  await openForm(world, PEOPLE.auditor);
  const typed = wish(world);
  await fillForm(world, typed, PEOPLE.auditor);
  const delivery = submissionOf(world, PEOPLE.auditor, {});
  const answers = await Promise.all([world.slack.deliver(delivery), world.slack.deliver(delivery)]);
  await filedAs(world, typed.clientName, typed.username, PEOPLE.auditor);
  const late = await world.slack.deliver({ ...delivery, retry: { number: 1, reason: 'http_timeout' } });

  expect([...answers, late].map(answered)).toEqual([{ status: 200 }, { status: 200 }, { status: 200 }]);
  expect(await store.requestsOf(PEOPLE.auditor, 10)).toHaveLength(1);
});
