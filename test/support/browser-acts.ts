import type { Locator, Page } from 'playwright-core';
import type { OpenPage } from './browser-page.ts';
import { tasksFor } from './tasks.ts';

/** What is entered into the request form, by the labels that a person reads. */
export type Entries = {
  workspace: string;
  clientName: string;
  username: string;
  existing?: boolean;
  email?: string;
  scopes: readonly string[];
  roles?: readonly string[];
  expires?: string;
  ipRestrictions?: string;
  purpose: string;
};

/** Reads of the sandbox for less than a month: granted by the rule, without asking anybody. */
export const automatic = (username: string, changes: Partial<Entries> = {}): Entries => ({
  workspace: 'Sandbox',
  clientName: `Sandbox | ${username}`,
  username,
  email: `${username}@example.com`,
  scopes: ['Spreadsheets (Read)'],
  expires: daysAhead(20),
  purpose: 'Copies the checklist of the close every night.',
  ...changes,
});

/** Changes to finance data: finance approves first, then a Workiva admin. */
export const twoStages = (username: string, changes: Partial<Entries> = {}): Entries => ({
  workspace: 'Finance Close',
  clientName: `Finance Close | ${username}`,
  username,
  email: `${username}@example.com`,
  scopes: ['Spreadsheets (Read)', 'Spreadsheets (Write)'],
  roles: ['Creator'],
  ipRestrictions: '203.0.113.7, 198.51.100.0/24',
  purpose: 'Loads the nightly ledger into the close workbook.',
  ...changes,
});

const DAY_MS = 86_400_000;

/** A day so many days from now, as date fields want it. */
export const daysAhead = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** Types a command into the message box and presses Enter. What was sent before has left the box by then. */
export async function typeCommand(slack: Locator, command: string): Promise<void> {
  const box = slack.getByRole('combobox', { name: /^Message/ });
  await box.and(slack.page().locator(':placeholder-shown')).waitFor();
  await box.click();
  await box.pressSequentially(command);
  await box.press('Enter');
}

/** Opens the request form with /grant. */
export async function openForm(slack: Locator): Promise<Locator> {
  await typeCommand(slack, '/grant');
  const form = slack.getByRole('dialog', { name: 'Request a grant' });
  await form.waitFor();
  return form;
}

/** Fills the request form in, from its first field to its last. The scopes follow from what the integration is to do. */
export async function fillForm(form: Locator, entries: Entries): Promise<void> {
  await choose(form, 'What is the integration to do?', tasksFor(entries.scopes));
  for (const scope of entries.scopes) await form.getByRole('button', { name: `Remove ${scope}` }).waitFor();
  await choose(form, 'Workspace', [entries.workspace]);
  await field(form, 'Client Name').fill(entries.clientName);
  if (entries.existing) await form.getByRole('radio', { name: 'Use an existing integration user' }).check();
  await field(form, 'Workiva Username').fill(entries.username);
  if (entries.existing) await field(form, 'Email').waitFor({ state: 'detached' });
  else {
    await field(form, 'Given name').fill('Nightly');
    await field(form, 'Family name').fill('Export');
    await field(form, 'Email').fill(entries.email ?? 'ana+export@example.com');
  }
  await choose(form, 'Roles in the workspace', entries.roles ?? []);
  if (entries.expires !== undefined) await form.getByLabel('Expires').fill(entries.expires);
  await field(form, 'IP Restrictions').fill(entries.ipRestrictions ?? '');
  await field(form, 'Why it is needed').fill(entries.purpose);
}

/** A text field by its label. */
export const field = (form: Locator, label: string) => form.getByRole('textbox', { name: labelled(label) });

const labelled = (label: string) => new RegExp(`^${label.replace('?', '\\?')}( \\(optional\\))?$`);

/** Chooses options of a select menu with the mouse; one that is chosen already stays so. */
export async function choose(form: Locator, label: string, options: readonly string[]): Promise<void> {
  const menu = form.getByRole('combobox', { name: labelled(label) });
  for (const name of options) {
    await menu.click();
    const option = form.getByRole('option', { name });
    if ((await option.getAttribute('aria-selected')) !== 'true') await option.click();
  }
  if ((await menu.getAttribute('aria-expanded')) === 'true') await menu.press('Escape');
}

/** Sends the open form and waits until it has gone. */
export async function send(form: Locator, button = 'Send request'): Promise<void> {
  await form.getByRole('button', { name: button }).click();
  await form.waitFor({ state: 'detached' });
}

/** Asks for a grant with the form. */
export async function request(slack: Locator, entries: Entries): Promise<void> {
  const form = await openForm(slack);
  await fillForm(form, entries);
  await send(form);
}

/** Opens a channel, or the app's own conversation, by its name. */
export async function openConversation(slack: Locator, name: string): Promise<void> {
  await slack.getByRole('navigation').getByRole('button', { name }).click();
}

/** The newest message with these words, wherever it stands in the open conversation. */
export const message = (slack: Locator, words: string | RegExp) =>
  slack.getByRole('article').filter({ hasText: words }).last();

/** Does something that answers in the open conversation what only this person sees, and waits for one more of these. */
export async function answered(slack: Locator, act: () => Promise<void>): Promise<void> {
  const answers = slack.getByRole('article').filter({ hasText: 'Only visible to you' });
  const before = await answers.count();
  await act();
  await answers.nth(before).waitFor();
}

/** Presses a button of a message, and answers the modal that it opens. */
export async function openModal(
  slack: Locator,
  words: string | RegExp,
  button: RegExp,
  title: string | RegExp,
): Promise<Locator> {
  await message(slack, words).getByRole('button', { name: button }).click();
  const modal = slack.getByRole('dialog', { name: title });
  await modal.waitFor();
  return modal;
}

/** Seats somebody else in a pane. */
export async function switchPerson(page: Page, from: string, to: string): Promise<void> {
  const pane = page.getByRole('region', { name: new RegExp(`^Slack of ${from}`) });
  await pane.getByRole('button', { name: 'switch person' }).click();
  await pane.getByRole('menuitemradio', { name: to }).click();
  await page.getByRole('region', { name: new RegExp(`^Slack of ${to}`) }).waitFor();
}

/**
 * Shows these panes and no others, with the buttons at the top of the page, whose words are meant. Where only two panes
 * fit, showing one puts the oldest away, which may be one that is wanted.
 */
export async function showOnly(page: Page, ...names: string[]): Promise<void> {
  const buttons = page.getByRole('group', { name: 'What is shown' }).getByRole('button');
  for (const wanted of [true, true, false]) {
    for (const button of await buttons.all()) {
      const name = (await button.innerText()) ?? '';
      const isShown = (await button.getAttribute('aria-pressed')) === 'true';
      if (names.some((one) => name.includes(one)) === wanted && isShown !== wanted) await button.click();
    }
  }
}

/** Signs an account in to Workiva. */
export async function signIn(workiva: Locator, username: string): Promise<void> {
  const account = workiva.getByRole('combobox', { name: 'Signed in as' });
  const name = await account.getByRole('option', { name: new RegExp(`^${username} \\(`) }).innerText();
  await account.selectOption({ label: name ?? '' });
}

/** Goes the way to the form of a new grant that the admin task names. */
export async function openAddGrant(workiva: Locator): Promise<void> {
  await workiva.getByRole('navigation', { name: 'Workiva' }).getByRole('button', { name: 'Security' }).click();
  await workiva.getByRole('tab', { name: 'Provisioning' }).click();
  await workiva.getByRole('button', { name: 'Add Identity or API' }).click();
  await workiva.getByRole('menuitem', { name: 'API Grant' }).click();
}

/** Copies a value into the clipboard, and waits until it is there. */
export async function copy(from: Locator, label: string): Promise<void> {
  await from.getByRole('button', { name: `Copy ${label}`, exact: true }).click();
  await from
    .getByRole('status')
    .filter({ hasText: `${label} copied` })
    .waitFor({ state: 'attached' });
}

/** Copies a value out of a task and pastes it into the field of the same name. */
export async function copyOver(task: Locator, label: string, form: Locator): Promise<void> {
  await copy(task, label);
  await form
    .getByLabel(new RegExp(`^${label}`))
    .first()
    .focus();
  await form.page().keyboard.press('Control+V');
}

/** Confirms an admin task with the client ID that was copied in Workiva. */
export async function pasteClientId(slack: Locator): Promise<void> {
  const question = slack.getByRole('dialog', { name: 'Grant created' });
  await question.getByRole('textbox', { name: 'Client ID' }).focus();
  await slack.page().keyboard.press('Control+V');
  await send(question, 'Confirm');
}

let live = 0;

/**
 * Asks for a grant as Ana, and does as Ada what only an admin can do about it. Answers the number of the grant, once it is
 * live. Ana and Ada are shown from then on.
 */
export async function bringLive(
  { page, slackOf }: OpenPage,
  entries: Entries,
  { approves = false }: { approves?: boolean } = {},
): Promise<string> {
  const [ana, ada] = [slackOf('Ana'), slackOf('Ada')];
  live += 1;
  if ((await ana.count()) === 0) await showOnly(page, 'Ana', 'Ada');
  await request(ana, entries);
  await openConversation(ana, 'Grantdesk');
  if ((await ada.count()) === 0) {
    await showOnly(page, 'Ana', 'Finn');
    await switchPerson(page, 'Finn', 'Ada');
  }
  if (approves) {
    await openConversation(ada, 'workiva-requests');
    await message(ada, entries.clientName)
      .getByRole('button', { name: /^Approve REQ-/ })
      .click();
  }
  await openConversation(ada, 'workiva-admins');
  const task = message(ada, entries.clientName);
  await task.getByRole('button', { name: /^Done: Create the API grant/ }).click();
  const question = ada.getByRole('dialog', { name: 'Grant created' });
  await field(question, 'Client ID').fill(`browser-client-${live}`);
  await send(question, 'Confirm');
  const words = await message(ana, /GRANT-\d+ is live/)
    .filter({ hasText: entries.clientName })
    .innerText();
  return /GRANT-\d+/.exec(words ?? '')?.[0] ?? '';
}
