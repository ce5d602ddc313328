import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/domain/duration.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage, ViewInHand } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import { said } from '../support/answers.ts';

import { eventually } from '../support/faults-world.ts';
import {
  copyableValues,
  daysAhead,
  freshClientId,
  handOverOf,
  headerOf,
  type Live,
  labelsOf,
  makeLive,
  openedBy,
  startStoredWorld,
  textOf,
} from '../support/journey.ts';

const REASON = 'The integration was switched off.';

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({
    workiva: { operationMs: 20, pollMs: 5 },
    sweepEveryMs: 100,
  }));
});
afterAll(() => stop?.());

const live = (changes = {}, by: string = PEOPLE.engineer) => makeLive(world, changes, by, freshClientId());

/** Types a command, and answers the modal that it opens. */
const modalOf = (by: string, command: string) => openedBy(world, by, () => world.slack.as(by).command(command));
const wordsOf = ({ view }: ViewInHand) => textOf({ text: '', blocks: view.blocks as PostedMessage['blocks'] });

const direct = (person: string, fits: (one: PostedMessage) => boolean, what: string) =>
  world.slack.until(() => world.slack.directMessages(person).findLast(fits), what);

/** Revokes by the typed command. Answers what the modal said. */
async function revoke(mine: Pick<Live, 'grant'>, by: string = PEOPLE.engineer): Promise<string> {
  const modal = await modalOf(by, `/grant revoke ${mine.grant}`);
  expect((await world.slack.as(by).submit({ reason: REASON })).errors).toBeUndefined();
  return wordsOf(modal);
}

/** The open task to delete a grant. */
const deletionOf = ({ clientId }: Live) =>
  world.slack.until(
    () =>
      world.slack
        .messages(CHANNELS.admin)
        .find((one) => copyableValues(one)['Client ID'] === clientId && labelsOf(one).includes('Done')),
    `the task to delete ${clientId}`,
  );

const deleted = async (mine: Live) => {
  await world.slack.as(PEOPLE.admin).press(await deletionOf(mine), 'grantdesk.task.finish');
};

const cardOfRevocation = (person: string, grant: string, words: string) =>
  direct(person, (one) => headerOf(one).endsWith(grant) && textOf(one).includes(words), `"${words}" about ${grant}`);

const userOf = ({ username }: Live) => world.workiva.userNamed(username);

describe('a revocation', () => {
  test('from the hand-over ends the grant and leaves nothing of it in Workiva', async () => {
    const mine = await live({ roles: ['Viewer', 'Creator'] });
    const owner = world.slack.as(PEOPLE.engineer);
    const handOver = await handOverOf(world, mine);
    const modal = await openedBy(world, PEOPLE.engineer, () => owner.press(handOver, 'grantdesk.revocation.ask'));
    expect(wordsOf(modal)).toContain('nobody can bring it back');
    expect(wordsOf(modal)).toContain('loses its roles and its membership in Finance Close, and *is suspended*');
    await owner.submit({ reason: REASON });

    const task = await deletionOf(mine);
    expect(headerOf(task)).toContain('Delete the API grant');
    expect(textOf(task)).toContain(REASON);
    expect(textOf(task)).toContain('which needs no approval');
    await cardOfRevocation(PEOPLE.engineer, `Revoke ${mine.grant}`, 'Until it is deleted its secret still works');
    await deleted(mine);

    const card = await cardOfRevocation(PEOPLE.engineer, `Revoke ${mine.grant}`, 'nothing of it is left in Workiva');
    expect(textOf(card)).toContain('Took Viewer, Creator');
    expect(textOf(card)).toContain('Removed from Finance Close');
    expect(labelsOf(card)).toEqual([]);
    expect(userOf(mine)?.status).toBe('suspended');
    expect((await store.grant(mine.grant))?.record).toMatchObject({ state: 'revoked' });
    await direct(
      PEOPLE.engineer,
      (one) => headerOf(one) === `${mine.grant} is revoked` && labelsOf(one).length === 0,
      'the hand-over to say so',
    );
    const approvals = world.slack.messages(CHANNELS.requests).filter((one) => textOf(one).includes(mine.grant));
    expect(approvals.map(headerOf)).toEqual([expect.stringContaining(mine.request)].slice(0, approvals.length));
  });

  test('by an admin tells the owner who and why', async () => {
    const mine = await live();
    await revoke(mine, PEOPLE.admin);
    const message = await direct(
      PEOPLE.engineer,
      (one) => textOf(one).includes(`<@${PEOPLE.admin}> revokes ${mine.grant}`),
      'the owner to be told',
    );
    expect(textOf(message)).toContain(REASON);
    await cardOfRevocation(PEOPLE.admin, `Revoke ${mine.grant}`, 'waiting for an admin');
  });

  test('leaves the integration user alone while another grant acts as it, and says so before and after', async () => {
    const mine = await live();
    const other = await live({ userKind: 'existing', username: mine.username });
    expect(await revoke(mine)).toContain(
      `*stays as it is*, with its roles, because it is needed by:\n• *${other.grant}*`,
    );
    await deleted(mine);
    const card = await cardOfRevocation(PEOPLE.engineer, `Revoke ${mine.grant}`, 'its integration user stays');
    expect(textOf(card)).toContain(`Left as it is, because ${other.grant} acts as ${mine.username} too`);
    expect(userOf(mine)?.status).toBe('active');

    await revoke(other);
    await deleted(other);
    await cardOfRevocation(PEOPLE.engineer, `Revoke ${other.grant}`, 'nothing of it is left');
    expect(userOf(mine)?.status).toBe('suspended');
  });

  test('is nobody else’s, and is filed once', async () => {
    const mine = await live();
    const command = `/grant revoke ${mine.grant}`;
    const no = `Only its owner, <@${PEOPLE.engineer}>, or an admin can revoke ${mine.grant}`;
    await said(world, PEOPLE.newcomer, command, no);
    await revoke(mine);
    await said(world, PEOPLE.admin, command, `already revokes ${mine.grant}`);
  });

  test('ends by itself what still asks to renew the grant', async () => {
    const mine = await live();
    const owner = world.slack.as(PEOPLE.engineer);
    await modalOf(PEOPLE.engineer, `/grant renew ${mine.grant}`);
    await owner.submit({ expires: daysAhead(world, 100) });
    const renewal = await eventually(async () => (await store.grant(mine.grant))?.record.renewal, 'the renewal');
    await revoke(mine);
    await eventually(async () => (await store.request(renewal))?.record.state === 'denied', 'its end');
    const { record } = (await store.request(renewal)) ?? {};
    expect(record?.outcome).toMatchObject({
      by: 'grantdesk',
      reason: expect.stringContaining(`${mine.grant} is being taken away`),
    });
    expect((await store.grant(mine.grant))?.record.renewal).toBeUndefined();
  });
});

describe('a grant that has expired', () => {
  test('is cleaned up by itself, and can be asked for again with one button', async () => {
    const mine = await live({ expires: daysAhead(world, 10) });
    world.clock.advance(11 * DAY);
    const task = await deletionOf(mine);
    expect(headerOf(task)).toContain('Delete the expired API grant');
    await deleted(mine);
    await cardOfRevocation(PEOPLE.engineer, `Clean up after ${mine.grant}`, 'nothing of it is left');
    expect(userOf(mine)?.status).toBe('suspended');
    expect((await store.grant(mine.grant))?.record.state).toBe('expired');
    const admins = await world.slack.until(
      () =>
        world.slack
          .messages(CHANNELS.admin)
          .find((one) => textOf(one).includes(`${mine.grant} (`) && textOf(one).includes('expired on')),
      'the admins to be told',
    );
    expect(textOf(admins)).toContain('asks you to delete its entry');

    const message = await direct(
      PEOPLE.engineer,
      (one) => textOf(one).includes(`${mine.grant} (`) && labelsOf(one).includes('Request it again'),
      'the button',
    );
    const owner = world.slack.as(PEOPLE.engineer);
    const again = () => owner.press(message, 'grantdesk.grant.request-again');
    const form = await openedBy(world, PEOPLE.engineer, again);
    expect(wordsOf(form)).toContain('The form is filled in with what it was');
    expect(JSON.stringify(form.values)).toContain(mine.clientName);
    expect(JSON.stringify(form.values)).toContain(mine.username);
    expect((await owner.submit()).errors).toBeUndefined();
    const asked = await eventually(async () => {
      const [newest] = await store.requestsOf(PEOPLE.engineer, 1);
      return newest?.kind === 'create' && newest.id !== mine.request && newest;
    }, 'the new request');
    expect(asked).toMatchObject({
      terms: { clientName: mine.clientName, user: { kind: 'existing', username: mine.username } },
    });
  });

  test('waits with it while a renewal is open, and is cleaned up when that is denied', async () => {
    const mine = await live({ expires: daysAhead(world, 5) });
    const owner = world.slack.as(PEOPLE.engineer);
    await modalOf(PEOPLE.engineer, `/grant renew ${mine.grant}`);
    await owner.submit({ expires: daysAhead(world, 100) });
    const renewal = await eventually(async () => (await store.grant(mine.grant))?.record.renewal, 'the renewal');
    world.clock.advance(6 * DAY);
    await eventually(async () => (await store.grant(mine.grant))?.record.state === 'expired', 'its expiry');
    await eventually(async () => (await store.due(world.clock.now(), 1)).length === 0, 'the sweep to be through');
    expect((await store.grant(mine.grant))?.record.revocation).toBeUndefined();
    await owner.press(
      await direct(PEOPLE.engineer, (one) => headerOf(one).startsWith(`${renewal} ·`), 'the card'),
      'grantdesk.request.withdraw',
    );
    expect(headerOf(await deletionOf(mine))).toContain('Delete the expired API grant');
    expect(userOf(mine)?.status).toBe('active');
  });
});
