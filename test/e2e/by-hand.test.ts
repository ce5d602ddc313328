import { expect, test } from '@jest/globals';
import type { Locator } from 'playwright-core';
import {
  copy,
  copyOver,
  message,
  openAddGrant,
  openConversation,
  pasteClientId,
  request,
  showOnly,
  signIn,
  switchPerson,
  typeCommand,
} from '../support/browser-acts.ts';
import { describeInBrowser } from '../support/browser-chromium.ts';
import { descriptionOf, usePage } from '../support/browser-page.ts';

const CLIENT_NAME = 'Sandbox | by hand';

describeInBrowser('Grantdesk without access to Workiva’s API', () => {
  const opened = usePage('--by-hand');

  test('an admin makes the user, the member, its roles and the grant by hand, and the grant becomes active', async () => {
    const { page, slackOf, workiva, picture } = opened();
    const [ana, ada] = [slackOf('Ana'), slackOf('Ada')];
    await page.getByRole('button', { name: 'Skip' }).click();
    await switchPerson(page, 'Finn', 'Ada');
    await request(ana, {
      workspace: 'Sandbox',
      clientName: CLIENT_NAME,
      username: 'by-hand-export',
      email: 'ana+by-hand@example.com',
      scopes: ['Spreadsheets (Read)'],
      roles: ['Creator', 'Manager'],
      purpose: 'Copies the checklist of the close every night.',
    });
    await openConversation(ada, 'workiva-requests');
    await ada.getByRole('button', { name: 'Approve REQ-1' }).click();
    await showOnly(page, 'Ada', 'Workiva');
    await openConversation(ada, 'workiva-admins');
    await signIn(workiva, 'ada.admin');

    const user = message(ada, 'Create the integration user');
    await user.getByText('Organization Admin → People → Add').waitFor();
    await goTo(workiva, 'People');
    await workiva.getByRole('button', { name: 'Add', exact: true }).click();
    const userForm = workiva.getByRole('form', { name: 'Add User' });
    for (const label of ['Username', 'Given name', 'Family name', 'Email']) await copyOver(user, label, userForm);
    await picture('add-user');
    await userForm.getByRole('button', { name: 'Add User' }).click();
    await workiva.getByRole('group', { name: 'Done' }).getByText('by-hand-export belongs to no workspace').waitFor();
    await done(user);

    const member = message(ada, 'Add the integration user to the workspace');
    await member.getByText('Sandbox → Workspace Settings → Members → Add').waitFor();
    await goTo(workiva, 'Workspaces');
    await workiva.getByRole('button', { name: 'Workspace Settings of Sandbox' }).click();
    await workiva.getByRole('tab', { name: 'Members', selected: true }).waitFor();
    await workiva.getByRole('button', { name: 'Add', exact: true }).click();
    const memberForm = workiva.getByRole('form', { name: 'Add Member' });
    await copyOver(member, 'Workiva Username', memberForm);
    await memberForm.getByRole('button', { name: 'Add Member' }).click();
    await workiva.getByRole('group', { name: 'Done' }).getByText('by-hand-export has no role').waitFor();
    await done(member);

    const roles = message(ada, 'Give the integration user its roles');
    await roles.getByText('Sandbox → Workspace Settings → Members → Edit roles').waitFor();
    await workiva.getByRole('button', { name: 'Actions for by-hand-export' }).click();
    await workiva.getByRole('menuitem', { name: 'Edit roles' }).click();
    const rolesForm = workiva.getByRole('form', { name: 'Save Roles' });
    for (const role of ['Creator', 'Manager']) await rolesForm.getByRole('checkbox', { name: role }).check();
    await picture('edit-roles');
    await rolesForm.getByRole('button', { name: 'Save Roles' }).click();
    await workiva.getByRole('row', { name: 'by-hand-export' }).getByText('Creator, Manager').waitFor();
    await picture('members');
    await done(roles);

    const grant = message(ada, 'Create the API grant');
    await grant.waitFor();
    await openAddGrant(workiva);
    const grantForm = workiva.getByRole('form', { name: 'Add Grant' });
    await grantForm.getByRole('button', { name: 'Add Grant' }).click();
    await grantForm.getByText('Choose a workspace.').waitFor();
    await grantForm.getByRole('combobox', { name: 'Workspace', exact: true }).selectOption('Sandbox');
    for (const label of ['Client Name', 'Workiva Username', 'Expires', 'Scopes'])
      await copyOver(grant, label, grantForm);
    await grantForm.getByRole('button', { name: 'Add Grant' }).click();
    const added = workiva.getByRole('group', { name: 'Grant added' });
    await copy(added, 'Client ID');
    await grant.getByRole('button', { name: /^Done: / }).click();
    await pasteClientId(ada);

    await goTo(workiva, 'Activities');
    const kinds = ['Create user', 'Add workspace member', 'Give workspace roles', 'Create API grant'];
    for (const kind of kinds) await workiva.getByRole('row', { name: kind }).getByText('Ada Admin').waitFor();
    await showOnly(page, 'Ana', 'Workiva');
    await openConversation(ana, 'Grantdesk');
    await message(ana, 'GRANT-1 is live').waitFor();
    await typeCommand(ana, '/grant list');
    expect(await message(ana, 'Your grants').innerText()).toMatch(/GRANT-1 · Sandbox \| by hand · active/);
    await page.getByRole('button', { name: 'Backstage' }).click();
    await page.getByRole('tab', { name: 'Traffic' }).click();
    await page.getByRole('textbox', { name: 'Filter' }).fill('"to":"workiva"');
    await page.getByText('Nothing here is about').waitFor();
  });

  test('a user that Workiva refuses is refused at its field; a user is suspended, reactivated, renamed and removed with the keyboard', async () => {
    const { page, workiva, picture } = opened();
    await page.getByRole('button', { name: 'Skip' }).click();
    await showOnly(page, 'Ana', 'Workiva');
    await signIn(workiva, 'ada.admin');
    await goTo(workiva, 'People');
    await workiva.getByRole('button', { name: 'Add', exact: true }).press('Enter');
    const form = workiva.getByRole('form', { name: 'Add User' });
    const username = form.getByRole('textbox', { name: 'Username' });
    for (const [typed, words] of [
      ['', 'Enter a username.'],
      ['ledger-sync', 'The username is already taken.'],
      ['Nightly', 'A username must not contain capital letters.'],
      ['nightly export', 'A username must not contain spaces.'],
    ] as const) {
      await username.fill(typed);
      await username.press('Enter');
      await form.getByText(words).waitFor();
      await form.locator(':focus').and(username).waitFor();
      expect(await username.getAttribute('aria-invalid')).toBe('true');
      expect(await descriptionOf(username)).toContain(words);
    }
    await picture('user-refused');
    await form.getByRole('button', { name: 'Cancel' }).press('Enter');
    await workiva
      .locator(':focus')
      .and(workiva.getByRole('heading', { name: 'People' }))
      .waitFor();

    const row = workiva.getByRole('row', { name: 'ledger-sync' });
    const actions = row.getByRole('button', { name: 'Actions for ledger-sync' });
    await actions.press('Enter');
    await workiva.getByRole('menuitem', { name: 'Suspend' }).press('Enter');
    await workiva
      .getByRole('alertdialog', { name: 'Suspend this user?' })
      .getByRole('button', { name: 'Suspend' })
      .press('Enter');
    await row.getByText('Suspended', { exact: true }).waitFor();
    await workiva.locator(':focus').and(actions).waitFor();
    expect(await workiva.getByRole('option', { name: /^ledger-sync/ }).count()).toBe(0);
    await actions.press('Enter');
    await workiva.getByRole('menuitem', { name: 'Reactivate' }).press('Enter');
    await row.getByText('Active', { exact: true }).waitFor();

    await actions.press('Enter');
    await workiva.getByRole('menuitem', { name: 'Rename' }).press('Enter');
    const rename = workiva.getByRole('form', { name: 'Rename User' });
    const newName = rename.getByRole('textbox', { name: 'Username' });
    await newName.fill('Ledger');
    await newName.press('Enter');
    await rename.getByText('A username must not contain capital letters.').waitFor();
    await newName.fill('ledger');
    await newName.press('Enter');
    await workiva.getByRole('group', { name: 'Done' }).getByText('ledger-sync is called ledger now.').waitFor();
    await workiva.getByRole('button', { name: 'Actions for ledger', exact: true }).press('Enter');
    await workiva.getByRole('menuitem', { name: 'Remove' }).press('Enter');
    await workiva
      .getByRole('alertdialog', { name: 'Remove this user?' })
      .getByRole('button', { name: 'Remove' })
      .press('Enter');
    await workiva.getByRole('row', { name: 'Ledger Sync' }).waitFor({ state: 'detached' });

    const own = workiva.getByRole('button', { name: 'Actions for ada.admin' });
    await own.press('Enter');
    await workiva.getByRole('menuitem', { name: 'Suspend' }).press('Enter');
    await workiva.getByRole('alertdialog').getByRole('button', { name: 'Suspend' }).press('Enter');
    await workiva.getByRole('alert').getByText('You cannot suspend yourself.').waitFor();
    await picture('suspension-refused');
  });
});

/** Opens an area of the Organization Admin. */
const goTo = (workiva: Locator, area: string) =>
  workiva.getByRole('navigation', { name: 'Workiva' }).getByRole('button', { name: area }).click();

/** Presses Done on a task, and waits until it is. */
async function done(task: Locator): Promise<void> {
  await task.getByRole('button', { name: /^Done: / }).click();
  await task.getByText('Done by @Ada Admin').waitFor();
}
