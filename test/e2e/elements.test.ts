import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { message, openConversation, typeCommand } from '../support/browser-acts.ts';
import { faultsInBoth } from '../support/browser-axe.ts';
import { describeInBrowser, launchChromium } from '../support/browser-chromium.ts';

const CHILD = fileURLToPath(new URL('../support/elements-child.ts', import.meta.url));
const PATIENCE_MS = 30_000;

type Told = { actions: Record<string, unknown>[]; values: Record<string, Record<string, unknown>> };

const option = (text: string) => expect.objectContaining({ value: text.toLowerCase() });

/** What the app hears, one use after the other; the moment is picked in Ana's own time zone. */
const USES = [
  { action_id: 'more', type: 'overflow', selected_option: option('Pear') },
  { action_id: 'static', type: 'static_select', selected_option: option('Pear') },
  { action_id: 'external', type: 'external_select', selected_option: option('Blueberry') },
  { action_id: 'user', type: 'users_select', selected_user: 'U0FINANCE' },
  { action_id: 'conversation', type: 'conversations_select', selected_conversation: 'C0REQUESTS' },
  { action_id: 'channel', type: 'channels_select', selected_channel: 'C0REQUESTS' },
  { action_id: 'several', type: 'multi_static_select', selected_options: [option('Apple')] },
  { action_id: 'date', type: 'datepicker', selected_date: '2026-12-24' },
  { action_id: 'time', type: 'timepicker', selected_time: '16:05' },
  {
    action_id: 'moment',
    type: 'datetimepicker',
    selected_date_time: Date.parse('2026-12-24T16:05:00+01:00') / 1_000,
  },
  { action_id: 'boxes', type: 'checkboxes', selected_options: [option('Ripe')] },
  { action_id: 'radio', type: 'radio_buttons', selected_option: option('Green') },
  { action_id: 'press', type: 'button', value: 'pressed' },
];

describeInBrowser('interactive elements', () => {
  let child: ChildProcess;
  let browser: Browser;
  let page: Page;
  let ana: Locator;
  let told: Told[] = [];

  beforeAll(async () => {
    child = fork(CHILD, { execArgv: ['--import', 'tsx'], env: { ...process.env, NODE_OPTIONS: '' } });
    const [first] = (await once(child, 'message')) as [{ url: string }];
    child.on('message', (one) => void told.push(one as Told));
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1_280, height: 1_000 } });
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`${first.url}?show=left`);
    ana = page.getByRole('region', { name: /^Slack of Ana/ });
    await ana.waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    child?.disconnect();
    if (child?.exitCode === null) await once(child, 'exit');
  });
  beforeEach(() => {
    told = [];
  });

  test('of a message tell the app what was chosen, and what stands in the other fields', async () => {
    await openConversation(ana, 'workiva-requests');
    await tryAll(page, message(ana, 'A section with a menu'));
  });

  test('of the Home tab tell the app what was chosen, and what stands in the other fields', async () => {
    await openConversation(ana, 'Grantdesk');
    await ana.getByRole('button', { name: 'Home' }).click();
    await tryAll(page, ana.locator('.home-tab'));
    await ana.getByRole('button', { name: 'Messages' }).click();
  });

  test('of a modal tell the app what was chosen, and what stands in the other fields', async () => {
    await typeCommand(ana, '/grant');
    const modal = ana.getByRole('dialog', { name: 'Elements' });
    await tryAll(page, modal);
    await modal.getByRole('button', { name: 'Close' }).first().click();
    await modal.waitFor({ state: 'detached' });
  });

  test('keep nobody out, wherever they are', async () => {
    await openConversation(ana, 'workiva-requests');
    const found = await faultsInBoth(page, 'message');
    await openConversation(ana, 'Grantdesk');
    await ana.getByRole('button', { name: 'Home' }).click();
    await ana.locator('.home-tab').getByLabel('Hour').waitFor();
    found.push(...(await faultsInBoth(page, 'home')));
    await ana.getByRole('button', { name: 'Messages' }).click();
    await typeCommand(ana, '/grant');
    await ana.getByRole('dialog', { name: 'Elements' }).waitFor();
    found.push(...(await faultsInBoth(page, 'modal')));
    await page.keyboard.press('Escape');
    expect(found).toEqual([]);
  });

  test('in two columns are the fields of a section, and in one where there is little room', async () => {
    const columns = (width: number) =>
      page.evaluate<number>(
        `(() => {
          const pane = document.querySelector('[data-pane]');
          const kept = pane.style.width;
          pane.style.width = '${width}px';
          const fields = document.createElement('div');
          fields.className = 'fields';
          pane.append(fields);
          const count = getComputedStyle(fields).gridTemplateColumns.split(' ').length;
          fields.remove();
          pane.style.width = kept;
          return count;
        })()`,
      );
    expect([await columns(390), await columns(700), await columns(1_200)]).toEqual([1, 2, 2]);
  });

  async function tryAll(on: Page, place: Locator): Promise<void> {
    const uses = [
      async () => {
        await place.getByRole('button', { name: 'More actions' }).last().click();
        await on.getByRole('menuitem', { name: 'Pear' }).click();
      },
      () => pick(place, 'Fruit', 'Pear'),
      () => pick(place, 'Search', 'Blueberry', 'Blue'),
      () => pick(place, 'Person', 'Finn Finance'),
      () => pick(place, 'Conversation', '#workiva-requests'),
      () => pick(place, 'Channel', '#workiva-requests'),
      async () => {
        await pick(place, 'Fruits', 'Apple');
        await on.keyboard.press('Escape');
      },
      () => enter(place.getByLabel('Day'), '2026-12-24'),
      () => enter(place.getByLabel('Hour'), '16:05'),
      () => enter(place.getByLabel('Date and time'), '2026-12-24T16:05'),
      () => place.getByRole('checkbox', { name: 'Ripe' }).check(),
      () => place.getByRole('radio', { name: 'Green' }).check(),
      async () => {
        await place.getByRole('textbox', { name: 'Note' }).fill('Kept');
        await place.getByRole('button', { name: 'Press', exact: true }).click();
      },
    ];
    // Each goes to the app by a request of its own, and of two at once either may come first.
    for (const [index, use] of uses.entries()) {
      await use();
      await all(index + 1);
    }
    const heard = await all(USES.length);
    expect(heard.map(({ actions }) => actions[0])).toEqual(USES.map((use) => expect.objectContaining(use)));
    expect(heard.at(-1)?.values).toMatchObject({
      selects: { static: { selected_option: { value: 'pear' } }, user: { selected_user: 'U0FINANCE' } },
      moments: { date: { selected_date: '2026-12-24' } },
      choices: { boxes: { selected_options: [{ value: 'ripe' }] } },
      note: { text: { type: 'plain_text_input', value: 'Kept' } },
    });
  }

  /** Waits until the app has heard so much. */
  async function all(count: number): Promise<Told[]> {
    while (told.length < count) await once(child, 'message');
    return told;
  }
});

async function pick(place: Locator, label: string, name: string, typed?: string): Promise<void> {
  const menu = place.getByRole('combobox', { name: label, exact: true });
  await menu.click();
  if (typed !== undefined) await menu.pressSequentially(typed);
  await place.getByRole('option', { name, exact: true }).click();
}

async function enter(field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await field.blur();
}
