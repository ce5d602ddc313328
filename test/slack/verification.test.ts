import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { verifyCommand } from '../../src/slack/views/verification.ts';
import type { Store } from '../../src/store/store.ts';
import { answerTo as answered, said } from '../support/answers.ts';
import { grant, terms } from '../support/domain-cases.ts';
import {
  copyableValues,
  freshClientId,
  handOverOf,
  headerOf,
  type Live,
  labelsOf,
  makeLive,
  messageIn,
  startStoredWorld,
  textOf,
} from '../support/journey.ts';

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 20, pollMs: 5 } }));
});
afterAll(() => stop?.());

const live = () =>
  makeLive(world, { userKind: 'existing', username: 'ledger-sync', roles: [] }, PEOPLE.engineer, freshClientId());

const type = (by: string, text: string) => said(world, by, text);

/** What somebody alone is told when they press Settled. */
async function answerTo(by: string, message: PostedMessage): Promise<string> {
  return (await answered(world, by, () => world.slack.as(by).press(message, 'grantdesk.grant.settle-test'))).text;
}

const handOverSays = async (mine: Live, words: string) =>
  world.slack.until(
    () =>
      world.slack
        .directMessages(PEOPLE.engineer)
        .some((message) => headerOf(message) === `${mine.grant} is live` && textOf(message).includes(words)),
    `“${words}” in the hand-over of ${mine.grant}`,
  );

const TITLES = ['has fewer scopes than were approved', 'has more scopes than were approved', 'was tested again'];

const toldAdmins = ({ grant: id }: Live) =>
  world.slack
    .messages(CHANNELS.admin)
    .filter((message) => TITLES.some((title) => headerOf(message) === `${id} ${title}`));

describe('a test of a grant by its owner', () => {
  test('has its command, whole, where the secret is collected', async () => {
    const mine = await live();
    const command = copyableValues(await handOverOf(world, mine))['To test it on your own machine'];
    expect(command).toBe(
      `npx grantdesk verify-grant --grant ${mine.grant} --client-id ${mine.clientId} --api-url ${world.config.workiva.apiUrl} --scopes "Spreadsheets (Read)"`,
    );
  });

  test('that is well is noted for everybody to see, audited, and troubles no admin', async () => {
    const mine = await live();
    const { text } = await type(PEOPLE.engineer, `/grant verified ${mine.grant} works`);
    expect(text).toBe(`Noted: ${mine.grant} works as approved.`);
    await handOverSays(mine, `Tested by <@${PEOPLE.engineer}>`);
    expect((await store.grant(mine.grant))?.record.verified).toMatchObject({ by: PEOPLE.engineer, outcome: 'works' });
    const { events } = await store.audit.history(mine.grant, 1);
    expect(events).toEqual([expect.objectContaining({ action: 'grant.verified', detail: { outcome: 'works' } })]);
    const shown = await type(PEOPLE.engineer, `/grant show ${mine.grant}`);
    expect(textOf(shown)).toContain('it works as approved.');
    expect(toldAdmins(mine)).toEqual([]);
  });

  test('that is not well is brought to the admins with what was approved, until another is well', async () => {
    const mine = await live();
    const { text } = await type(PEOPLE.engineer, `/grant verified ${mine.grant.toLowerCase()} Fewer`);
    expect(text).toContain('has fewer scopes than were approved. The admins are told');
    const told = await messageIn(world, CHANNELS.admin, `${mine.grant} has fewer scopes than were approved`);
    expect(textOf(told)).toContain('Workiva gives it fewer scopes than were approved');
    expect(labelsOf(told)).toEqual(['Settled']);
    expect(copyableValues(told)).toEqual({
      'Client ID': mine.clientId,
      'Workiva Username': 'ledger-sync',
      'Scopes that were approved': 'Spreadsheets (Read)',
    });
    await type(PEOPLE.engineer, `/grant verified ${mine.grant} works`);
    await world.slack.until(
      () => toldAdmins(mine).some((message) => textOf(message).includes('it works as approved now')),
      'the admins’ message to say that it was tested again',
    );
    expect(toldAdmins(mine)).toHaveLength(1);
  });

  test('that shows more than anybody approved says so to the admins, until one of them settles it', async () => {
    const mine = await live();
    await type(PEOPLE.engineer, `/grant verified ${mine.grant} more`);
    const told = await messageIn(world, CHANNELS.admin, `${mine.grant} has more scopes than were approved`);
    expect(textOf(told)).toContain('*Workiva gives it more scopes than anybody approved.*');
    expect(textOf(told)).toContain('take away from it in Workiva every scope that is not below');
    expect(labelsOf(told)).toEqual(['Settled', 'Suspend']);

    expect(await answerTo(PEOPLE.newcomer, told)).toContain('Only an admin named in the policy can do this');
    await world.slack.as(PEOPLE.secondAdmin).press(told, 'grantdesk.grant.settle-test');
    const settled = await world.slack.until(
      () => toldAdmins(mine).find((message) => textOf(message).includes('*Settled by')),
      'the admins’ message to be settled',
    );
    expect(settled.ts).toBe(told.ts);
    expect(textOf(settled)).toContain(`*Settled by <@${PEOPLE.secondAdmin}>, <!date^`);
    expect(labelsOf(settled)).toEqual([]);
    const { events } = await store.audit.history(mine.grant, 1);
    expect(events).toEqual([
      expect.objectContaining({
        action: 'grant.verification_settled',
        actor: PEOPLE.secondAdmin,
        detail: { outcome: 'more' },
      }),
    ]);
    const shown = await type(PEOPLE.admin, `/grant show ${mine.grant}`);
    expect(textOf(shown)).toContain(`<@${PEOPLE.secondAdmin}> has seen to it`);
    expect(textOf(shown)).toContain('settled what a test of');
  });

  test('that could not be compared is noted as that, and an admin compares it in Workiva', async () => {
    const mine = await live();
    const { text } = await type(PEOPLE.engineer, `/grant verified ${mine.grant} unclear`);
    expect(text).toBe(
      `Noted: ${mine.grant} works; what it may do could not be compared. The admins are told, who can compare it in Workiva.`,
    );
    await handOverSays(mine, 'it works; what it may do could not be compared');
    const told = await messageIn(world, CHANNELS.admin, `${mine.grant} works; what it may do could not be compared`);
    expect(textOf(told)).toContain('compare its scopes in Workiva with those below');
    expect(labelsOf(told)).toEqual(['Settled', 'Suspend']);
  });

  test('is told by nobody else, and in no other words', async () => {
    const mine = await live();
    const { text: refusal } = await type(PEOPLE.newcomer, `/grant verified ${mine.grant} works`);
    expect(refusal).toContain(`Only its owner, <@${PEOPLE.engineer}>`);
    for (const words of [`${mine.grant} perhaps`, mine.grant.toLowerCase()]) {
      const { text: advice } = await type(PEOPLE.engineer, `/grant verified ${words}`);
      expect(advice).toContain(
        `type \`/grant verified ${mine.grant} works\`, or \`fewer\`, \`more\`, \`unclear\` or \`refused\` in place of \`works\``,
      );
    }
    const { text: unknown } = await type(PEOPLE.engineer, '/grant verified it works');
    expect(unknown).toContain('Name a grant by its number');
    expect((await store.grant(mine.grant))?.record.verified).toBeUndefined();
  });
});

describe('the command', () => {
  const { policy } = loadPolicy('policy.yml');

  test('names the region, where Workiva is in one', () => {
    expect(verifyCommand(grant(), 'https://api.eu.wdesk.com', policy)).toContain(' --region eu ');
  });

  test('is safe for a shell, whatever a product is called', () => {
    const odd = grant({ terms: terms({ scopes: ['Say "$HOME" `ls` (Read)'] }) });
    expect(verifyCommand(odd, 'https://api.app.wdesk.com', policy)).toContain(
      '--scopes "Say \\"\\$HOME\\" \\`ls\\` (Read)"',
    );
  });

  test('uses the OAuth name where the policy knows it', () => {
    const scopes = [{ product: 'Spreadsheets', access: ['read' as const], high_risk: [], oauth: 'sheets' }];
    expect(verifyCommand(grant(), 'https://api.app.wdesk.com', { ...policy, scopes })).toMatch(/--scopes sheets:read$/);
  });
});
