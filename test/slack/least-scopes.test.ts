import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { InputBlock } from '@slack/types';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { termsBlocks } from '../../src/slack/views/terms.ts';
import type { Store } from '../../src/store/store.ts';
import { cardSaying, modalText, openedByCard, press, standsIn } from '../support/deciding.ts';
import { NOW, pending, terms } from '../support/domain-cases.ts';
import { policy } from '../support/domain-policy.ts';
import {
  approvalOf,
  approveFully,
  cardOf,
  chooseInForm,
  filedAs,
  fileRequest,
  fillForm,
  makeLive,
  openedBy,
  openForm,
  startStoredWorld,
  taskOf,
  textOf,
  wish,
} from '../support/journey.ts';
import { submitPast, tapDeliveries } from './tap.ts';

let world: World;
let store: Store;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ world, store, stop } = await startStoredWorld({ workiva: { operationMs: 20, pollMs: 5 } }));
});
afterAll(() => stop?.());

const engineer = () => world.slack.as(PEOPLE.engineer);
const modal = () => {
  const open = engineer().modal;
  if (!open) throw new Error('No form is open.');
  return open;
};
const holds = (field: string) => standsIn(modal(), field);
const hint = (field: string) =>
  modal().view.blocks.find((block): block is InputBlock => block.type === 'input' && block.block_id === field)?.hint
    ?.text;

const isOptional = (field: string) =>
  modal().view.blocks.find((block): block is InputBlock => block.type === 'input' && block.block_id === field)
    ?.optional;

/** Chooses in the form, and waits until what follows from it stands there. */
async function choose(field: 'tasks' | 'scopes' | 'workspace' | 'userKind', value: string | readonly string[]) {
  const before = modal().hash;
  await engineer().choose(field, value);
  await world.slack.until(() => engineer().modal?.hash !== before, `the form to follow the choice of ${field}`);
}

describe('choosing what the integration is to do', () => {
  test('fills in the scopes for it, and the role that goes with them; all else stays as it was typed', async () => {
    await openForm(world);
    engineer().fill({ purpose: 'Half a sentence' });
    await choose('tasks', ['Read spreadsheets']);
    expect([holds('scopes'), holds('roles')]).toEqual([['Spreadsheets (Read)'], []]);
    await choose('tasks', ['Read spreadsheets', 'Write spreadsheets']);
    expect([holds('scopes'), holds('roles')]).toEqual([['Spreadsheets (Read)', 'Spreadsheets (Write)'], ['Creator']]);
    expect(hint('roles')).toContain('Spreadsheets (Write) needs Creator, and Manager of the spreadsheets it edits.');
    expect(holds('purpose')).toBe('Half a sentence');
  });

  test('leaves what somebody has added or taken out by hand, also through other choices', async () => {
    await openForm(world);
    await choose('tasks', ['Load Wdata tables']);
    await choose('scopes', ['Wdata tables (Write)', 'Files (Read)']);
    await choose('tasks', ['Load Wdata tables', 'Run Chains']);
    expect(holds('scopes')).toEqual(['Files (Read)', 'Wdata tables (Write)', 'Chains (Read)', 'Chains (Write)']);
    await choose('tasks', ['Run Chains']);
    expect(holds('scopes')).toEqual(['Files (Read)', 'Chains (Read)', 'Chains (Write)']);
    await choose('userKind', 'existing');
    await choose('workspace', 'Sandbox');
    expect(holds('scopes')).toEqual(['Files (Read)', 'Chains (Read)', 'Chains (Write)']);
    expect(holds('tasks')).toEqual(['Run Chains']);
  });

  test('follows scopes that are chosen by hand: the role that goes with them, and what is more than needed', async () => {
    await openForm(world);
    await choose('tasks', ['Read documents']);
    expect(hint('moreWhy')).toBe('Needed once you choose more scopes than the tasks need. Approvers read it.');
    expect(isOptional('moreWhy')).toBe(true);
    await choose('scopes', ['Documents (Read)', 'Documents (Write)']);
    expect(holds('roles')).toEqual(['Creator']);
    expect(hint('moreWhy')).toBe('Needed, because the tasks do not need Documents (Write). Approvers read it.');
    expect(isOptional('moreWhy')).toBe(false);
    await choose('scopes', ['Documents (Read)']);
    expect(isOptional('moreWhy')).toBe(true);
  });

  test('follows the later of two choices, also where the earlier one is handled after it', async () => {
    const tap = await tapDeliveries(world);
    try {
      await openForm(world);
      await choose('tasks', ['Read spreadsheets']);
      const earlier = tap.last();
      await choose('tasks', ['Read spreadsheets', 'Run Chains']);
      // The earlier one is handled once more, now after the later: drawn for a form that has changed, it is not forced.
      const before = world.slack.calls.length;
      const updates = () => world.slack.calls.slice(before).filter(({ method }) => method === 'views.update');
      expect((await world.slack.deliver(earlier)).status).toBe(200);
      await world.slack.until(() => updates().length > 0, 'the earlier choice to be handled');
      await choose('userKind', 'existing');
      expect(updates().map(({ answer }) => answer.ok)).toEqual([false, true]);
      expect(new Set(holds('scopes') as string[])).toEqual(
        new Set(['Spreadsheets (Read)', 'Chains (Read)', 'Chains (Write)']),
      );
    } finally {
      await tap.stop();
    }
  });

  test('works in the form for emergencies too', async () => {
    await openedBy(world, PEOPLE.engineer, () => engineer().command('/grant break-glass'));
    await choose('tasks', ['Read files']);
    expect(holds('scopes')).toEqual(['Files (Read)']);
    expect(modal().view).toMatchObject({ title: { text: 'Break glass' } });
  });
});

describe('asking for more than the tasks need', () => {
  const WHY = 'The cover sheet is a *document* until March.';
  const asked = () =>
    wish(world, { tasks: ['Read spreadsheets'], scopes: ['Spreadsheets (Read)', 'Documents (Write)'], moreWhy: '' });

  test('needs a word why, which approvers and the requester see', async () => {
    const typed = asked();
    await openForm(world);
    await fillForm(world, typed);
    expect((await engineer().submit()).errors).toEqual({
      moreWhy: 'Write what Documents (Write) is for, or take it out of the scopes.',
    });
    expect((await engineer().submit({ moreWhy: WHY })).errors).toBeUndefined();
    const filed = await filedAs(world, typed.clientName, typed.username, PEOPLE.engineer);
    for (const message of [await approvalOf(world, filed.request), await cardOf(world, filed)]) {
      expect(textOf(message)).toContain('*What it is to do*\n• Read spreadsheets');
      expect(textOf(message)).toContain(
        '*More than the task needs*: Documents (Write) — The cover sheet is a ∗document∗ until March.',
      );
    }
    const record = (await store.request(filed.request))?.record;
    expect(record?.terms).toMatchObject({ tasks: ['Read spreadsheets'], moreWhy: WHY });

    const edit = await openedByCard(world, filed, 'edit');
    expect([standsIn(edit, 'tasks'), standsIn(edit, 'moreWhy')]).toEqual([['Read spreadsheets'], WHY]);
    await choose('tasks', ['Read spreadsheets', 'Read files']);
    expect(holds('scopes')).toEqual(['Spreadsheets (Read)', 'Documents (Write)', 'Files (Read)']);
    await engineer().close();

    await press(world, PEOPLE.engineer, await cardOf(world, filed), 'withdraw');
    await cardSaying(world, filed, 'withdrawn');
    const again = await openedByCard(world, filed, 'ask-again');
    expect([standsIn(again, 'tasks'), standsIn(again, 'moreWhy')]).toEqual([['Read spreadsheets'], WHY]);
  });

  test('is not what the tasks need, and says nothing then', async () => {
    const filed = await fileRequest(world, { scopes: ['Files (Read)'] });
    const text = textOf(await approvalOf(world, filed.request));
    expect(text).toContain('• Read files');
    expect(text).not.toContain('More than');
  });

  test('without any task is a fault at the tasks', async () => {
    await openForm(world);
    await fillForm(world, asked());
    expect((await submitPast(world, PEOPLE.engineer, { tasks: [] })).errors).toEqual({
      tasks: expect.stringMatching(/^Choose what the integration is to do/),
    });
  });
});

test('a permission that the API cannot give stands in the task of whoever makes the grant', async () => {
  const filed = await fileRequest(world, { scopes: ['Documents (Write)'] });
  await approveFully(world, filed);
  const task = await taskOf(world, filed.request);
  expect(textOf(task)).toContain('Permissions to give in Workiva: Manager of the documents it edits');
});

describe('the form to change a grant', () => {
  test('asks what it is for where scopes are added, and not where they are only taken away', async () => {
    const live = await makeLive(world, { scopes: ['Spreadsheets (Read)', 'Files (Read)'] });
    await openedBy(world, PEOPLE.engineer, () => engineer().command(`/grant change ${live.grant}`));
    expect(holds('tasks')).toEqual(['Read spreadsheets', 'Read files']);
    expect(
      (await submitPast(world, PEOPLE.engineer, { tasks: [], scopes: ['Files (Read)', 'Tasks (Read)'] })).errors,
    ).toEqual({
      tasks: expect.stringMatching(/^Choose what/),
    });
    await choose('tasks', ['Read spreadsheets', 'Read files', 'Read documents']);
    await choose('scopes', [...(holds('scopes') as string[]), 'Tasks (Read)']);
    expect((await submitPast(world, PEOPLE.engineer, {})).errors).toEqual({
      moreWhy: 'Write what Tasks (Read) is for, or take it out of the scopes.',
    });
    await engineer().submit({ moreWhy: 'For the checklist' });
    expect(modalText(world, PEOPLE.engineer)).toContain('Waits for approval');
    const request = /REQ-\d+/.exec(modalText(world, PEOPLE.engineer))?.[0] ?? '';
    expect(textOf(await approvalOf(world, request))).toContain(
      '*More than the tasks need*: Tasks (Read) — For the checklist',
    );
    await engineer().close();
  });
});

test('a request of before, which was not asked what it is for, is shown without it', () => {
  const rules = policy(['tasks: []', 'tasks: [{ name: Read files, scopes: [Files (Read)] }]']);
  const text = (changes: Parameters<typeof terms>[0]) =>
    JSON.stringify(termsBlocks(pending({ terms: terms(changes) }).request, rules, NOW));
  expect(text({})).not.toMatch(/What it is to do|More than/);
  expect(text({ tasks: ['Read files'] })).toContain('*More than the task needs*: Spreadsheets (Read)');
});

test('a workspace that is chosen keeps what the tasks have filled in', async () => {
  await openForm(world);
  await choose('tasks', ['Read spreadsheets']);
  await chooseInForm(world, 'workspace', 'Sandbox');
  expect(holds('scopes')).toEqual(['Spreadsheets (Read)']);
});
