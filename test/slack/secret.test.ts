import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage, ViewInHand } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { answerTo, said } from '../support/answers.ts';

import { eventually } from '../support/faults-world.ts';
import {
  daysAhead,
  freshClientId,
  handOverOf,
  headerOf,
  type Live,
  labelsOf,
  makeLive,
  messageIn,
  openedBy,
  startStoredWorld,
  textOf,
} from '../support/journey.ts';

let folder: string;
let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grantdesk-secret-'));
  const policyPath = join(folder, 'policy.yml');
  const text = await readFile('policy.yml', 'utf8');
  await writeFile(policyPath, text.replace('\ntiming:\n', '\ntiming:\n  rotate_secret_every: 20d\n'));
  ({ world, store, stop } = await startStoredWorld({ policyPath, workiva: { operationMs: 20, pollMs: 5 } }));
});
afterAll(async () => {
  await stop?.();
  await rm(folder, { recursive: true, force: true });
});

const engineer = () => world.slack.as(PEOPLE.engineer);
const live = () =>
  makeLive(world, { userKind: 'existing', username: 'ledger-sync', roles: [] }, PEOPLE.engineer, freshClientId());
const grantOf = async ({ grant }: Pick<Live, 'grant'>) => (await store.grant(grant))?.record;

/** Waits until Workiva refuses the user of a stopped grant. */
const enforcedOf = (mine: Live) =>
  eventually(async () => (await grantOf(mine))?.suspension?.enforced, `the suspension of ${mine.grant}`);

/** The modal that asks the owner where a secret may have leaked. */
async function leakModal(mine: Live): Promise<ViewInHand> {
  const handOver = await handOverOf(world, mine);
  return openedBy(world, PEOPLE.engineer, () => engineer().press(handOver, 'grantdesk.grant.leaked-secret'));
}

const direct = (words: string, test: (message: PostedMessage) => boolean = () => true) =>
  world.slack.until(
    () => world.slack.directMessages(PEOPLE.engineer).findLast((one) => textOf(one).includes(words) && test(one)),
    `a direct message that says "${words}"`,
  );

const aboutGrant =
  ({ grant }: Live) =>
  (message: PostedMessage) =>
    headerOf(message).startsWith(`${grant} ·`);

describe('a secret', () => {
  test('that is lost: its owner is told, alone, how to regenerate it and what that does', async () => {
    const mine = await live();
    const handOver = await handOverOf(world, mine);
    const lost = (by: string) =>
      answerTo(world, by, () => world.slack.as(by).press(handOver, 'grantdesk.grant.lost-secret'));
    const { text } = await lost(PEOPLE.engineer);
    expect(text).toContain('press *Regenerate*');
    expect(text).toContain('every earlier secret is invalid');
    expect(text).toContain('`ledger-sync`');
    const { text: refusal } = await lost(PEOPLE.newcomer);
    expect(refusal).toContain(`Only its owner, <@${PEOPLE.engineer}>, or an admin`);
  });

  test('that may have leaked: the admins are told at once where, it is audited, and the owner what to do', async () => {
    const mine = await live();
    const choice = await said(world, PEOPLE.engineer, `/grant secret ${mine.grant}`);
    expect(labelsOf(choice)).toEqual(['I lost the secret', 'It may have leaked']);
    await leakModal(mine);

    const typed = `client_secret = ${'x7Qp'.repeat(11)}`;
    expect((await engineer().submit({ where: typed })).errors).toEqual({
      where: expect.stringMatching(/looks like a secret/),
    });
    expect((await engineer().submit({ where: 'In a log of the nightly export.' })).errors).toBeUndefined();
    expect(JSON.stringify(engineer().modal?.view)).toContain('The admins have been told');
    expect(JSON.stringify(engineer().modal?.view)).toContain(`/grant suspend ${mine.grant}`);
    await engineer().close();

    const told = await messageIn(world, CHANNELS.admin, `${mine.grant} · the secret may have leaked`);
    expect(textOf(told)).toContain('In a log of the nightly export.');
    expect(labelsOf(told)).toEqual(['Suspend']);
    const events = await store.audit.read(1, 100_000);
    expect(events.filter(({ action }) => action === 'grant.secret_leaked')).toEqual([
      expect.objectContaining({ actor: PEOPLE.engineer, detail: { where: 'In a log of the nightly export.' } }),
    ]);
    expect(JSON.stringify(events)).not.toContain('x7Qp');
  });

  test('that is not collected: a reminder after 2 days, and after 14 the question whether it is needed', async () => {
    const mine = await live();
    world.clock.advance(2 * DAY);
    const reminder = await direct('is not collected yet', aboutGrant(mine));
    expect(labelsOf(reminder)).toEqual(['Collected']);
    world.clock.advance(12 * DAY);
    const question = await direct('Is it needed at all?', aboutGrant(mine));
    expect(labelsOf(question)).toEqual(['Collected', 'Revoke']);
    await engineer().press(question, 'grantdesk.grant.collect');
    for (const { ts } of [reminder, question]) {
      expect(labelsOf(await direct('Its secret is collected', (one) => one.ts === ts))).toEqual([]);
    }
  });

  test('that is not collected on the day of a warning: the warning says so too, and the reminder waits for the next day', async () => {
    const ending = { userKind: 'existing', username: 'ledger-sync', roles: [], expires: daysAhead(world, 28) } as const;
    const mine = await makeLive(world, ending, PEOPLE.engineer, freshClientId());
    const told = async () => {
      await eventually(async () => !(await store.due(world.clock.now(), 50)).includes(mine.grant), 'the sweep');
      return world.slack.directMessages(PEOPLE.engineer).filter(aboutGrant(mine));
    };
    world.clock.advance(14 * DAY);
    const warning = await direct('loses its access', aboutGrant(mine));
    expect(textOf(warning)).toContain('*Its secret is not collected yet*, so no integration can use it.');
    expect(await told()).toHaveLength(1);
    world.clock.advance(DAY);
    await direct('Is it needed at all?', aboutGrant(mine));
    expect(await told()).toHaveLength(2);
  });

  test('that is collected: its owner is reminded to regenerate it as often as the policy says, and presses Done', async () => {
    const lasting = {
      userKind: 'existing',
      username: 'ledger-sync',
      roles: [],
      expires: daysAhead(world, 90),
    } as const;
    const mine = await makeLive(world, lasting, PEOPLE.engineer, freshClientId());
    await engineer().press(await handOverOf(world, mine), 'grantdesk.grant.collect');
    await direct('Collected, <!date^', (one) => headerOf(one) === `${mine.grant} is live`);
    world.clock.advance(20 * DAY);
    const reminder = await direct('asks for a new secret', aboutGrant(mine));
    expect(labelsOf(reminder)).toEqual(['Done']);
    await engineer().press(reminder, 'grantdesk.grant.rotated');
    const done = await direct('Its secret was regenerated', ({ ts }) => ts === reminder.ts);
    expect(labelsOf(done)).toEqual([]);
    expect((await grantOf(mine))?.rotated?.by).toBe(PEOPLE.engineer);
    world.clock.advance(20 * DAY);
    const next = await direct('asks for a new secret', (one) => aboutGrant(mine)(one) && one.ts !== reminder.ts);
    expect(labelsOf(next)).toEqual(['Done']);
  });

  test('that may have leaked, and is misused: the grant is suspended with it, and what stops too is named before', async () => {
    const mine = await live();
    const other = await live();
    const modal = await leakModal(mine);
    expect(JSON.stringify(modal.view)).toContain(`*${other.grant}*`);
    expect((await engineer().submit({ where: 'In a public repository.', stop: ['suspend'] })).errors).toBeUndefined();
    expect(JSON.stringify(engineer().modal?.view)).toContain(`${mine.grant} is suspended`);
    await engineer().close();
    expect(await grantOf(mine)).toMatchObject({
      state: 'suspended',
      leaks: [{ where: 'In a public repository.' }],
      suspension: { by: PEOPLE.engineer, reason: 'Its secret may have leaked.' },
    });
  });

  test('that may have leaked, of a grant that an admin has stopped meanwhile: it is stopped anew for that, and an earlier form lets nothing work again', async () => {
    const mine = await makeLive(world, { roles: [] }, PEOPLE.engineer, freshClientId());
    await leakModal(mine);
    const admin = world.slack.as(PEOPLE.admin);
    const formOf = (word: string) => openedBy(world, PEOPLE.admin, () => admin.command(`/grant ${word} ${mine.grant}`));
    await formOf('suspend');
    await admin.submit({ reason: 'Seen in a log.' });
    await enforcedOf(mine);
    const form = await formOf('reinstate');
    expect(JSON.stringify(form.view)).not.toContain('may have leaked');
    expect((await engineer().submit({ where: 'In a log.', stop: ['suspend'] })).errors).toBeUndefined();
    expect(JSON.stringify(engineer().modal?.view)).toContain(`The admins have been told. ${mine.grant} is suspended.`);
    await engineer().close();
    const suspension = {
      by: PEOPLE.engineer,
      reason: 'Its secret may have leaked. It was suspended before, for this reason: Seen in a log.',
      run: 2,
    };
    expect(await grantOf(mine)).toMatchObject({ leaks: [{ where: 'In a log.' }], suspension });
    await enforcedOf(mine);

    await admin.submit({ reason: 'A false alarm.' });
    expect(JSON.stringify(admin.modal?.view)).toContain('somebody has said that a secret may have leaked');
    await admin.close();
    expect((await grantOf(mine))?.state).toBe('suspended');
    const anew = await formOf('reinstate');
    expect(JSON.stringify(anew.view)).toContain(`The secret of ${mine.grant} may have leaked`);
    expect(JSON.stringify(anew.view)).toContain('In a log.');
    expect((await admin.submit({ reason: 'Its secret is regenerated.' })).errors).toBeUndefined();
    expect((await grantOf(mine))?.state).toBe('active');
  });
});
