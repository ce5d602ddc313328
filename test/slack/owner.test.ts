import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { answerTo } from '../support/answers.ts';
import {
  approvalOf,
  approveFully,
  bringLive,
  daysAhead,
  fillForm,
  freshClientId,
  handOverOf,
  headerOf,
  labelsOf,
  openForm,
  startStoredWorld,
  taskOf,
  textOf,
  type Wish,
  wish,
} from '../support/journey.ts';

const OWNER = PEOPLE.auditor;

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 20, pollMs: 5 } }));
});
afterAll(() => stop?.());

/** Files a request that names another owner, and waits until that one is asked. */
async function fileFor(owner: string, changes: Wish = {}, by: string = PEOPLE.engineer, at = world) {
  const typed = wish(at, changes);
  await openForm(at, by);
  await fillForm(at, typed, by);
  const { errors } = await at.slack.as(by).submit({ owner });
  if (errors) throw new Error(`The form was refused: ${JSON.stringify(errors)}`);
  const asked = await ownerMessage(owner, typed.clientName, '', at);
  const request = headerOf(asked).split(' ')[0] ?? '';
  return {
    request,
    grant: request.replace('REQ', 'GRANT'),
    clientName: typed.clientName,
    username: typed.username,
    by,
  };
}

type FiledFor = Awaited<ReturnType<typeof fileFor>>;

const ownerMessage = (owner: string, clientName: string, words = '', at = world) =>
  at.slack.until(
    () =>
      at.slack
        .directMessages(owner)
        .find((one) => headerOf(one).endsWith(`· ${clientName}`) && textOf(one).includes(words)),
    `the message that asks ${owner} to own ${clientName}`,
  );

const answer = async ({ clientName }: FiledFor, what: 'accept' | 'decline', by: string = OWNER) =>
  world.slack.as(by).press(await ownerMessage(OWNER, clientName), `grantdesk.owner.${what}`);

const stored = async ({ request }: FiledFor) => (await store.request(request))?.record;
const approvalsOf = ({ request }: FiledFor): PostedMessage[] =>
  world.slack.messages(CHANNELS.requests).filter((one) => one.text.startsWith(`${request}:`));

describe('a request that names another owner', () => {
  test('asks them first: what it is, and nobody is asked to approve before', async () => {
    const filed = await fileFor(OWNER);
    const message = await ownerMessage(OWNER, filed.clientName);
    expect(textOf(message)).toContain(`<@${PEOPLE.engineer}> requests a Workiva API grant that is to be yours`);
    expect(textOf(message)).toContain('Spreadsheets (Read)');
    expect(labelsOf(message)).toEqual(['Accept', 'Decline']);
    expect(approvalsOf(filed)).toEqual([]);
    expect(await stored(filed)).toMatchObject({ state: 'awaiting_owner', owner: OWNER, opened: false });
  });

  test('goes on once they accept, and the grant is theirs', async () => {
    const filed = await fileFor(OWNER);
    await answer(filed, 'accept');
    await approvalOf(world, filed.request);
    expect(labelsOf(await ownerMessage(OWNER, filed.clientName, 'You accepted'))).toEqual([]);
    await approveFully(world, filed);
    await bringLive(world, { ...filed, by: OWNER }, freshClientId());
    expect((await store.grant(filed.grant))?.record).toMatchObject({ state: 'active', owner: OWNER });
    expect(labelsOf(await handOverOf(world, { grant: filed.grant, by: OWNER }))).toContain('Collected');
  });

  test('is approved by neither of the two', async () => {
    const filed = await fileFor(PEOPLE.admin);
    await world.slack
      .as(PEOPLE.admin)
      .press(await ownerMessage(PEOPLE.admin, filed.clientName), 'grantdesk.owner.accept');
    const approval = await approvalOf(world, filed.request);
    await answerTo(
      world,
      PEOPLE.admin,
      () => world.slack.as(PEOPLE.admin).press(approval, 'grantdesk.request.approve'),
      'You cannot decide on your own request',
    );
    expect((await stored(filed))?.approvals).toEqual([]);
  });

  test('ends when they decline, and the requester is told what to do', async () => {
    const filed = await fileFor(OWNER);
    await answer(filed, 'decline');
    const post = await world.slack.until(
      () =>
        world.slack.directMessages(PEOPLE.engineer).find((one) => one.text.includes(`the grant of ${filed.request}`)),
      'the post that says so',
    );
    expect(post.text).toContain(`<@${OWNER}> does not want to own the grant of ${filed.request}`);
    expect(labelsOf(await ownerMessage(OWNER, filed.clientName, '*You declined*'))).toEqual([]);
    expect(await stored(filed)).toMatchObject({ state: 'withdrawn', outcome: { by: OWNER } });
    expect(approvalsOf(filed)).toEqual([]);
  });

  test('is answered once: what comes later changes nothing', async () => {
    const filed = await fileFor(OWNER);
    const before = await ownerMessage(OWNER, filed.clientName);
    const person = world.slack.as(OWNER);
    const press = (what: 'accept' | 'decline') => person.press(before, `grantdesk.owner.${what}`);
    await answerTo(
      world,
      OWNER,
      () => Promise.all([press('accept'), press('decline')]),
      'there is nothing left to answer',
    );
    const events = (await store.audit.read(1, 10_000)).filter(({ subjects }) => subjects.includes(filed.request));
    expect(events.filter(({ action }) => action.startsWith('request.owner_'))).toHaveLength(1);
  });

  test('that a rule approves by itself waits for the owner, and for nobody else', async () => {
    const filed = await fileFor(OWNER, {
      workspace: 'Sandbox',
      scopes: ['Files (Read)'],
      expires: daysAhead(world, 20),
    });
    expect(await stored(filed)).toMatchObject({ state: 'awaiting_owner', stages: [] });
    await answer(filed, 'accept');
    await taskOf(world, filed.request);
    expect(await stored(filed)).toMatchObject({ state: 'awaiting_admin', approvals: [] });
  });

  test('goes to approvers after all where the policy has become stricter meanwhile', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'grantdesk-owner-'));
    const policyPath = join(folder, 'policy.yml');
    const example = await readFile(world.config.policyPath, 'utf8');
    await writeFile(policyPath, example);
    const other = await startStoredWorld({ policyPath });
    try {
      const short = { workspace: 'Sandbox', scopes: ['Files (Read)'], expires: daysAhead(other.world, 20) };
      const filed = await fileFor(OWNER, short, PEOPLE.engineer, other.world);
      await writeFile(
        policyPath,
        example.replace('approval: automatic', 'approval: { stages: [{ from: [finance] }] }'),
      );
      await other.world.grantdesk.reloadPolicy();
      await other.world.slack
        .as(OWNER)
        .press(await ownerMessage(OWNER, filed.clientName, '', other.world), 'grantdesk.owner.accept');
      expect(textOf(await approvalOf(other.world, filed.request))).toContain('*Waiting for 1 approval* from finance');
      expect((await other.store.request(filed.request))?.record.state).toBe('pending');
      expect(other.world.slack.messages(CHANNELS.requests)).toHaveLength(1);
    } finally {
      await other.stop();
      await rm(folder, { recursive: true });
    }
  });

  test('cannot be accepted once its day is past', async () => {
    const filed = await fileFor(OWNER, { expires: daysAhead(world, 2) });
    world.clock.advance(3 * DAY);
    await answerTo(
      world,
      OWNER,
      () => answer(filed, 'accept'),
      `<@${PEOPLE.engineer}> has to choose a later day first`,
    );
    expect((await stored(filed))?.state).toBe('awaiting_owner');
  });

  test('lapses when they never answer', async () => {
    const filed = await fileFor(OWNER);
    world.clock.advance(8 * DAY);
    await ownerMessage(OWNER, filed.clientName, 'It has lapsed');
    expect((await stored(filed))?.state).toBe('lapsed');
  });
});
