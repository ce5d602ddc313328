import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { said as saidIn } from '../support/answers.ts';
import { approvalSaying, cardSaying, openedByApproval, pressAndHear, pressApproval } from '../support/deciding.ts';
import { eventually } from '../support/faults-world.ts';
import {
  approvalOf,
  bringLive,
  daysAhead,
  type Filed,
  fieldsOf,
  freshClientId,
  freshNames,
  headerOf,
  labelsOf,
  messageIn,
  openedBy,
  reachGrantTask,
  startStoredWorld,
  taskOf,
  textOf,
} from '../support/journey.ts';

const EMERGENCY = 'The close is stuck: the nightly export has lost its access.';

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 20, pollMs: 5 } }));
});
afterAll(() => stop?.());
beforeEach(() => forgetEarlier());
afterEach(() => world.workiva.faults.clear());

const ana = () => world.slack.as(PEOPLE.engineer);

const openBreakGlass = () => openedBy(world, PEOPLE.engineer, () => ana().command('/grant break-glass'));

/** How long, in ms, it is until nine in the morning, UTC: no day begins while a test goes on, unless it lets one. */
function untilMorning(): number {
  const now = world.clock.now();
  const ahead = new Date(now).setUTCHours(9, 0, 0, 0) - now.getTime();
  return ahead < 0 ? ahead + DAY : ahead;
}

/** Lets so much time pass that what the person did before stands in the way no more. It is morning then. */
async function forgetEarlier(): Promise<void> {
  world.clock.advance(8 * DAY);
  const isReviewed = async () => {
    const requests = await store.requestsOf(PEOPLE.engineer, 50);
    return requests.every(({ breakGlass }) => breakGlass === undefined || breakGlass.verdict !== undefined);
  };
  await eventually(isReviewed, 'everything that broke glass to be reviewed');
  world.clock.advance(8 * DAY + untilMorning());
}

/** Breaks glass, and waits until those who may approve after the fact are asked. */
async function breakGlass(changes: Record<string, string | string[]> = {}): Promise<Filed> {
  const names = { ...freshNames(), ...changes } as ReturnType<typeof freshNames>;
  const cards = () =>
    world.slack.directMessages(PEOPLE.engineer).filter((one) => headerOf(one).endsWith(`· ${names.clientName}`));
  const known = cards().length;
  await openBreakGlass();
  const before = ana().modal?.hash;
  await ana().choose('workspace', 'Finance Close');
  await world.slack.until(() => ana().modal?.hash !== before, 'the form to follow');
  const { errors } = await ana().submit({
    clientName: names.clientName,
    username: names.username,
    urgency: EMERGENCY,
    givenName: 'Nightly',
    familyName: 'Export',
    email: 'ana+export@example.com',
    tasks: ['Read spreadsheets'],
    scopes: ['Spreadsheets (Read)'],
    roles: ['Viewer'],
    expires: daysAhead(world, 2),
    purpose: 'Copies the close checklist into the warehouse.',
    ...changes,
  });
  if (errors) throw new Error(`The form was refused: ${JSON.stringify(errors)}`);
  const card = await world.slack.until(() => cards()[known], 'the card');
  const request = headerOf(card).split(' ')[0] ?? '';
  await approvalOf(world, request);
  const { clientName, username } = names;
  return { clientName, username, request, grant: request.replace('REQ', 'GRANT'), by: PEOPLE.engineer };
}

const announcement = ({ request }: Filed, channel: string, words = '') =>
  world.slack.until(
    () =>
      world.slack
        .messages(channel)
        .find((one) => headerOf(one).startsWith(`${request} broke glass`) && textOf(one).includes(words)),
    `the announcement of ${request} in ${channel} to say "${words}"`,
  );

const direct = (by: string, about: string, words: string) =>
  world.slack.until(
    () => world.slack.directMessages(by).find((one) => textOf(one).includes(about) && textOf(one).includes(words)),
    `${by} to be told "${words}"`,
  );

const said = (by: string, command: string) => saidIn(world, by, command);

/** The hand-over to its requester, once it says how the grant stands. */
const handOverSaying = ({ grant: id }: Filed, stands: string) =>
  world.slack.until(
    () => world.slack.directMessages(PEOPLE.engineer).find((one) => headerOf(one) === `${id} ${stands}`),
    `the hand-over of ${id} to say that it ${stands}`,
  );

/** The words of a message's blocks. */
const blockText = (message: PostedMessage) => textOf({ ...message, text: '' }).trim();

/** Notes what its requester has been told about it so far. Answers what they are told later on, in messages of its own. */
function listenFor({ request: id, grant: name }: Filed): () => string[] {
  const about = () =>
    world.slack
      .directMessages(PEOPLE.engineer)
      .filter((one) => [id, name].some((words) => new RegExp(`\\b${words}\\b`).test(textOf(one))));
  const known = new Set(about().map(({ ts }) => ts));
  return () => about().flatMap((one) => (known.has(one.ts) ? [] : blockText(one)));
}

const approve = (filed: Filed) => pressApproval(world, PEOPLE.admin, filed, 'approve');

async function deny(filed: Filed, reason: string): Promise<void> {
  await openedByApproval(world, PEOPLE.admin, filed, 'deny');
  expect((await world.slack.as(PEOPLE.admin).submit({ reason })).errors).toBeUndefined();
}

const request = async (filed: Filed) => (await store.request(filed.request))?.record;
const grant = async (filed: Filed) => (await store.grant(filed.grant))?.record;
const actionsOn = async ({ request: id }: Filed) =>
  (await store.audit.read(1, 10_000)).filter(({ subjects }) => subjects.includes(id)).map(({ action }) => action);
const userOf = ({ username }: Filed) => world.workiva.userNamed(username);

describe('/grant break-glass', () => {
  test('opens a form for those whom the policy names, and only for them', async () => {
    expect(fieldsOf(await openBreakGlass())).toEqual(expect.arrayContaining(['urgency', 'scopes', 'expires']));
    await ana().close();
    expect((await said(PEOPLE.newcomer, '/grant break-glass')).text).toContain(
      `You cannot break glass; the policy names <@${PEOPLE.engineer}> for that`,
    );
    expect(world.slack.as(PEOPLE.newcomer).modal).toBeUndefined();
  });

  test('refuses what lives longer than the policy lets it', async () => {
    await expect(breakGlass({ expires: daysAhead(world, 4) })).rejects.toThrow('lives 2 days at most');
    await ana().close();
  });

  test('starts at once, and the admin and the audit channel are told who, what, why, and whom it waits for', async () => {
    const filed = await breakGlass();
    for (const channel of [CHANNELS.admin, CHANNELS.audit]) {
      const text = textOf(await announcement(filed, channel));
      for (const words of [
        `<@${PEOPLE.engineer}> has started ${filed.request} (${filed.clientName}) without waiting for approval`,
        EMERGENCY,
        'Spreadsheets (Read)',
        '*It waits for 1 approval after the fact*, from workiva-admins',
      ]) {
        expect(text).toContain(words);
      }
    }
    await taskOf(world, filed.request);
    expect(userOf(filed)?.status).toBe('active');
    expect(await request(filed)).toMatchObject({ state: 'awaiting_admin', approvals: [] });
    const actions = await actionsOn(filed);
    expect(actions.slice(0, 2)).toEqual(['request.filed', 'request.glass_broken']);
    expect(actions).not.toContain('request.approved');
  });
});

describe('approved after the fact', () => {
  test('it goes on like any other, and is not stopped when the 24 hours are over', async () => {
    const filed = await breakGlass();
    await bringLive(world, filed, freshClientId());
    await pressAndHear(world, PEOPLE.engineer, filed, 'approve', 'You cannot decide on your own request');
    await approve(filed);
    await announcement(filed, CHANNELS.audit, '*Approved after the fact*');
    const text = textOf(await announcement(filed, CHANNELS.admin, '*Approved after the fact*'));
    expect(text).toContain(`${filed.grant} is active, client ID`);
    world.clock.advance(25 * HOUR);
    await direct(PEOPLE.engineer, `${filed.grant} ·`, 'expires on');
    expect(await grant(filed)).toMatchObject({ state: 'active' });
    expect(userOf(filed)?.status).toBe('active');
  });

  test('also when it has expired meanwhile', async () => {
    const filed = await breakGlass({ expires: daysAhead(world, 1) });
    await bringLive(world, filed, freshClientId());
    const midnight = new Date(`${daysAhead(world, 1)}T00:00:00Z`).getTime();
    world.clock.advance(midnight - world.clock.now().getTime() + 1_000);
    await direct(PEOPLE.engineer, filed.grant, 'expired on');
    await approve(filed);
    await announcement(filed, CHANNELS.admin, '*Approved after the fact*');
    expect((await request(filed))?.breakGlass?.verdict).toMatchObject({ outcome: 'approved', by: PEOPLE.admin });
  });
});

describe('denied after the fact', () => {
  test('a live grant is suspended in Workiva at once, and everybody is told', async () => {
    const filed = await breakGlass();
    await bringLive(world, filed, freshClientId());
    await direct(PEOPLE.engineer, `${filed.request} ·`, ', created for Nightly Export');
    const news = listenFor(filed);
    await deny(filed, 'This could have waited until the morning.');

    const text = textOf(await announcement(filed, CHANNELS.admin, 'Workiva refuses its integration user'));
    expect(text).toContain(`*Denied after the fact* by <@${PEOPLE.admin}>`);
    expect(text).toContain('This could have waited until the morning.');
    await announcement(filed, CHANNELS.audit, 'Workiva refuses its integration user');
    expect(userOf(filed)?.status).toBe('suspended');
    expect(await grant(filed)).toMatchObject({
      state: 'suspended',
      suspension: { by: PEOPLE.admin, enforced: { by: 'grantdesk' } },
    });

    const admins = await messageIn(world, CHANNELS.admin, `${filed.grant} · suspended`);
    expect(labelsOf(admins)).toEqual(['Revoke']);
    await direct(PEOPLE.engineer, filed.grant, 'its integration can no longer call Workiva');
    expect(labelsOf(await handOverSaying(filed, 'is suspended'))).toEqual(['Revoke']);
    expect(news()).toEqual([
      [
        `${filed.request} was denied after the fact by <@${PEOPLE.admin}>:`,
        'This could have waited until the morning.',
        `${filed.grant} is suspended for good: its integration can no longer call Workiva, and it cannot be renewed. Ask again if it is still needed.`,
        'Ask again',
      ].join('\n'),
    ]);
    expect((await said(PEOPLE.engineer, `/grant renew ${filed.grant}`)).text).toContain('is suspended');
  });

  test('one whose grant an admin is still to make stops: the task closes, and a client ID is refused', async () => {
    const filed = await breakGlass();
    const task = await reachGrantTask(world, filed);
    const second = world.slack.as(PEOPLE.secondAdmin);
    await openedBy(world, PEOPLE.secondAdmin, () => second.press(task, 'grantdesk.task.finish'));
    const news = listenFor(filed);
    await deny(filed, 'Nobody knew of this.');

    await world.slack.until(
      () => textOf(nowOf(task)).includes('nothing of this is to be done') && labelsOf(nowOf(task)).length === 0,
      'the task to close',
    );
    expect((await second.submit({ clientId: freshClientId() })).errors).toBeUndefined();
    expect(JSON.stringify(second.modal?.view)).toContain(`delete the grant “${filed.clientName}”`);
    await second.close();
    await announcement(filed, CHANNELS.admin, `${filed.grant} was never made.`);
    await announcement(filed, CHANNELS.admin, 'Workiva refuses its integration user');
    expect(userOf(filed)?.status).toBe('suspended');
    expect(await request(filed)).toMatchObject({ state: 'denied' });
    expect(await grant(filed)).toMatchObject({ state: 'revoked' });
    await messageIn(world, CHANNELS.admin, `${filed.grant} · stopped`);
    await direct(
      PEOPLE.engineer,
      filed.grant,
      'was stopped before it was made: nothing more is prepared in Workiva, and what had been is taken back',
    );
    await cleanedUp(filed);
    expect(news()).toHaveLength(1);
  });

  test('never suspends somebody else’s user, whose name the request only used', async () => {
    const filed = await breakGlass({ username: 'amir.admin', email: 'amir@example.com' });
    await messageIn(world, CHANNELS.admin, `${filed.request} needs an admin`);
    await deny(filed, 'That is a person’s account.');
    await announcement(filed, CHANNELS.admin, 'No integration user had been made for it');
    expect(world.workiva.userNamed('amir.admin')?.status).toBe('active');
    expect((await request(filed))?.state).toBe('denied');
  });

  test('suspends a user, too, that came into being at that very moment', async () => {
    const making = world.workiva.faults.hold({ method: 'POST', path: /\/users/ });
    const filed = await breakGlass();
    await making.arrived;
    await deny(filed, 'Stop this.');
    await announcement(filed, CHANNELS.admin, 'is being suspended in Workiva');
    making.release();
    await announcement(filed, CHANNELS.admin, 'Workiva refuses its integration user');
    expect(userOf(filed)?.status).toBe('suspended');
  });

  test('frees its client name', async () => {
    const filed = await breakGlass();
    await deny(filed, 'Ask in the usual way.');
    await announcement(filed, CHANNELS.admin, '*Denied after the fact*');
    await forgetEarlier();
    const again = await breakGlass({ clientName: filed.clientName });
    expect(await request({ ...filed, request: again.request })).toMatchObject({ breakGlass: { reason: EMERGENCY } });
  });
});

describe('not approved within 24 hours', () => {
  test('those who may approve are reminded half-way, once, of what happens without them', async () => {
    const filed = await breakGlass();
    world.clock.advance(12 * HOUR + 1_000);
    const words = `${filed.request} broke glass: it is carried out already, and nobody has approved it.`;
    const reminders = () => world.slack.messages(CHANNELS.requests).filter((one) => textOf(one).includes(words));
    await world.slack.until(() => reminders()[0], 'a reminder');
    expect(textOf(reminders()[0] as PostedMessage)).toContain('it is suspended by itself');
    world.clock.advance(HOUR);
    const now = world.clock.now();
    await eventually(async () => (await store.due(now, 1)).length === 0, 'the sweep to be through');
    expect(reminders()).toHaveLength(1);
    expect((await actionsOn(filed)).filter((action) => action === 'request.review_reminded')).toHaveLength(1);
  });

  test('it is suspended by itself, and everybody is told', async () => {
    const filed = await breakGlass();
    await bringLive(world, filed, freshClientId());
    const news = listenFor(filed);
    world.clock.advance(24 * HOUR + 1_000);
    await announcement(filed, CHANNELS.admin, '*Nobody approved it within 24 hours*');
    await announcement(filed, CHANNELS.audit, 'Workiva refuses its integration user');
    expect(userOf(filed)?.status).toBe('suspended');
    expect(await grant(filed)).toMatchObject({ state: 'suspended', suspension: { by: 'grantdesk' } });
    const outcomes = () => news().filter((text) => !text.includes('expires on'));
    await world.slack.until(() => outcomes()[0], 'the requester to be told');
    expect(outcomes()).toEqual([
      `Nobody approved ${filed.request} within 24 hours after the fact. ${filed.grant} is suspended for good: its integration can no longer call Workiva, and it cannot be renewed. Ask again if it is still needed.\nAsk again`,
    ]);
    const message = await approvalSaying(world, filed, 'Lapsed* after the fact');
    expect(labelsOf(message)).not.toContain('Approve');
    expect((await request(filed))?.breakGlass?.verdict).toMatchObject({ outcome: 'lapsed', by: 'grantdesk' });
  });

  test('a request that has failed stops, and cannot be withdrawn from its review before', async () => {
    world.workiva.faults.answer({ method: 'POST', path: /\/users/ }, { status: 400, message: 'No.', times: 9 });
    const filed = await breakGlass();
    await messageIn(world, CHANNELS.admin, `${filed.request} needs an admin`);
    const card = await cardSaying(world, filed, 'stopped by a failure');
    expect(labelsOf(card)).not.toContain('Withdraw');
    world.clock.advance(24 * HOUR + 1_000);
    await announcement(filed, CHANNELS.admin, '*Nobody approved it within 24 hours*');
    expect((await request(filed))?.state).toBe('lapsed');
    const isDone = async () => !(await store.due(world.clock.now(), 10)).includes(filed.grant);
    await eventually(isDone, 'the sweep to be done with the grant');
  });
});

/** Waits until the user that was made for it is cleaned up. */
const cleanedUp = ({ grant: id }: Filed) =>
  eventually(async () => {
    const requests = await store.requestsOf(PEOPLE.engineer, 50);
    return requests.some(({ kind, grant: about, state }) => kind === 'revoke' && about === id && state === 'fulfilled');
  }, `${id} to be cleaned up`);

const nowOf = ({ channel, ts }: PostedMessage) =>
  world.slack.messages(channel).find((one) => one.ts === ts) as PostedMessage;

describe('who broke glass before', () => {
  test('cannot again until that is approved after the fact, nor for a week after it was denied', async () => {
    const filed = await breakGlass();
    expect((await said(PEOPLE.engineer, '/grant break-glass')).text).toContain(`${filed.request} broke glass`);
    await deny(filed, 'It could have waited.');
    await direct(PEOPLE.engineer, filed.request, 'It could have waited.');
    const again = await said(PEOPLE.engineer, '/grant break-glass');
    expect(again.text).toContain('you cannot do it again within 7 days');
    world.clock.advance(8 * DAY);
    await openBreakGlass();
    await ana().close();
  });
});
