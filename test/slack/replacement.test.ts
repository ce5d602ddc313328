import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { answerTo, said as saidIn } from '../support/answers.ts';
import { cardSaying, opened, openedByCard } from '../support/deciding.ts';
import { eventually } from '../support/faults-world.ts';
import {
  approvalOf,
  approveFully,
  bringLive,
  cardOf,
  copyableValues,
  daysAhead,
  type Filed,
  fieldsOf,
  filedAs,
  handOverOf,
  headerOf,
  type Live,
  labelsOf,
  makeLive,
  openedBy,
  reachGrantTask,
  startStoredWorld,
  taskOf,
  textOf,
} from '../support/journey.ts';
import { policyText } from '../support/waiting.ts';
import { submitPast } from './tap.ts';

const RULES = `
  - name: What exists goes on
    when: { kind: [renew] }
    approval: { stages: [{ from: [finance] }] }
  - name: Everything else
    approval: { stages: [{ from: [workiva-admins] }] }`;

let world: World;
let store: Store;
let stop: () => Promise<void>;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantdesk-replacement-'));
  const policyPath = join(folder, 'policy.yml');
  await writeFile(policyPath, policyText({ rules: RULES }));
  const options = { policyPath, sweepEveryMs: 100, workiva: { operationMs: 20, pollMs: 5 } };
  ({ world, store, stop } = await startStoredWorld(options));
});
afterAll(async () => {
  await stop?.();
  await rm(folder, { recursive: true });
});

const engineer = () => world.slack.as(PEOPLE.engineer);
const grantOf = async (id: string) => (await store.grant(id))?.record;
const userOf = ({ username }: Pick<Filed, 'username'>) =>
  world.workiva.users.find((user) => user.username === username);

const said = (by: string, command: string) => saidIn(world, by, command);

/** Opens a form for the engineer, by what they do. */
const openForm = (act: () => Promise<unknown>) => openedBy(world, PEOPLE.engineer, act);

const openReplace = (grant: string) => openForm(() => engineer().command(`/grant replace ${grant.toLowerCase()}`));

/** Asks for a second grant with what the form proposes. */
async function askReplacement({ grant, username }: Filed): Promise<Filed> {
  const form = await openReplace(grant);
  const clientName = form.values.clientName?.['grantdesk.clientname.enter']?.value ?? '';
  const { errors } = await engineer().submit();
  if (errors) throw new Error(`The form was refused: ${JSON.stringify(errors)}`);
  return filedAs(world, clientName, username, PEOPLE.engineer);
}

async function collect(filed: Filed): Promise<void> {
  await engineer().press(await handOverOf(world, filed), 'grantdesk.grant.collect');
  await eventually(async () => (await grantOf(filed.grant))?.collected, `${filed.grant} to be collected`);
}

type Pair = { first: Live; second: Live };

async function makePair(): Promise<Pair> {
  const first = await makeLive(world);
  const asked = await askReplacement(first);
  await approveFully(world, asked);
  return { first, second: await bringLive(world, asked) };
}

const pairTitle = ({ first, second }: Pair) => `${first.grant} is replaced by ${second.grant}`;
const pairMessages = (pair: Pair): PostedMessage[] =>
  world.slack.directMessages(PEOPLE.engineer).filter((one) => headerOf(one) === pairTitle(pair));
const pairSays = (pair: Pair, words: string): Promise<PostedMessage> =>
  world.slack.until(
    () => pairMessages(pair).find((one) => textOf(one).includes(words)),
    `a message about the pair that says "${words}"`,
  );

async function advance(ms: number): Promise<void> {
  world.clock.advance(ms);
  const now = world.clock.now();
  await eventually(async () => (await store.due(now, 1)).length === 0, 'the sweep to be through');
}

describe('Replace', () => {
  test('opens from the hand-over with another name proposed, and shows what stays', async () => {
    const mine = await makeLive(world);
    const handOver = await handOverOf(world, mine);
    const before = daysAhead(world, 90);
    const form = await openForm(() => engineer().press(handOver, 'grantdesk.grant.replace'));
    expect(fieldsOf(form)).toEqual(['clientName', 'expires', 'purpose', 'urgency']);
    expect(form.values.clientName?.['grantdesk.clientname.enter']?.value).toBe(`${mine.clientName} (2)`);
    // A day may have begun meanwhile.
    const proposed = form.values.expires?.['grantdesk.expires.choose']?.selected_date;
    expect([before, daysAhead(world, 90)]).toContain(proposed);
    const shown = JSON.stringify(form.view);
    for (const kept of [mine.username, 'Finance Close', 'Spreadsheets (Read)', 'Viewer', '203.0.113.7']) {
      expect(shown).toContain(kept);
    }
    const { errors } = await submitPast(world, PEOPLE.engineer, {
      clientName: mine.clientName,
      expires: daysAhead(world, 400),
    });
    expect(errors).toEqual({ expires: expect.stringContaining('365 days at most'), clientName: expect.any(String) });
    await engineer().close();
    expect((await grantOf(mine.grant))?.replacedBy).toBeUndefined();
  });

  test('is approved like a renewal; what comes of it acts as the same user, and both are listed as a pair', async () => {
    const first = await makeLive(world);
    const asked = await askReplacement(first);
    const approval = await approvalOf(world, asked.request);
    expect(textOf(approval)).toContain('What exists goes on');
    expect(textOf(approval)).toContain(`${asked.grant} is to take the place of ${first.grant}`);
    await approveFully(world, asked);
    const values = copyableValues(await reachGrantTask(world, asked));
    expect(values).toMatchObject({ 'Workiva Username': first.username, Scopes: 'Spreadsheets (Read)' });
    const second = await bringLive(world, asked);
    expect(world.workiva.users.filter(({ username }) => username === first.username)).toHaveLength(1);

    const message = await pairSays({ first, second }, 'Both are live');
    expect(textOf(message)).toContain(first.clientId);
    expect(textOf(message)).toContain(second.clientId);
    expect(labelsOf(message)).toEqual(['It runs on the new one']);
    const list = textOf(await said(PEOPLE.engineer, '/grant list'));
    expect(list).toMatch(new RegExp(`\\*${first.grant}\\*.*replaced by ${second.grant} until`));
    expect(list).toMatch(new RegExp(`\\*${second.grant}\\*.*to take the place of ${first.grant}`));
    expect(textOf(await said(PEOPLE.engineer, `/grant show ${first.grant}`))).toContain(
      `It is replaced by ${second.grant} until`,
    );
    expect((await grantOf(first.grant))?.replacedBy?.until).toBe(
      new Date(Date.parse((await grantOf(second.grant))?.liveSince ?? '') + 14 * DAY).toISOString(),
    );
  });

  test('“It runs on the new one” revokes the first alone: the user stays as it is', async () => {
    const pair = await makePair();
    const { first, second } = pair;
    const message = await pairSays(pair, 'Both are live');
    const press = () => engineer().press(message, 'grantdesk.grant.runs-on-new');
    expect((await answerTo(world, PEOPLE.engineer, press)).text).toContain(
      `The secret of ${second.grant} is not collected yet`,
    );
    expect((await grantOf(first.grant))?.revocation).toBeUndefined();
    await collect(second);
    await press();
    const revocation = await eventually(async () => (await grantOf(first.grant))?.revocation, 'the revocation');
    await pairSays(pair, `is being revoked (${revocation}). ${second.grant} goes on`);
    await world.slack.as(PEOPLE.admin).press(await taskOf(world, revocation), 'grantdesk.task.finish');
    await eventually(async () => (await store.request(revocation))?.record.state === 'fulfilled', 'the clean-up');
    expect((await grantOf(first.grant))?.state).toBe('revoked');
    expect((await store.request(revocation))?.record.provisioning?.steps.at(-1)?.note).toContain(
      `Left as it is, because ${second.grant} acts as`,
    );
    expect(userOf(first)?.status).toBe('active');
    const after = await grantOf(second.grant);
    expect(after?.state).toBe('active');
    expect(after?.replaces).toBeUndefined();
    expect(textOf(await said(PEOPLE.engineer, '/grant list'))).not.toContain(`replaced by ${second.grant}`);
    for (const one of pairMessages(pair)) expect(labelsOf(one)).toEqual([]);
  });

  test('is refused to others, and while it is asked for already; once that is withdrawn it can be asked anew', async () => {
    const mine = await makeLive(world);
    expect((await said(PEOPLE.finance, `/grant replace ${mine.grant}`)).text).toContain('Only its owner');
    const asked = await askReplacement(mine);
    expect((await said(PEOPLE.engineer, `/grant replace ${mine.grant}`)).text).toContain(
      `${mine.grant} is being replaced already: ${asked.grant} is to take its place.`,
    );
    await engineer().press(await cardOf(world, asked), 'grantdesk.request.withdraw');
    await eventually(async () => (await store.request(asked.request))?.record.state === 'withdrawn', 'the withdrawal');
    const over = await cardSaying(world, asked, 'Withdrawn');
    const form = await opened(world, PEOPLE.engineer, over, 'ask-again');
    expect(fieldsOf(form)).toEqual(['clientName', 'expires', 'purpose', 'urgency']);
    expect((await engineer().submit()).errors).toBeUndefined();
    const again = await eventually(async () => {
      const named = (await grantOf(mine.grant))?.replacedBy?.grant;
      return named !== asked.grant && named;
    }, 'the second request');
    expect((await store.request(again.replace('GRANT', 'REQ')))?.record).toMatchObject({
      ...{ replaces: mine.grant, state: 'pending', policy: { rule: 'What exists goes on' } },
    });
  });

  test('can be edited in name, day and reason alone, and is routed as before', async () => {
    const mine = await makeLive(world);
    const asked = await askReplacement(mine);
    const form = await openedByCard(world, asked, 'edit');
    expect(fieldsOf(form)).toEqual(['clientName', 'expires', 'purpose', 'urgency']);
    engineer().fill({ clientName: `${mine.clientName} (new)` });
    expect((await engineer().submit()).errors).toBeUndefined();
    const edited = await eventually(async () => {
      const request = (await store.request(asked.request))?.record;
      return request?.revision === 2 && request;
    }, 'the edit');
    expect(edited).toMatchObject({ replaces: mine.grant, policy: { rule: 'What exists goes on' } });
    expect(edited.terms).toMatchObject({
      clientName: `${mine.clientName} (new)`,
      user: { kind: 'existing', username: mine.username },
      scopes: ['Spreadsheets (Read)'],
    });
  });
});

describe('a pair', () => {
  test('ends with the second grant: the first stays, and can be replaced again', async () => {
    const pair = await makePair();
    const { first, second } = pair;
    await pairSays(pair, 'Both are live');
    await openForm(() => engineer().command(`/grant revoke ${second.grant}`));
    await engineer().submit({ reason: 'The new host was given up.' });
    const over = await pairSays(pair, `${second.grant} does not take the place of ${first.grant} after all`);
    expect(labelsOf(over)).toEqual([]);
    expect((await grantOf(first.grant))?.replacedBy).toBeUndefined();
    await openReplace(first.grant);
    await engineer().close();
  });

  test('reminds its owner at half the time, a day before, and at the deadline, when the admins are told; nothing is revoked', async () => {
    const pair = await makePair();
    const { first, second } = pair;
    await pairSays(pair, 'Both are live');
    await advance(7 * DAY + 60_000);
    await pairSays(pair, 'Half of their time');
    await advance(6 * DAY);
    await pairSays(pair, ':alarm_clock:');
    await advance(DAY);
    await pairSays(pair, 'both still work');
    expect(pairMessages(pair)).toHaveLength(4);
    const told = await world.slack.until(
      () => world.slack.messages(CHANNELS.admin).find((one) => headerOf(one) === pairTitle(pair)),
      'the message to the admins',
    );
    expect(textOf(told)).toContain(`<@${PEOPLE.engineer}> has not said that the integration runs on ${second.grant}`);
    await advance(5 * DAY);
    expect(pairMessages(pair)).toHaveLength(4);
    expect(await grantOf(first.grant)).toMatchObject({ state: 'active' });
    expect((await grantOf(first.grant))?.revocation).toBeUndefined();

    await collect(second);
    await engineer().press(await pairSays(pair, 'both still work'), 'grantdesk.grant.runs-on-new');
    await world.slack.until(
      () =>
        world.slack
          .messages(CHANNELS.admin)
          .some((one) => one.ts === told.ts && textOf(one).includes(`${second.grant} goes on`)),
      'the message to the admins to be brought up to date',
    );
    // What the sweep of those five days had to say would be there by now.
    expect(pairMessages(pair)).toHaveLength(4);
  });
});
