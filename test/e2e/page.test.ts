import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import {
  answered,
  automatic,
  message,
  openConversation,
  request,
  showOnly,
  typeCommand,
} from '../support/browser-acts.ts';
import { describeInBrowser } from '../support/browser-chromium.ts';
import { usePage } from '../support/browser-page.ts';

const TABLET = { width: 768, height: 1_024 };
const TELEPHONE = { width: 390, height: 844 };
const TABS = 4;

describeInBrowser('the page', () => {
  const opened = usePage();

  test('shows two people and Workiva side by side from 1,200 pixels on', async () => {
    const { page, slackOf, workiva } = opened();
    for (const width of [1_200, 1_280, 1_440, 1_920]) {
      await page.setViewportSize({ width, height: 800 });
      for (const pane of [slackOf('Ana'), slackOf('Finn'), workiva]) await pane.waitFor();
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    }
  });

  test('says at its top how much is unread in a pane that has no room', async () => {
    const { page, slackOf, workiva } = opened();
    const ana = slackOf('Ana');
    const seat = page.getByRole('group', { name: 'What is shown' }).getByRole('button', { name: 'Slack of Ana' });
    await openConversation(ana, 'workiva-requests');
    await page.setViewportSize(TABLET);
    await workiva.waitFor({ state: 'detached' });
    await request(ana, automatic('unread-export'));
    // Read where it is; in the pane that has no room only the message to Ana counts then.
    await message(ana, 'Sandbox | unread-export').waitFor();
    await showOnly(page, 'Workiva');
    await seat.getByText(/^\d+ unread$/).waitFor();
    await seat.click();
    await openConversation(ana, 'Grantdesk');
    await message(ana, 'Sandbox | unread-export').waitFor();
    await showOnly(page, 'Workiva');
    await seat.getByText('unread').waitFor({ state: 'detached' });
  });

  test('needs one connection for all that it follows, so that many tabs can be open', async () => {
    const { page, slackOf } = opened();
    const ana = slackOf('Ana');
    await openConversation(ana, 'workiva-requests');
    const tabs = await Promise.all(Array.from({ length: TABS }, () => page.context().newPage()));
    for (const tab of tabs) {
      await tab.goto(page.url());
      await tab.getByRole('button', { name: 'Backstage' }).waitFor();
    }
    const last = tabs.at(-1)?.getByRole('region', { name: /^Slack of Ana/ });
    if (!last) throw new Error('No tab is open.');
    await openConversation(last, 'workiva-requests');
    await answered(ana, () => answered(last, () => typeCommand(last, '/grant help')));
    await Promise.all(tabs.map((tab) => tab.close()));
  });

  test('follows nothing while nobody sees it, and is up to date as soon as somebody does', async () => {
    const { page, slackOf } = opened();
    const ana = slackOf('Ana');
    await openConversation(ana, 'workiva-requests');
    await page.getByRole('button', { name: '+1 day' }).click();
    const ended = page.waitForEvent('requestfailed', (one) => one.url().includes('/api/stream'));
    await turn(page, 'hidden');
    await ended;
    const elsewhere = await page.context().newPage();
    await elsewhere.goto(page.url());
    const there = elsewhere.getByRole('region', { name: /^Slack of Ana/ });
    await openConversation(there, 'workiva-requests');
    await answered(there, () => typeCommand(there, '/grant list'));
    await elsewhere.close();
    await answered(ana, () => turn(page, 'visible'));
    await ana.getByText('Connecting to the playground again').waitFor({ state: 'detached' });
  });

  test('keeps the tour small on a telephone, and shows the rest of it on request', async () => {
    const { page } = opened();
    await page.setViewportSize(TELEPHONE);
    const tour = page.getByRole('region', { name: 'Guided tour' });
    await tour.getByRole('button', { name: 'More' }).waitFor();
    expect((await tour.boundingBox())?.height).toBeLessThan(80);
    await tour.getByRole('button', { name: 'More' }).click();
    await tour.getByText('Where').waitFor();
    await tour.getByRole('button', { name: 'Fold up' }).waitFor();
  });
});

/** Lets the page believe that its tab was turned to, or away from. */
async function turn(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate(
    `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
     document.dispatchEvent(new Event('visibilitychange'));`,
  );
}
