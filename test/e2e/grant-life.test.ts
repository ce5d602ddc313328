import { expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import {
  copy,
  copyOver,
  fillForm,
  message,
  openAddGrant,
  openConversation,
  openForm,
  pasteClientId,
  send,
  showOnly,
  signIn,
  switchPerson,
  typeCommand,
} from '../support/browser-acts.ts';
import { describeInBrowser } from '../support/browser-chromium.ts';
import { descriptionOf, type OpenPage, usePage } from '../support/browser-page.ts';

const CLIENT_NAME = 'Finance Close | nightly export';
const COPIED = ['Client Name', 'Workiva Username', 'Expires', 'Scopes', 'IP Restrictions'];

describeInBrowser('the life of a grant, clicked through', () => {
  const opened = usePage();

  test('Ana asks, Finn and Ada approve, Ada adds the grant in Workiva, and Ana collects its secret', async () => {
    const { page, slackOf, workiva, picture } = opened();
    const [ana, finn, ada] = [slackOf('Ana'), slackOf('Finn'), slackOf('Ada')];
    await picture('01-beginning');
    await page.getByRole('region', { name: 'Guided tour' }).getByRole('button', { name: 'Skip' }).click();

    const form = await openForm(ana);
    await fillForm(form, {
      workspace: 'Finance Close',
      clientName: CLIENT_NAME,
      username: 'Nightly Export',
      email: 'ana+nightly@example.com',
      scopes: ['Spreadsheets (Read)', 'Spreadsheets (Write)'],
      roles: ['Creator'],
      ipRestrictions: '198.51.100.9/24',
      purpose: 'Loads the nightly ledger into the close workbook, so that nobody copies it by hand.',
    });
    await form.getByRole('button', { name: 'Send request' }).click();
    const username = form.getByRole('textbox', { name: 'Workiva Username' });
    await form.locator(':focus').and(username).waitFor();
    expect(await username.getAttribute('aria-invalid')).toBe('true');
    expect(await descriptionOf(username)).toMatch(/spaces|capitals/);
    expect(await form.getByRole('textbox', { name: 'Client Name' }).inputValue()).toBe(CLIENT_NAME);
    await picture('request-form', { docs: true });

    await username.fill('nightly-export');
    await send(form);
    await openConversation(ana, 'Grantdesk');
    await message(ana, 'Waiting for approval').waitFor();
    await picture('02-card');
    await showOnly(page, 'Finn');

    await openConversation(finn, 'workiva-requests');
    await finn.getByRole('button', { name: 'Approve REQ-1' }).waitFor();
    await page.getByText('Those who can decide on REQ-1 are reminded').waitFor();
    await picture('approval', { docs: true });
    await finn.getByRole('button', { name: 'Approve REQ-1' }).click();
    await message(finn, 'Waiting for 1 approval (stage 2 of 2)').waitFor();
    await showOnly(page, 'Ana', 'Finn');
    await openConversation(ana, 'Grantdesk');

    await switchPerson(page, 'Finn', 'Ada');
    await openConversation(ada, 'workiva-requests');
    await ada.getByRole('button', { name: 'Approve REQ-1' }).click();
    await message(ana, 'Waiting for an admin').waitFor();
    await picture('03-provisioned');

    await showOnly(page, 'Ada', 'Workiva');
    await openConversation(ada, 'workiva-admins');
    const task = message(ada, 'Create the API grant');
    await signIn(workiva, 'ada.admin');
    await openAddGrant(workiva);
    for (const label of COPIED) await copyOver(task, label, workiva.getByRole('form', { name: 'Add Grant' }));
    await workiva.getByRole('combobox', { name: 'Workspace', exact: true }).selectOption('Finance Close');
    await picture('admin-task', { docs: true });
    await workiva.getByRole('button', { name: 'Add Grant' }).click();
    const added = workiva.getByRole('group', { name: 'Grant added' });
    await copy(added, 'Client ID');
    const clientId = (await added.getByRole('code').innerText()) ?? '';
    await picture('04-grant-added');

    await task.getByRole('button', { name: 'Done: Create the API grant for REQ-1' }).click();
    await pasteClientId(ada);
    await message(ada, 'Done by @Ada Admin').waitFor();

    await showOnly(page, 'Ana', 'Workiva');
    await openConversation(ana, 'Grantdesk');
    await message(ana, 'GRANT-1 is live').waitFor();
    await picture('05-hand-over');
    const secret = await takeSecret(workiva, opened());
    await ana.getByRole('button', { name: 'The secret of GRANT-1 is collected' }).click();
    await message(ana, 'GRANT-1 is live').getByText('Collected,').waitFor();

    await typeCommand(ana, '/grant list');
    const list = message(ana, 'Your grants');
    await list.getByText(clientId).waitFor();
    expect(await list.innerText()).toMatch(/GRANT-1 · Finance Close \| nightly export · active · expires/);
    await picture('06-list');
    expect(await page.content()).not.toContain(secret);
  });

  test('the clock moves on: the owner is warned, lets the grant expire, and is told when it has', async () => {
    const { page, slackOf, picture } = opened();
    const ana = slackOf('Ana');
    await page.getByRole('button', { name: 'Skip' }).click();
    await openConversation(ana, 'Grantdesk');
    for (let month = 0; month < 2; month++) await page.getByRole('button', { name: '+30 days' }).click();
    const warning = message(ana, 'loses its access');
    await warning.getByRole('button', { name: 'Renew GRANT-1' }).waitFor();
    await picture('expiry-warning', { docs: true });

    await warning.getByRole('button', { name: 'Let GRANT-1 expire' }).click();
    const question = ana.getByRole('alertdialog', { name: 'Let it expire?' });
    await question.getByRole('button', { name: 'Let it expire' }).click();
    await message(ana, 'You let it expire').waitFor();

    for (let month = 0; month < 2; month++) await page.getByRole('button', { name: '+30 days' }).click();
    await message(ana, 'has lost its access').waitFor();
    await picture('07-expired');
    await typeCommand(ana, '/grant list');
    await message(ana, 'Your grants')
      .getByText(/GRANT-1 .* expired/)
      .waitFor();
  });
});

/** As the integration user: takes the secret in the profile, where it is shown this once, and lets the integration work. */
async function takeSecret(workiva: Locator, { picture }: OpenPage): Promise<string> {
  await signIn(workiva, 'nightly-export');
  await workiva.getByRole('tab', { name: 'Security' }).click();
  await workiva.getByRole('button', { name: `Actions for ${CLIENT_NAME}` }).click();
  await workiva.getByRole('menuitem', { name: 'Regenerate' }).click();
  const dialog = workiva.getByRole('dialog', { name: `Secret of ${CLIENT_NAME}` });
  const secret = (await dialog.getByRole('code').innerText()) ?? '';
  expect(secret.length).toBeGreaterThan(20);
  await picture('secret-shown-once');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
  await workiva.getByRole('button', { name: `Actions for ${CLIENT_NAME}` }).click();
  await workiva.getByRole('menuitem', { name: 'Use the grant' }).click();
  await workiva.getByRole('group', { name: 'The integration has worked' }).getByText('GET /spreadsheets').waitFor();
  await picture('used');
  return secret;
}
