import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { automatic, message, openConversation, request, showOnly, switchPerson } from '../support/browser-acts.ts';
import { describeInBrowser } from '../support/browser-chromium.ts';
import { usePage } from '../support/browser-page.ts';

const AXE = fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url));
const MOST_TABS = 60;
/** All that light and dark can differ in. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

describeInBrowser('the Home tab', () => {
  const opened = usePage();
  let axe: string;
  beforeAll(async () => {
    axe = await readFile(AXE, 'utf8');
  });

  test('is opened, and a grant requested from it, with the keyboard alone', async () => {
    const { page, slackOf, picture } = opened();
    const ana = slackOf('Ana');
    await tabTo(page, ana.getByRole('navigation').getByRole('button', { name: 'Grantdesk' }));
    await page.keyboard.press('Enter');
    await tabTo(page, ana.getByRole('button', { name: 'Home', exact: true }));
    await page.keyboard.press('Enter');
    await ana.getByText('You have no grants yet.').waitFor();
    await picture('home-newcomer');
    await tabTo(page, ana.getByRole('button', { name: 'Request a grant' }));
    await page.keyboard.press('Enter');
    const form = ana.getByRole('dialog', { name: 'Request a grant' });
    await form.waitFor();
    await tabTo(page, form.getByRole('combobox', { name: 'Workspace', exact: true }));
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
  });

  test('shows a request of one’s own, and the admin decides on it in theirs', async () => {
    const { page, slackOf, picture } = opened();
    await request(slackOf('Ana'), automatic('home-export', { workspace: 'Finance Close', clientName: 'Close | home' }));
    // The Home tab shows what is there when it is opened.
    await openConversation(slackOf('Ana'), 'Grantdesk');
    await message(slackOf('Ana'), 'Close | home').waitFor();
    await openHome(slackOf('Ana'));
    await slackOf('Ana').getByText('waiting for approval', { exact: true }).waitFor();

    await showOnly(page, 'Ana', 'Finn');
    await switchPerson(page, 'Finn', 'Ada');
    const ada = slackOf('Ada');
    await openHome(ada);
    await ada.getByRole('heading', { name: /^Waits for you \(1\)/ }).waitFor();
    await picture('home-admin');
    await ada.getByRole('button', { name: /^Approve REQ-/ }).click();
    await ada.getByText('Nothing waits for your decision.').waitFor();

    await ada.getByRole('textbox', { name: /^Client name, username or workspace/ }).fill('nothing like it');
    await page.keyboard.press('Enter');
    await ada.getByText('There is no grant with').waitFor();
    await ada.getByRole('button', { name: 'Clear the search' }).click();
    await ada.getByText('There is no grant with').waitFor({ state: 'detached' });
  });

  test('keeps nobody out, in light or dark, empty or full', async () => {
    const { page, slackOf, picture } = opened();
    const ana = slackOf('Ana');
    await request(ana, automatic('axe-export'));
    await openConversation(ana, 'Grantdesk');
    await message(ana, 'axe-export').waitFor();
    await openHome(ana);
    await ana.getByText('Sandbox | axe-export').first().waitFor();
    await request(await backToMessages(ana), automatic('axe-export-2', { workspace: 'Finance Close' }));
    await message(ana, 'axe-export-2').waitFor();
    await openHome(ana);
    await ana.getByText('Sandbox | axe-export-2').first().waitFor();
    await showOnly(page, 'Ana', 'Finn');
    await switchPerson(page, 'Finn', 'Ada');
    await openHome(slackOf('Ada'));
    await slackOf('Ada')
      .getByRole('heading', { name: /^Waits for you/ })
      .waitFor();

    await page.evaluate(axe);
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const faults = await seriousFaults(page, colorScheme === 'light' ? undefined : COLOURS);
      found.push(...faults.map((fault) => `${colorScheme}: ${fault}`));
      await picture(`home-${colorScheme}`);
    }
    expect(found).toEqual([]);
  });
});

/** Opens the app's conversation and turns to its Home tab. */
async function openHome(slack: Locator): Promise<void> {
  await openConversation(slack, 'Grantdesk');
  await slack.getByRole('button', { name: 'Home', exact: true }).click();
  await slack.getByRole('heading', { name: 'API grants in Workiva' }).waitFor();
}

/** Turns to the messages, where the message box is. */
async function backToMessages(slack: Locator): Promise<Locator> {
  await slack.getByRole('button', { name: 'Messages', exact: true }).click();
  return slack;
}

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let pressed = 0; pressed < MOST_TABS; pressed++) {
    if ((await page.locator(':focus').and(target).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${target} is not within ${MOST_TABS} presses of Tab.`);
}

type Violation = { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] };

/** What axe-core calls serious or critical, with where it is. */
async function seriousFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
  const violations = await page.evaluate<Violation[]>(
    `axe.run(document, ${options}).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`));
}
