import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/domain/duration.ts';
import { CHANNELS, PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import type { Store } from '../../src/store/store.ts';
import {
  approvalSaying,
  modalText,
  openedByApproval,
  openedByCard,
  postSaying,
  standsIn,
} from '../support/deciding.ts';
import {
  approvalOf,
  cardOf,
  chooseInForm,
  daysAhead,
  type Filed,
  fieldsOf,
  filedAs,
  fileRequest,
  labelsOf,
  openedBy,
  startStoredWorld,
  textOf,
} from '../support/journey.ts';

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 50, pollMs: 10 } }));
});
afterAll(() => stop?.());

const stored = async ({ request }: Pick<Filed, 'request'>) => (await store.request(request))?.record;
const REASON = 'Leave out the write scope: it is not used.';

describe('the form', () => {
  test('asks another owner first, and the approvers only once that person has accepted', async () => {
    const filed = await fileRequest(world, { owner: PEOPLE.newcomer });
    expect(await stored(filed)).toMatchObject({ state: 'awaiting_owner', owner: PEOPLE.newcomer, opened: false });
    expect(labelsOf(await cardOf(world, filed))).toEqual(['Edit', 'Withdraw', 'Why?']);
    await postSaying(world, { person: PEOPLE.newcomer }, `${filed.request},`);
    expect(world.slack.messages(CHANNELS.requests).some(({ text }) => text.startsWith(`${filed.request}:`))).toBe(
      false,
    );
  });

  test('edited to another owner after it was announced says on the approvers’ message whom it waits for', async () => {
    const filed = await fileRequest(world);
    await openedByCard(world, filed, 'edit');
    expect((await world.slack.as(filed.by).submit({ owner: PEOPLE.newcomer })).errors).toBeUndefined();
    const message = await approvalSaying(world, filed, `*Waiting for <@${PEOPLE.newcomer}>* to accept`);
    expect(labelsOf(message)).toEqual(['Why?']);
    expect((await approvalOf(world, filed.request)).ts).toBe(message.ts);
  });

  test('takes why a request is urgent, and shows it at the top', async () => {
    const filed = await fileRequest(world, { urgency: 'The *board* meets at noon.' });
    const message = await approvalSaying(world, filed, ':zap: *Urgent:*');
    expect(message.blocks[2]).toMatchObject({ text: { type: 'plain_text', text: 'The *board* meets at noon.' } });
    expect(message.text).toContain('It waits for approval, and is urgent.');
  });
});

describe('a break-glass request', () => {
  const EMERGENCY = 'The close is stuck and nobody answers.';

  /** Opens the form, types all of it, and answers the faults. */
  async function breakGlass(changes: Record<string, string> = {}) {
    const person = world.slack.as(PEOPLE.engineer);
    const form = await openedBy(world, PEOPLE.engineer, () => person.command('/grant break-glass'));
    await chooseInForm(world, 'workspace', 'Finance Close');
    const name = `rescue-${Object.keys(changes).length}-${world.clock.now().getTime()}`;
    const { errors } = await person.submit({
      clientName: name,
      username: name,
      givenName: 'Rescue',
      familyName: 'Export',
      email: 'ana+rescue@example.com',
      tasks: ['Read spreadsheets'],
      scopes: ['Spreadsheets (Read)'],
      purpose: 'Looks at what is stuck.',
      urgency: EMERGENCY,
      ...changes,
    });
    return { form, errors, name };
  }

  test('is asked for in a form of its own, which a choice does not turn into another', async () => {
    const { form, errors } = await breakGlass({ expires: daysAhead(world, 30) });
    expect(form.view).toMatchObject({ title: { text: 'Break glass' } });
    expect(fieldsOf(form)).not.toContain('owner');
    expect(fieldsOf(form)).not.toContain('userKind');
    expect(standsIn(form, 'expires')).toBe(daysAhead(world, 2));
    expect(world.slack.as(PEOPLE.engineer).modal?.view).toMatchObject({ title: { text: 'Break glass' } });
    expect(errors).toEqual({ expires: expect.stringMatching(/lives 2 days at most/) });
    await world.slack.as(PEOPLE.engineer).close();
  });

  test('starts at once; the approvers’ message says so and can still be denied', async () => {
    const { errors, name } = await breakGlass();
    expect(errors).toBeUndefined();
    const filed = await filedAs(world, name, name, PEOPLE.engineer);
    const message = await approvalSaying(
      world,
      filed,
      'It did not wait for approval. Approve it after the fact by <!date',
    );
    expect(textOf(message)).toContain(EMERGENCY);
    expect(labelsOf(message)).toEqual(['Approve', 'Deny', 'Ask', 'Why?']);
    expect(['approved', 'provisioning', 'awaiting_admin']).toContain((await stored(filed))?.state);

    await openedByApproval(world, PEOPLE.admin, filed, 'deny');
    await world.slack.as(PEOPLE.admin).submit({ reason: REASON });
    const denied = await approvalSaying(world, filed, `Denied* after the fact by <@${PEOPLE.admin}>`);
    expect(textOf(denied)).toContain(REASON);
    expect(labelsOf(denied)).toEqual(['Why?']);
    const post = await postSaying(
      world,
      { person: filed.by },
      `${filed.request} was denied after the fact by <@${PEOPLE.admin}>:`,
    );
    expect([textOf(post), labelsOf(post)]).toEqual([expect.stringContaining(REASON), ['Ask again']]);
  });
});

test('the approvers’ message says who was also asked once nobody decides, and a lapse offers to ask again', async () => {
  const filed = await fileRequest(world, { scopes: ['Spreadsheets (Write)'] });
  world.clock.advance(2 * DAY + HOUR);
  const message = await approvalSaying(world, filed, '*Also asked* since <!date');
  expect(textOf(message)).toContain('from finance (<!subteam^S0FINANCE>).');
  expect(textOf(message)).toMatch(/Also asked\* since .*: workiva-admins \(<@U0ADMIN>, <!subteam\^S0WKADMINS>\)\./);

  world.clock.advance(6 * DAY);
  await approvalSaying(world, filed, 'Lapsed');
  const post = await postSaying(world, { person: filed.by }, `${filed.request} has lapsed: nobody decided in time.`);
  expect(labelsOf(post)).toEqual(['Ask again']);
  const form = await openedByCard(world, filed, 'ask-again');
  expect(standsIn(form, 'clientName')).toBe(filed.clientName);
  expect(modalText(world, filed.by)).toContain(`${filed.request} has lapsed.`);
  await world.slack.as(filed.by).close();
});
