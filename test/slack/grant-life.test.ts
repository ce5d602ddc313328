import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { said } from '../support/answers.ts';

import {
  approvalOf,
  approveFully,
  copyableValues,
  daysAhead,
  fieldsOf,
  fileRequest,
  freshClientId,
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
import { answered, submissionOf, submitPast } from './tap.ts';

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 20, pollMs: 5 } }));
});
afterAll(() => stop?.());

const engineer = () => world.slack.as(PEOPLE.engineer);
const live = (by: string = PEOPLE.engineer) =>
  makeLive(world, { userKind: 'existing', username: 'ledger-sync', roles: [] }, by, freshClientId());

const openRenewal = ({ grant }: Live) =>
  openedBy(world, PEOPLE.engineer, () => engineer().command(`/grant renew ${grant.toLowerCase()}`));

const direct = (by: string, words: string, test: (message: PostedMessage) => boolean = () => true) =>
  world.slack.until(
    () => world.slack.directMessages(by).find((one) => textOf(one).includes(words) && test(one)),
    `a direct message that says "${words}"`,
  );

describe('the hand-over', () => {
  test('says how to collect the secret; Collected is noted, and a second press changes nothing', async () => {
    const mine = await live();
    const message = await handOverOf(world, mine);
    expect(copyableValues(message)).toEqual({
      'Client ID': mine.clientId,
      'Token URL': expect.stringMatching(/^http/),
      'To test it on your own machine': expect.stringContaining('npx grantdesk verify-grant'),
    });
    expect(textOf(message)).toContain('press *Regenerate*');
    const [first, ...always] = labelsOf(message);
    expect(first).toBe('Collected');
    expect(always).toEqual(expect.arrayContaining(['I lost the secret', 'It may have leaked', 'Change', 'Revoke']));
    await Promise.all([
      engineer().press(message, 'grantdesk.grant.collect'),
      engineer().press(message, 'grantdesk.grant.collect'),
    ]);
    const collected = await direct(PEOPLE.engineer, 'Collected, <!date^', ({ ts }) => ts === message.ts);
    expect(labelsOf(collected)).toEqual(always);
    await direct(PEOPLE.engineer, 'its secret is collected', (one) => headerOf(one).startsWith(`${mine.request} `));
    expect((await store.grant(mine.grant))?.record.collected?.by).toBe(PEOPLE.engineer);
    const events = await store.audit.read(1, 10_000);
    expect(
      events.filter(({ action, subjects }) => action === 'grant.secret_collected' && subjects.includes(mine.grant)),
    ).toHaveLength(1);
  });
});

describe('a renewal', () => {
  test('opens filled in, goes the way of a request, and changes nothing but Expires and the reason', async () => {
    const mine = await makeLive(world, {});
    const before = (await store.grant(mine.grant))?.record;
    const secret = world.workiva.screens.profile(mine.username).regenerate(mine.clientId);
    const form = await openRenewal(mine);
    expect(fieldsOf(form)).toEqual(['expires', 'purpose', 'urgency']);
    expect(form.values.purpose?.['grantdesk.purpose.enter']?.value).toBe(before?.terms.purpose);
    expect(form.values.expires?.['grantdesk.expires.choose']?.selected_date).toBe(daysAhead(world, 90));
    expect(JSON.stringify(form.view)).toContain(mine.clientName);

    const expires = daysAhead(world, 120);
    expect((await engineer().submit({ expires })).errors).toBeUndefined();
    const filed = await world.slack.until(
      () =>
        world.slack
          .directMessages(PEOPLE.engineer)
          .find(
            (one) => headerOf(one).endsWith(`· ${mine.clientName}`) && !headerOf(one).startsWith(`${mine.request} `),
          ),
      'the card of the renewal',
    );
    const request = headerOf(filed).split(' ')[0] ?? '';
    expect(textOf(await approvalOf(world, request))).toContain(`asks to renew ${mine.grant}`);
    await approveFully(world, { request });

    const task = await taskOf(world, request);
    expect(headerOf(task)).toBe(`${request} · Change Expires from ${before?.terms.expires} to ${expires}`);
    expect(copyableValues(task)).toEqual({
      'Client ID': mine.clientId,
      'Client Name': mine.clientName,
      Workspace: 'Finance Close',
      Expires: expires,
    });
    world.workiva.screens.editGrant(WORKIVA_ADMIN, mine.clientId, { expires });
    await world.slack.as(PEOPLE.admin).press(task, 'grantdesk.task.finish');
    await direct(PEOPLE.engineer, `${mine.grant} is renewed`);

    const after = (await store.grant(mine.grant))?.record;
    expect(after).toMatchObject({ state: 'active', clientId: mine.clientId, terms: { ...before?.terms, expires } });
    expect(after?.renewal).toBeUndefined();
    expect(world.slack.as(PEOPLE.admin).modal).toBeUndefined();
    expect(secret).toEqual(expect.any(String));
    expect(world.workiva.grants.find(({ clientId }) => clientId === mine.clientId)).toMatchObject({
      expires,
      hasSecret: true,
    });
  });

  test('shows each fault at its field: not later, too late, past, no reason', async () => {
    const mine = await live();
    await openRenewal(mine);
    const submit = async (values: Record<string, string | undefined>) =>
      (await submitPast(world, PEOPLE.engineer, values)).errors;
    expect(await submit({ expires: daysAhead(world, 60) })).toEqual({
      expires: expect.stringMatching(/already lasts until/),
    });
    expect(await submit({ expires: daysAhead(world, 400) })).toEqual({
      expires: expect.stringMatching(/365 days at most/),
    });
    expect(await submit({ expires: undefined, purpose: '' })).toEqual({
      expires: expect.stringMatching(/^Choose the day/),
      purpose: expect.stringMatching(/^Write why/),
    });
    expect(await submit({ expires: daysAhead(world, -1) })).toEqual({ expires: expect.stringMatching(/is past/) });
    expect(await submit({ purpose: 'token = abcd1234efgh5678' })).toEqual({
      purpose: expect.stringMatching(/looks like a secret/),
    });
    await engineer().close();
    expect((await store.grant(mine.grant))?.record.renewal).toBeUndefined();
  });

  test('is the owner’s alone', async () => {
    const mine = await live();
    expect((await said(world, PEOPLE.newcomer, `/grant renew ${mine.grant}`)).text).toBe(
      `Only its owner, <@${PEOPLE.engineer}>, can renew ${mine.grant}.`,
    );
    expect(world.slack.as(PEOPLE.newcomer).modal).toBeUndefined();
  });

  test('is refused while another is open, also from a form that was opened before', async () => {
    const mine = await live();
    await openRenewal(mine);
    const late = submissionOf(world, PEOPLE.engineer, {}, { viewId: 'V0ANOTHER' });
    const answers = await Promise.all([engineer().submit(), world.slack.deliver(late)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const renewals = (await store.requestsOf(PEOPLE.engineer, 20)).filter(
      ({ grant, kind }) => grant === mine.grant && kind === 'renew',
    );
    expect(renewals).toHaveLength(1);
    const sentence = `${renewals[0]?.id} already asks to renew ${mine.grant}.`;
    expect(answers.filter(({ body }) => body.includes(sentence))).toHaveLength(1);
    if (engineer().modal) await engineer().close();
    expect((await said(world, PEOPLE.engineer, `/grant renew ${mine.grant}`)).text).toBe(sentence);
  });

  test('delivered twice, at once and later, is one', async () => {
    const mine = await live();
    await openRenewal(mine);
    const delivery = submissionOf(world, PEOPLE.engineer, {});
    const answers = await Promise.all([world.slack.deliver(delivery), world.slack.deliver(delivery)]);
    const late = await world.slack.deliver({ ...delivery, retry: { number: 1, reason: 'http_timeout' } });
    expect([...answers, late].map(answered)).toEqual([{ status: 200 }, { status: 200 }, { status: 200 }]);
    const renewals = (await store.requestsOf(PEOPLE.engineer, 20)).filter(
      ({ grant, kind }) => grant === mine.grant && kind === 'renew',
    );
    expect(renewals).toHaveLength(1);
    await engineer().close();
  });

  test('opens from the Renew button of a warning, which then says that it is asked for', async () => {
    // Somebody whose warnings of that day are few enough to come one by one.
    const owner = PEOPLE.security;
    const renewer = world.slack.as(owner);
    const mine = await live(owner);
    world.clock.advance(47 * DAY);
    const warning = await direct(
      owner,
      'expires on',
      (one) => headerOf(one).startsWith(`${mine.grant} ·`) && labelsOf(one).length > 0,
    );
    expect(labelsOf(warning)).toEqual(['Renew', 'Let it expire', 'Change', 'Revoke']);
    const form = await openedBy(world, owner, () => renewer.press(warning, 'grantdesk.grant.renew'));
    expect(form.view).toMatchObject({ title: { text: `Renew ${mine.grant}` } });
    expect((await renewer.submit()).errors).toBeUndefined();
    const asked = await direct(owner, 'asks to renew it', ({ ts }) => ts === warning.ts);
    expect(labelsOf(asked)).toEqual([]);
  });
});

describe('/grant', () => {
  test('list shows the caller’s grants and requests, and nobody else’s', async () => {
    const mine = await live(PEOPLE.auditor);
    const open = await fileRequest(world, {}, PEOPLE.auditor);
    const foreign = await fileRequest(world);
    const text = textOf(await said(world, PEOPLE.auditor, '/grant list'));
    expect(text).toContain(`*${mine.grant}* · ${mine.clientName} · *active* · expires `);
    expect(text).toContain(`client ID \`${mine.clientId}\``);
    expect(text).toContain(`*${mine.request}* · ${mine.clientName} · fulfilled`);
    expect(text).toContain(`*${open.request}* · ${open.clientName} · waiting for approval`);
    expect(text).not.toContain(foreign.request);
  });

  test('list of somebody new says how to begin', async () => {
    expect(textOf(await said(world, PEOPLE.newcomer, '/grant list'))).toContain(
      'You have no grants and no requests yet. Type `/grant`',
    );
  });

  test('help names every word', async () => {
    const { text } = await said(world, PEOPLE.newcomer, '/grant help');
    for (const word of ['`/grant`', '`/grant list`', '`/grant renew GRANT-57`', '`/grant help`'])
      expect(text).toContain(word);
  });

  test.each([
    ['lst', 'list'],
    ['RENWE', 'renew'],
    ['hepl GRANT-1', 'help'],
  ])('“%s” is answered with help and the nearest guess', async (typed, guess) => {
    const { text } = await said(world, PEOPLE.newcomer, `/grant ${typed}`);
    expect(text).toContain(`\`/grant ${typed.split(' ')[0]}\` is not a command. Did you mean \`/grant ${guess}\`?`);
    expect(text).toContain('`/grant list`');
  });

  test('a word that is like none is answered with help alone', async () => {
    expect((await said(world, PEOPLE.newcomer, '/grant xylophone')).text).not.toContain('Did you mean');
  });

  test.each(['', 'GRANT-99999', 'REQ-1', '57', 'constructor'])('renew “%s” says what to name', async (named) => {
    const { text } = await said(world, PEOPLE.newcomer, `/grant renew ${named}`);
    expect(text).toMatch(
      named === 'GRANT-99999'
        ? /^There is no GRANT-99999\. Yours are in/
        : /^Name a grant by its number, such as GRANT-57/,
    );
  });

  test('tells the person when Slack does not open the form', async () => {
    world.slack.faults.fail('views.open', { times: 1, error: 'internal_error' });
    expect((await said(world, PEOPLE.newcomer, '/grant')).text).toMatch(/did not let the form open.*try once more/);
  });
});
