import { expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import {
  automatic,
  fillForm,
  message,
  openAddGrant,
  openConversation,
  openForm,
  send,
  showOnly,
  signIn,
  typeCommand,
} from '../support/browser-acts.ts';
import { faultsInBoth } from '../support/browser-axe.ts';
import { describeInBrowser } from '../support/browser-chromium.ts';
import { usePage } from '../support/browser-page.ts';

const MOST_TABS = 40;
const NARROW = { width: 390, height: 844 };

describeInBrowser('the page for everybody', () => {
  const opened = usePage();

  test('a request is made with the keyboard alone', async () => {
    const { page, slackOf, picture } = opened();
    const ana = slackOf('Ana');
    const { keyboard } = page;
    const box = ana.getByRole('combobox', { name: /^Message/ });
    // Until a conversation is chosen, the first that holds a message is shown, whichever gets one first.
    await tabTo(page, ana.getByRole('navigation').getByRole('button', { name: 'workiva-requests' }));
    await keyboard.press('Enter');
    await tabTo(page, box);
    await keyboard.type('/gr');
    await ana
      .getByRole('option', { name: /^\/grant\b/ })
      .first()
      .waitFor();
    await keyboard.press('Tab');
    await box.and(page.locator(':not([aria-activedescendant])')).waitFor();
    await keyboard.press('Enter');

    const form = ana.getByRole('dialog', { name: 'Request a grant' });
    await form.waitFor();
    const typed: [Locator, string, string?][] = [
      [form.getByRole('combobox', { name: 'What is the integration to do?' }), 'Read spreadsheets', 'Enter'],
      [form.getByRole('combobox', { name: 'Workspace', exact: true }), 'Sandbox', 'Enter'],
      [form.getByRole('textbox', { name: 'Client Name' }), 'Sandbox | keyboard'],
      [form.getByRole('textbox', { name: 'Workiva Username' }), 'keyboard-export'],
      [form.getByRole('textbox', { name: 'Given name' }), 'Keyboard'],
      [form.getByRole('textbox', { name: 'Family name' }), 'Export'],
      [form.getByRole('textbox', { name: 'Email' }), 'ana+keyboard@example.com'],
      [form.getByRole('textbox', { name: 'Why it is needed' }), 'Without a mouse.'],
    ];
    for (const [field, text, key] of typed) {
      await tabTo(page, field);
      await keyboard.type(text);
      if (key !== undefined) await keyboard.press(key);
    }
    await picture('keyboard-form');
    await tabTo(page, form.getByRole('button', { name: 'Send request' }));
    await keyboard.press('Enter');
    await form.waitFor({ state: 'detached' });
    await ana.locator(':focus').and(box).waitFor();
    await ana.getByText(/^New message in .*Sandbox \| keyboard/).waitFor({ state: 'attached' });

    await tabTo(page, ana.getByRole('navigation').getByRole('button', { name: 'Grantdesk' }), 'Shift+Tab');
    await keyboard.press('Enter');
    await message(ana, 'Sandbox | keyboard').waitFor();
  });

  test('a request is made in a window as narrow as a telephone', async () => {
    const { page, slackOf, picture } = opened();
    const ana = slackOf('Ana');
    await page.setViewportSize(NARROW);
    await slackOf('Finn').waitFor({ state: 'detached' });
    await picture('narrow');
    const form = await openForm(ana);
    await fillForm(form, automatic('narrow-export'));
    await picture('narrow-form');
    expect(await widthOf(page)).toBeLessThanOrEqual(NARROW.width);
    await send(form);
    await openConversation(ana, 'Grantdesk');
    await message(ana, 'Sandbox | narrow-export').waitFor();
    await picture('narrow-card');
    expect(await widthOf(page)).toBeLessThanOrEqual(NARROW.width);
    await showOnly(page, 'Workiva');
    expect(await widthOf(page)).toBeLessThanOrEqual(NARROW.width);
    await picture('narrow-workiva');
  });

  test('nothing on the page, in light or dark, keeps anybody out', async () => {
    const { page, slackOf, workiva, picture } = opened();
    const ana = slackOf('Ana');
    const found: string[] = [];
    const look = async (where: string) => void found.push(...(await faultsInBoth(page, where, picture)));
    await openConversation(ana, 'Grantdesk');
    await typeCommand(ana, '/grant list');
    await message(ana, /Your grants|You have no grants/).waitFor();
    await look('messages');

    const form = await openForm(ana);
    await form.getByRole('button', { name: 'Send request' }).click();
    await form.getByText('Please complete this required field.').first().waitFor();
    await form.getByRole('combobox', { name: 'Scopes' }).click();
    await look('modal');
    await page.keyboard.press('Escape');
    await form.getByRole('button', { name: 'Cancel' }).click();
    await form.waitFor({ state: 'detached' });

    await showOnly(page, 'Finn', 'Workiva');
    await signIn(workiva, 'ada.admin');
    await look('workiva-people');
    await openAddGrant(workiva);
    await workiva.getByRole('button', { name: 'Add Grant' }).click();
    await workiva.locator('[aria-invalid=true]').first().waitFor();
    await look('workiva-form');

    await page.getByRole('button', { name: 'Backstage' }).click();
    const drawer = page.getByRole('region', { name: 'Traffic, jobs and audit trail' });
    for (const tab of ['Traffic', 'Jobs', 'Audit']) {
      await drawer.getByRole('tab', { name: tab }).click();
      await look(`drawer-${tab}`);
    }
    await page.getByRole('button', { name: 'Faults' }).click();
    await look('faults');
    expect(found).toEqual([]);
  });
});

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let pressed = 0; pressed < MOST_TABS; pressed++) {
    if ((await page.locator(':focus').and(target).count()) > 0) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${target} is not within ${MOST_TABS} presses of ${key}.`);
}

const widthOf = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth');
