import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SECRET_ADVICE } from '../../src/domain/secret-guard.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage, ViewInHand } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { approvalSaying } from '../support/deciding.ts';
import { eventually } from '../support/faults-world.ts';
import {
  approvalOf,
  approveFully,
  daysAhead,
  failureOf,
  fileRequest,
  freshClientId,
  freshNames,
  makeLive,
  reachGrantTask,
  startStoredWorld,
  type Wish,
} from '../support/journey.ts';
import { forged, type Tap, tapDeliveries } from './tap.ts';

const { engineer, finance, secondFinance, admin, secondAdmin, auditor, newcomer } = PEOPLE;
/** Workiva's form of one, made up. */
const SECRET = 'Zk39fQpL0xVb7NnT2sYw8RrJd5HgMc1A4eUiOqX6';
const WRITES: Wish = { scopes: ['Spreadsheets (Read)', 'Spreadsheets (Write)'] };

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 20, pollMs: 5 } }));
});
afterAll(() => stop?.());

type Home = Pick<ViewInHand, 'view'>;
type Node = Record<string, unknown>;

/** The first pages, told from those at which somebody is who has just opened the tab. */
const BEFORE = JSON.stringify({ pages: {}, search: '', since: 'before' });

/**
 * Opens the tab, and answers it once it is at its first pages and as a test expects it. What was done before may still be
 * followed up meanwhile, so the first tab to be published need not be the one that was opened.
 */
async function opened(by: string, test: (home: Home) => boolean = () => true, what = 'to be opened'): Promise<Home> {
  const before = world.slack.as(by).home?.hash;
  if (before !== undefined) await store.keep(`home:${by}`, BEFORE, 60_000);
  await world.slack.as(by).openHome();
  await eventually(async () => (await store.kept(`home:${by}`)) !== BEFORE, `${by} to be at the first pages`);
  return shown(by, (home) => home.hash !== before && test(home), what);
}

/** Opens the tab, and answers it once it names this under a header. */
const openedWith = (by: string, title: string, named: string): Promise<Home> =>
  opened(by, (home) => under(home, title).includes(named), `with ${named} under “${title}”`);

/** Opens one's own tab once this grant is in it. */
const openedAt = (by: string, grant: string): Promise<Home> => openedWith(by, 'My grants', `*${grant}*`);

/** The tab, once it is as a test expects it. */
const shown = (by: string, test: (home: ViewInHand) => boolean, what: string): Promise<ViewInHand> =>
  world.slack.until(
    () => [world.slack.as(by).home].find((home) => home !== undefined && test(home)),
    `the Home tab of ${by} ${what}`,
  );

const nodesOf = (value: unknown): Node[] =>
  typeof value === 'object' && value !== null
    ? [...(Array.isArray(value) ? [] : [value as Node]), ...Object.values(value).flatMap(nodesOf)]
    : [];

const textOf = ({ view }: Home) =>
  nodesOf(view.blocks)
    .flatMap(({ text }) => (typeof text === 'string' ? [text] : []))
    .join('\n');

const titleOf = (block: ViewInHand['view']['blocks'][number]) =>
  block.type === 'header' && 'text' in block && typeof block.text === 'object' ? block.text.text : undefined;

const headersOf = ({ view }: Home) => view.blocks.flatMap((block) => titleOf(block)?.replace(/ \(.*\)$/, '') ?? []);

/** What stands under a header, as text. */
const under = ({ view }: Home, title: string): string => {
  const from = view.blocks.findIndex((block) => titleOf(block)?.startsWith(title));
  const rest = view.blocks.slice(from + 1);
  const to = rest.findIndex((block) => block.type === 'header');
  const blocks = from < 0 ? [] : rest.slice(0, to < 0 ? undefined : to);
  return textOf({ view: { ...view, blocks } });
};

const buttonsFor = ({ view }: Home, value: string) =>
  nodesOf(view.blocks)
    .filter((node) => node.type === 'button' && String(node.value).startsWith(value))
    .map(({ text }) => String((text as Node).text));

/** The text that begins with a record's id. */
const lineOf = ({ view }: Home, id: string): string =>
  nodesOf(view.blocks)
    .flatMap(({ text }) => (typeof text === 'string' && text.startsWith(`*${id}*`) ? [text] : []))
    .join('\n');

const menuOf = ({ view }: Home, id: string): string[] =>
  nodesOf(view.blocks)
    .filter(({ type, options }) => type === 'overflow' && JSON.stringify(options).includes(`.${id}"`))
    .flatMap(({ options }) => (options as { text: { text: string } }[]).map(({ text }) => text.text));

const chosenIn = ({ view }: Home, block: string) =>
  nodesOf(view.blocks)
    .filter(({ block_id }) => block_id === block)
    .map(({ accessory }) => ((accessory as Node).initial_option as Node).value)[0];

const toldTo = (by: string) =>
  world.slack
    .directMessages(by)
    .map(({ text }) => text)
    .join('\n');

const isApproved = ({ blocks }: PostedMessage, request: string) =>
  JSON.stringify(blocks).includes(`"${request} · `) && JSON.stringify(blocks).includes('Approved by');

const live = (changes: Wish = {}, by: string = engineer) =>
  makeLive(world, { userKind: 'existing', username: 'ledger-sync', roles: [], ...changes }, by, freshClientId());

/** Presses the button of a record; what it carries may say more than the record's id. */
function press(by: string, action: string, about: string) {
  const person = world.slack.as(by);
  const values = nodesOf(person.home?.view.blocks).flatMap(({ action_id, value }) =>
    action_id === action ? [String(value)] : [],
  );
  const value = values.find((one) => one === about || one.startsWith(`${about}:`)) ?? about;
  return person.pressHome(action, { value });
}

/** Chooses an entry of the menu beside a grant. */
const chooseFor = (by: string, verb: string, grant: string) =>
  world.slack
    .as(by)
    .pressHome('grantdesk.home.choose-action', { blockId: `grant-${grant}`, value: `${verb}.${grant}` });

describe('the Home tab', () => {
  test('of a newcomer says what to do first, shows nothing of others, and opens the form', async () => {
    const home = await opened(newcomer);
    expect(headersOf(home)).toEqual(['API grants in Workiva', 'My grants', 'My requests', 'Notifications']);
    expect(textOf(home)).toContain('You have no grants yet. Press *Request a grant*');
    await world.slack.as(newcomer).pressHome('grantdesk.home.request');
    const form = await world.slack.until(() => world.slack.as(newcomer).modal, 'the request form');
    expect(form.view).toMatchObject({ callback_id: 'grantdesk.request.submit' });
    await world.slack.as(newcomer).close();
  });

  test('tells an auditor what they can do, and nobody else', async () => {
    expect(under(await opened(auditor), 'Audit')).toContain('The policy names you as an auditor.');
    expect(headersOf(await opened(admin))).not.toContain('Audit');
  });

  test('is not published for the tab with the messages', async () => {
    await world.slack.event({ type: 'app_home_opened', user: secondFinance, channel: 'D1', tab: 'messages' });
    await opened(newcomer);
    const published = world.slack.calls.filter(({ method }) => method === 'views.publish');
    expect(published.map(({ args }) => args.user_id)).toContain(newcomer);
    expect(published.map(({ args }) => args.user_id)).not.toContain(secondFinance);
    expect(await store.kept(`home:${secondFinance}`)).toBeUndefined();
  });
});

describe('my grants and requests', () => {
  test('are by urgency, with what to press; a press is followed in the tab', async () => {
    const later = await live({ expires: daysAhead(world, 80) });
    const sooner = await live({ expires: daysAhead(world, 40) });
    const home = await opened(
      engineer,
      (now) => [later, sooner].every(({ grant }) => under(now, 'My grants').includes(`*${grant}*`)),
      'with both grants',
    );
    const mine = under(home, 'My grants');
    expect(mine.indexOf(`*${sooner.grant}*`)).toBeGreaterThanOrEqual(0);
    expect(mine.indexOf(`*${sooner.grant}*`)).toBeLessThan(mine.indexOf(`*${later.grant}*`));
    expect(mine).toContain('`ledger-sync` in Finance Close');
    expect(mine).toContain('(in 40 days)');
    expect(buttonsFor(home, sooner.grant)).toEqual(['Collected', 'Renew', 'Suspend']);

    await press(engineer, 'grantdesk.grant.collect', sooner.grant);
    const after = await shown(
      engineer,
      (now) => buttonsFor(now, sooner.grant).join() === 'Renew,Suspend',
      'without Collected for the grant',
    );
    expect(buttonsFor(after, later.grant)).toEqual(['Collected', 'Renew', 'Suspend']);
    expect((await store.grant(sooner.grant))?.record.collected?.by).toBe(engineer);
  });

  test('follow a renewal that was asked for in the tab', async () => {
    const mine = await live({ expires: daysAhead(world, 35) });
    await openedAt(engineer, mine.grant);
    await press(engineer, 'grantdesk.grant.renew', mine.grant);
    const person = world.slack.as(engineer);
    await world.slack.until(() => person.modal, 'the form to renew');
    await person.submit({ expires: daysAhead(world, 90), purpose: 'Still needed for the close of the year.' });
    const home = await shown(
      engineer,
      (now) =>
        under(now, 'My grants').includes('asks to renew it') &&
        under(now, 'My requests').includes('waiting for approval'),
      'with the renewal',
    );
    expect(buttonsFor(home, mine.grant)).toEqual(['Collected', 'Suspend']);
    expect(under(home, 'My requests')).toContain(`renew ${mine.grant}`);
    expect(under(home, 'My requests')).toContain('*waiting for approval*');
  });

  test('show what people typed as they typed it: nothing in it formats or mentions', async () => {
    const clientName = `<!channel> *bold* ${freshNames().clientName}`;
    await fileRequest(world, { clientName });
    const mine = under(await openedWith(engineer, 'My requests', '∗bold∗'), 'My requests');
    expect(mine).toContain('&lt;!channel&gt; ∗bold∗');
    expect(mine).not.toContain('<!channel>');
  });
});

describe('what can be done with one’s own grant', () => {
  test('is in its menu: each entry opens its form, and nothing is done before that is sent', async () => {
    const mine = await live({ expires: daysAhead(world, 20) });
    const home = await openedAt(engineer, mine.grant);
    expect(buttonsFor(home, mine.grant)).toEqual(['Collected', 'Renew', 'Let it expire', 'Suspend']);
    expect(menuOf(home, mine.grant)).toEqual([
      'Change…',
      'Replace…',
      'I lost the secret…',
      'The secret may have leaked…',
      'Revoke…',
    ]);
    const person = world.slack.as(engineer);
    for (const [verb, words] of [
      ['change', `Change ${mine.grant}`],
      ['lost', `How to get a new secret for ${mine.grant}`],
      ['leaked', 'Where it may have leaked'],
      ['replace', 'A second grant is made beside'],
      ['revoke', 'nobody can bring it back'],
    ] as const) {
      await chooseFor(engineer, verb, mine.grant);
      const form = await world.slack.until(() => person.modal, `the form of ${verb}`);
      expect(JSON.stringify(form.view)).toContain(words);
      await person.close();
    }
    expect((await store.grant(mine.grant))?.record.state).toBe('active');
  });

  test('shows a suspended grant as that, with who did it, and one that is revoked as on its way out', async () => {
    const stopped = await makeLive(world, {}, engineer, freshClientId());
    const ending = await makeLive(world, {}, engineer, freshClientId());
    const person = world.slack.as(engineer);
    await openedAt(engineer, stopped.grant);
    await press(engineer, 'grantdesk.suspension.ask', stopped.grant);
    await world.slack.until(() => person.modal, 'the modal that asks why');
    await person.submit({ reason: 'It writes what it must not.' });
    const suspended = await shown(
      engineer,
      (home) => lineOf(home, stopped.grant).includes('*suspended*'),
      'with the suspension',
    );
    expect(lineOf(suspended, stopped.grant)).toContain(`<@${engineer}> suspended it`);
    expect(buttonsFor(suspended, stopped.grant)).toEqual(['Revoke']);
    expect(menuOf(suspended, stopped.grant)).toEqual([]);

    await chooseFor(engineer, 'revoke', ending.grant);
    await world.slack.until(() => person.modal, 'the modal that asks why');
    await person.submit({ reason: 'Replaced by the new export.' });
    const revoked = await shown(
      engineer,
      (home) =>
        lineOf(home, ending.grant).includes('being revoked') &&
        under(home, 'My requests').includes(`revoke ${ending.grant}`),
      'with the revocation and its request',
    );
    expect(lineOf(revoked, ending.grant)).toMatch(/REQ-\d+ takes it away/);
    expect(buttonsFor(revoked, ending.grant)).toEqual(['Suspend']);
  });

  test('is refused where the menu names a grant of somebody else, or one that is not there', async () => {
    const mine = await live();
    const person = world.slack.as(newcomer);
    const tap = await tapDeliveries(world);
    const theirs = await live({}, newcomer);
    await openedAt(newcomer, theirs.grant);
    await chooseFor(newcomer, 'change', theirs.grant);
    await world.slack.until(() => person.modal, 'the form to change it');
    await person.close();
    const refusals = () => world.slack.calls.filter(({ answer }) => answer.error === 'exchanged_trigger_id').length;
    const before = refusals();
    for (const value of [`change.${mine.grant}`, 'change.GRANT-99999', 'change', '', 'toString.x']) {
      const delivery = forged(tap.last(), (payload) => {
        Object.assign((payload.actions as Node[])[0] ?? {}, { selected_option: { value } });
      });
      expect((await world.slack.deliver(delivery)).status).toBe(200);
    }
    // Each of the three that name an entry of the menu is answered, with a trigger of before.
    await world.slack.until(() => refusals() >= before + 3, 'the refusals');
    expect(person.modal).toBeUndefined();
    expect((await store.grant(mine.grant))?.record.change).toBeUndefined();
    await tap.stop();
  });

  test('leaves ended grants out, and says how many there are', async () => {
    const short = await live({ expires: daysAhead(world, 2) }, newcomer);
    expect(lineOf(await openedAt(newcomer, short.grant), short.grant)).toContain('active');
    world.clock.advance(3 * 86_400_000);
    await world.slack.until(() => toldTo(newcomer).includes('expired on'), 'the message that it has expired');
    const ended = 'One has ended: `/grant list` shows them.';
    await opened(
      newcomer,
      (home) => under(home, 'My grants').includes(ended) && lineOf(home, short.grant) === '',
      'without the grant, and with the word that one has ended',
    );
  });
});

describe('how somebody is warned', () => {
  test('is chosen in the tab, kept, and audited once', async () => {
    await opened(newcomer);
    const person = world.slack.as(newcomer);
    const before = (await store.audit.head()).seq;
    await person.pressHome('grantdesk.home.choose-preference', {
      blockId: 'preferences-digest',
      value: 'digest.never',
    });
    const first = await shown(
      newcomer,
      (home) => chosenIn(home, 'preferences-digest') === 'digest.never',
      'with the choice',
    );
    await person.pressHome('grantdesk.home.choose-preference', {
      blockId: 'preferences-digest',
      value: 'digest.never',
    });
    await shown(newcomer, ({ hash }) => hash !== first.hash, 'to follow the same choice again');
    await person.pressHome('grantdesk.home.choose-preference', {
      blockId: 'preferences-warnings',
      value: 'warnings.channel',
    });
    const after = await shown(
      newcomer,
      (home) => chosenIn(home, 'preferences-warnings') === 'warnings.channel',
      'with the other choice',
    );
    expect(chosenIn(after, 'preferences-digest')).toBe('digest.never');
    const changed = (await store.audit.read(before)).filter(({ action }) => action === 'preferences.changed');
    expect(changed.map(({ actor, detail }) => ({ actor, detail }))).toEqual([
      { actor: newcomer, detail: { digest: 'never', warnings: 'direct' } },
      { actor: newcomer, detail: { digest: 'never', warnings: 'channel' } },
    ]);
  });
});

test('a tab that is open follows what others do, without a press of its person', async () => {
  const filed = await fileRequest(world, {}, engineer);
  const home = await openedWith(engineer, 'My requests', `*${filed.request}*`);
  expect(lineOf(home, filed.request)).toContain('*waiting for approval*');
  await approveFully(world, filed);
  await shown(engineer, (now) => !lineOf(now, filed.request).includes('waiting for approval'), 'with the approval');
});

describe('what waits for an approver', () => {
  test('is what they may decide on now, and nothing of their own', async () => {
    const theirs = await fileRequest(world, WRITES);
    const own = await fileRequest(world, WRITES, finance);
    const home = await openedWith(finance, 'Waits for you', `*${theirs.request}*`);
    expect(under(home, 'Waits for you')).toContain('Why: Copies the close checklist');
    expect(under(home, 'Waits for you')).not.toContain(own.request);
    await openedWith(secondFinance, 'Waits for you', `*${own.request}*`);
    expect(under(await opened(admin), 'Waits for you')).not.toContain(`*${theirs.request}*`);
    expect(headersOf(await opened(engineer))).not.toContain('Waits for you');
  });

  test('is approved in the tab, and then waits for the next stage', async () => {
    const filed = await fileRequest(world, WRITES);
    const { request } = filed;
    await openedWith(finance, 'Waits for you', `*${request}*`);
    await press(finance, 'grantdesk.request.approve', request);
    await approvalSaying(world, filed, 'Approved by');
    await shown(finance, (home) => !under(home, 'Waits for you').includes(request), `without ${request}`);
    expect((await store.request(request))?.record.approvals).toMatchObject([{ by: finance, stage: 0 }]);
    await openedWith(admin, 'Waits for you', `*${request}*`);
  });

  test('is denied in the tab with a reason, after which it is gone', async () => {
    const { request } = await fileRequest(world, WRITES);
    await openedWith(finance, 'Waits for you', `*${request}*`);
    await press(finance, 'grantdesk.request.deny', request);
    const person = world.slack.as(finance);
    await world.slack.until(() => person.modal, 'the modal that asks why');
    await person.submit({ reason: 'Reading is enough for this export.' });
    await shown(finance, (home) => !under(home, 'Waits for you').includes(request), `without ${request}`);
    expect((await store.request(request))?.record).toMatchObject({ state: 'denied', outcome: { by: finance } });
  });

  test('a press that comes too late says who was first, and the tab catches up', async () => {
    const { request } = await fileRequest(world, WRITES);
    await openedWith(secondFinance, 'Waits for you', `*${request}*`);
    await world.slack.as(finance).press(await approvalOf(world, request), 'grantdesk.request.approve');
    await world.slack.until(
      () => world.slack.messages(CHANNELS.requests).some((message) => isApproved(message, request)),
      'the first approval to show',
    );
    await press(secondFinance, 'grantdesk.request.approve', request);
    const notice = await world.slack.until(() => world.slack.as(secondFinance).modal, 'a notice');
    expect(textOf(notice)).toContain(`You cannot decide on ${request}`);
    await shown(secondFinance, (home) => !under(home, 'Waits for you').includes(request), `without ${request}`);
    await world.slack.as(secondFinance).close();
    expect((await store.request(request))?.record.approvals).toHaveLength(1);
  });
});

describe('what admins see', () => {
  test('open tasks are done in the tab, with the client ID where one is asked for', async () => {
    const filed = await fileRequest(world);
    await approveFully(world, filed);
    await reachGrantTask(world, filed);
    const home = await openedWith(admin, 'Open admin tasks', `*${filed.request}* · Create the API grant`);
    expect(under(home, 'Open admin tasks')).toContain(`<#${CHANNELS.admin}>`);
    expect(buttonsFor(home, `${filed.request}/grant.`)).toEqual(['Done', 'Cannot do it']);
    await press(admin, 'grantdesk.task.finish', `${filed.request}/grant.1`);
    const person = world.slack.as(admin);
    await world.slack.until(() => person.modal, 'the modal that asks for the client ID');
    await person.submit({ clientId: freshClientId() });
    await shown(admin, (now) => !under(now, 'Open admin tasks').includes(filed.request), 'without the task');
    expect((await store.grant(filed.grant))?.record.state).toBe('active');
  });

  test('failures are taken up in the tab', async () => {
    const filed = await fileRequest(world, { userKind: 'existing', username: 'nobody-there' });
    await approveFully(world, filed);
    await failureOf(world, filed.request);
    const home = await openedWith(admin, 'Failures', `*${filed.request}*`);
    expect(buttonsFor(home, filed.request)).toEqual(['Retry', 'Do it by hand']);
    await press(admin, 'grantdesk.provisioning.take-over', filed.request);
    await shown(
      admin,
      (now) =>
        !under(now, 'Failures').includes(filed.request) && under(now, 'Open admin tasks').includes(filed.request),
      `with ${filed.request} among the tasks in place of the failures`,
    );
  });

  test('what expires within 30 days is there, whoever owns it, and nothing that lasts longer', async () => {
    const soon = await live({ expires: daysAhead(world, 12) });
    const late = await live({ expires: daysAhead(world, 31) });
    const expires = 'Expires within 30 days';
    const expiring = under(await openedWith(secondAdmin, expires, `*${soon.grant}*`), expires);
    expect(expiring).toContain(`of <@${engineer}>`);
    expect(expiring).not.toContain(`*${late.grant}*`);
    expect(headersOf(await opened(finance))).not.toContain('Expires within 30 days');
  });

  test('any grant is found by its name or its owner, and the search ends when it is cleared', async () => {
    const mine = await live({ clientName: 'Treasury | zephyr feed' });
    await opened(admin);
    await world.slack.as(admin).pressHome('grantdesk.home.search', { value: 'zeph TREAS' });
    await shown(admin, (home) => under(home, 'Found').includes(`*${mine.grant}*`), 'with what was found');

    await world.slack.as(admin).pressHome('grantdesk.home.choose-owner', { value: auditor });
    const none = await shown(admin, (home) => textOf(home).includes('owned by'), 'without anything found');
    expect(under(none, 'Found')).toContain(`There is no grant owned by <@${auditor}>.`);

    await world.slack.as(admin).pressHome('grantdesk.home.clear-search');
    await shown(admin, (home) => !headersOf(home).includes('Found'), 'without a search');
  });

  test('a secret that somebody searches for by mistake is neither kept nor shown', async () => {
    await opened(admin);
    await world.slack.as(admin).pressHome('grantdesk.home.search', { value: `  wk_secret:${SECRET}` });
    const notice = await world.slack.until(() => world.slack.as(admin).modal, 'the advice');
    expect(textOf(notice)).toContain(SECRET_ADVICE);
    expect(await store.kept(`home:${admin}`)).not.toContain(SECRET.slice(0, 20));
    expect(textOf(await opened(admin))).not.toContain(SECRET.slice(0, 20));
    await world.slack.as(admin).close();
  });
});

describe('pages', () => {
  let tap: Tap;
  beforeEach(async () => {
    tap = await tapDeliveries(world);
  });

  test('are turned one list at a time, stay turned after a press, and begin anew on opening', async () => {
    for (let count = 0; count < 8; count++) await fileRequest(world, {}, auditor);
    await openedWithHeader(auditor, 'My requests (1–6 of 8)');
    await press(auditor, 'grantdesk.home.next', 'requests.1');
    const second = await shown(auditor, (home) => headerStarting(home, 'My requests').includes('7–8'), 'on page 2');
    expect(headerStarting(second, 'My requests')).toBe('My requests (7–8 of 8)');
    await fileRequest(world, {}, auditor);
    await shown(auditor, (home) => headerStarting(home, 'My requests').includes('7–9 of 9'), 'on page 2 of more');
    await press(auditor, 'grantdesk.home.previous', 'requests.0');
    await shown(auditor, (home) => headerStarting(home, 'My requests').includes('1–6'), 'on page 1 again');
    await tap.stop();
  });

  test('that a forged button names are not there, and show nothing that is not one’s own', async () => {
    await openedWithHeader(auditor, 'My requests (1–6 of 9)');
    await press(auditor, 'grantdesk.home.next', 'requests.1');
    await shown(auditor, (home) => headerStarting(home, 'My requests').includes('7–'), 'on page 2');
    for (const value of [
      'tasks.0',
      'requests.-1',
      'requests.1e9',
      '__proto__.1',
      '',
      'requests.99999999999999999999',
    ]) {
      const { hash } = await shown(auditor, () => true, 'at all');
      const delivery = forged(tap.last(), (payload) => {
        Object.assign((payload.actions as Node[])[0] ?? {}, { value });
      });
      expect((await world.slack.deliver(delivery)).status).toBe(200);
      const home = await shown(auditor, (now) => now.hash !== hash, 'to be published again');
      expect(headersOf(home)).toEqual(['API grants in Workiva', 'My grants', 'My requests', 'Notifications', 'Audit']);
    }
    await tap.stop();
  });
});

test('when Slack cannot say who is in which group, the tab says so and shows what is one’s own', async () => {
  const filed = await fileRequest(world, WRITES);
  world.clock.advance(20 * 60_000);
  world.slack.faults.fail('usergroups.users.list', { times: 1_000 });
  await world.slack.as(engineer).openHome();
  const words = 'Slack cannot say right now which groups you are in';
  const home = await shown(engineer, (tab) => textOf(tab).includes(words), 'to say so');
  expect(under(home, 'My requests')).toContain(filed.request);
});

function headerStarting({ view }: Home, title: string): string {
  return view.blocks.flatMap((block) => titleOf(block) ?? []).find((text) => text.startsWith(title)) ?? '';
}

/** Opens the tab once it has exactly this header. */
const openedWithHeader = (by: string, header: string): Promise<Home> =>
  opened(by, (home) => headerStarting(home, header) === header, `with the header “${header}”`);
