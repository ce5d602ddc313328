import { expect, test } from '@jest/globals';
import {
  automatic,
  bringLive,
  choose,
  field,
  fillForm,
  message,
  openConversation,
  openForm,
  request,
  send,
  showOnly,
  signIn,
  switchPerson,
} from '../support/browser-acts.ts';
import { faultsInBoth } from '../support/browser-axe.ts';
import { describeInBrowser } from '../support/browser-chromium.ts';
import { descriptionOf, usePage } from '../support/browser-page.ts';

const WINDOW = { width: 1_280, height: 800 };
const TELEPHONE = { width: 390, height: 844 };

describeInBrowser('what Grantdesk does in Workiva', () => {
  const opened = usePage();

  test('the tasks of the form propose scopes, more than that needs a word why, and an approver sees what will happen', async () => {
    const { page, slackOf, picture } = opened();
    const [ana, ada] = [slackOf('Ana'), slackOf('Ada')];
    await page.getByRole('button', { name: 'Skip' }).click();
    await showOnly(page, 'Ana');
    const form = await openForm(ana);
    await fillForm(form, automatic('planned-export'));
    expect(await form.getByRole('button', { name: /^Remove Spreadsheets/ }).count()).toBe(1);

    await choose(form, 'Scopes', ['Files (Write)']);
    const why = field(form, 'Why more than the tasks need');
    await form.getByText('Needed, because the tasks do not need Files (Write).').waitFor();
    await field(form, 'IP Restrictions').fill('203.0.113.7');
    await form.getByRole('button', { name: 'Send request' }).click();
    await form.locator(':focus').and(why).waitFor();
    expect(await descriptionOf(why)).toContain('Files (Write)');
    expect(await faultsInBoth(page, 'form', picture)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(TELEPHONE);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(TELEPHONE.width);
    await picture('form-on-a-telephone');
    await page.setViewportSize(WINDOW);
    await why.fill('The ledger may come as a file.');
    await send(form);

    await showOnly(page, 'Ana', 'Finn');
    await switchPerson(page, 'Finn', 'Ada');
    await openConversation(ada, 'workiva-requests');
    const asked = message(ada, 'Sandbox | planned-export');
    await asked.getByText('More than the task needs').waitFor();
    await asked.getByRole('button', { name: /^What will happen in Workiva when REQ-/ }).click();
    const plan = ada.getByRole('dialog', { name: 'What will happen?' });
    await plan.getByText('Create the integration user planned-export').waitFor();
    await plan.getByText('An admin creates the API grant in Workiva’s screens').waitFor();
    await plan.getByText('Nothing has been changed').waitFor();
    expect(await faultsInBoth(page, 'plan', picture)).toEqual([]);
    await plan.getByRole('button', { name: 'Close' }).first().click();
    await plan.waitFor({ state: 'detached' });
  });

  test('a request that stops half done is undone, and its user is gone from Workiva', async () => {
    const { page, slackOf, workiva, picture } = opened();
    const [ana, ada] = [slackOf('Ana'), slackOf('Ada')];
    await page.getByRole('button', { name: 'Skip' }).click();
    await page.getByRole('button', { name: 'Faults' }).click();
    const fault = page.getByRole('switch', { name: 'Workiva refuses roles' });
    await fault.click();
    await fault.and(page.locator('[aria-checked=true]')).waitFor();
    await page.getByRole('button', { name: 'Faults' }).click();
    await showOnly(page, 'Ana');
    await request(ana, automatic('undone-export', { roles: ['Viewer'] }));
    await openConversation(ana, 'Grantdesk');
    const card = message(ana, 'Sandbox | undone-export');
    await card.getByText('Roles cannot be given').or(message(ana, 'stopped by a failure')).first().waitFor();
    await picture('half-done');

    await showOnly(page, 'Ana', 'Finn');
    await switchPerson(page, 'Finn', 'Ada');
    await showOnly(page, 'Ada', 'Workiva');
    await openConversation(ada, 'workiva-admins');
    const failure = message(ada, 'Sandbox | undone-export');
    await failure.getByRole('button', { name: /^Undo REQ-/ }).waitFor();
    await signIn(workiva, 'ada.admin');
    await workiva.getByRole('navigation', { name: 'Workiva' }).getByRole('button', { name: 'People' }).click();
    const user = workiva.getByRole('row').filter({ hasText: 'undone-export' });
    await user.waitFor();
    expect(await faultsInBoth(page, 'failure', picture)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });

    await failure.getByRole('button', { name: /^Undo REQ-/ }).click();
    const question = ada.getByRole('alertdialog', { name: 'Give it up?' });
    await question.getByText('the user undone-export is removed').waitFor();
    await picture('undo-question');
    await question.getByRole('button', { name: 'Undo' }).click();
    await message(ada, 'Sandbox | undone-export').getByText('What it had done is taken back').waitFor();
    await user.waitFor({ state: 'detached' });
    await picture('undone');
    await page.getByRole('button', { name: 'Faults' }).click();
    await fault.click();
    await fault.and(page.locator('[aria-checked=false]')).waitFor();
  });

  test('a user that is suspended in Workiva’s screens is brought to the admins, and Revert activates it again', async () => {
    const { page, slackOf, workiva, picture } = opened();
    const ada = slackOf('Ada');
    await page.getByRole('button', { name: 'Skip' }).click();
    await bringLive(opened(), automatic('drifting-export'));
    // What an admin does soon after a task is taken for a part of it.
    await page.getByRole('button', { name: '+1 day' }).click();

    await showOnly(page, 'Ada', 'Workiva');
    await signIn(workiva, 'ada.admin');
    await workiva.getByRole('navigation', { name: 'Workiva' }).getByRole('button', { name: 'People' }).click();
    const user = workiva.getByRole('row').filter({ hasText: 'drifting-export' });
    await user.getByRole('button', { name: 'Actions for drifting-export' }).click();
    await workiva.getByRole('menuitem', { name: 'Suspend' }).click();
    await workiva.getByRole('alertdialog').getByRole('button', { name: 'Suspend' }).click();
    await user.getByText('Suspended', { exact: true }).waitFor();

    const drift = message(ada, 'Drift · drifting-export');
    await drift.getByText('Ada Admin: Suspend user').waitFor();
    expect(await faultsInBoth(page, 'drift', picture)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await drift.getByRole('button', { name: /^Revert: / }).click();
    const question = ada.getByRole('alertdialog', { name: 'Change this in Workiva?' });
    await picture('revert-question');
    await question.getByRole('button', { name: 'Revert' }).click();
    await drift.getByText('Reverted by').waitFor();
    await user.getByText('Active', { exact: true }).waitFor();
    await picture('reverted');

    await page.getByRole('button', { name: 'Backstage' }).click();
    await page.getByRole('tab', { name: /^Jobs/ }).click();
    await page.getByText(/Workiva’s activity log was last read at/).waitFor();
    await page.getByText('revert · revert DRIFT-drifting-export').waitFor();
    await page.getByText('drift · drift', { exact: true }).waitFor();
    await picture('backstage');
  });
});
