import { beforeEach, expect, test } from '@jest/globals';
import {
  daysAhead,
  field,
  message,
  openConversation,
  openModal,
  request,
  send,
  twoStages,
} from '../support/browser-acts.ts';
import { faultsInBoth } from '../support/browser-axe.ts';
import { describeInBrowser } from '../support/browser-chromium.ts';
import { descriptionOf, usePage } from '../support/browser-page.ts';

describeInBrowser('approvers and the requester, side by side', () => {
  const opened = usePage();

  beforeEach(async () => {
    const { page, slackOf } = opened();
    await page.getByRole('button', { name: 'Skip' }).click();
    await openConversation(slackOf('Ana'), 'Grantdesk');
    await openConversation(slackOf('Finn'), 'workiva-requests');
  });

  test('Approve with less takes a scope away, never gives a later day, and tells the requester the difference', async () => {
    const { page, slackOf, picture } = opened();
    const [ana, finn] = [slackOf('Ana'), slackOf('Finn')];
    const scopes = ['Spreadsheets (Read)', 'Spreadsheets (Write)', 'Files (Write)'];
    await request(ana, twoStages('less-export', { scopes, expires: daysAhead(60) }));
    const modal = await openModal(finn, 'Finance Close | less-export', /^Approve with less/, 'Approve with less');
    expect(await faultsInBoth(page, 'less', picture)).toEqual([]);

    const day = modal.getByLabel('Expires');
    await day.fill(daysAhead(61));
    await modal.getByRole('button', { name: 'Approve' }).click();
    await modal.locator(':focus').and(day).waitFor();
    expect(await descriptionOf(day)).toMatch(/earlier/);
    await picture('less-refused');

    await modal.getByRole('checkbox', { name: 'Files (Write)' }).uncheck();
    await day.fill(daysAhead(30));
    await send(modal, 'Approve');
    const told = message(ana, 'approved less of REQ-');
    await told.getByText('Scopes: without Files (Write)').waitFor();
    expect(await told.innerText()).toMatch(/Expires: .+ → .+/);
    await message(finn, 'Finance Close | less-export').getByText('Less than was asked for').waitFor();
    await picture('less-told');
  });

  test('Ask brings the question to the requester and the answer back, and then it is approved', async () => {
    const { page, slackOf, picture } = opened();
    const [ana, finn] = [slackOf('Ana'), slackOf('Finn')];
    await request(ana, twoStages('asked-export'));
    const asking = await openModal(finn, 'Finance Close | asked-export', /^Ask the requester/, /^Ask about REQ-/);
    expect(await faultsInBoth(page, 'ask', picture)).toEqual([]);
    await field(asking, 'Your question').fill('Does it write into the signed-off sheets?');
    await send(asking, 'Ask');
    await message(finn, 'Finance Close | asked-export').getByText('Waiting for an answer').waitFor();
    await message(ana, 'Does it write into the signed-off sheets?').waitFor();
    await picture('asked');

    const question = 'Does it write into the signed-off sheets?';
    const answering = await openModal(ana, question, /^Answer the question/, /^Answer for REQ-/);
    await answering.getByText(question).waitFor();
    await field(answering, 'Your answer').fill('No: into the staging sheet only.');
    await picture('answering');
    await send(answering, 'Answer');
    await message(finn, 'has answered your question').getByText('No: into the staging sheet only.').waitFor();
    await message(ana, question).getByText('Answered').waitFor();
    await picture('answered');

    const asked = message(finn, 'Finance Close | asked-export');
    await asked.getByText('Waiting for an answer').waitFor({ state: 'detached' });
    await asked.getByRole('button', { name: /^Approve REQ-/ }).click();
    await asked.getByText('stage 2 of 2').waitFor();
  });

  test('Why? says to anybody which rule matched, why the others did not, and who may decide', async () => {
    const { page, slackOf, picture } = opened();
    const [ana, finn] = [slackOf('Ana'), slackOf('Finn')];
    await request(ana, twoStages('explained-export'));
    await message(finn, 'Finance Close | explained-export').waitFor();
    for (const [slack, name] of [
      [finn, 'approver'],
      [ana, 'requester'],
    ] as const) {
      const why = await openModal(slack, 'Finance Close | explained-export', /^Why REQ-/, /^Why REQ-/);
      await why.getByText('The rule that matched: Changes to finance data').waitFor();
      expect(await why.innerText()).toMatch(/@Finn Finance, @Flora Finance\./);
      expect(await why.innerText()).toMatch(/Short reads in the sandbox: .*Finance Close/);
      expect(await faultsInBoth(page, `why-${name}`, picture)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'light' });
      await why.getByRole('button', { name: 'Close', exact: true }).last().click();
      await why.waitFor({ state: 'detached' });
    }
  });

  test('Edit opens the form filled in; what was approved before counts no longer, and everybody sees that', async () => {
    const { slackOf, picture } = opened();
    const [ana, finn] = [slackOf('Ana'), slackOf('Finn')];
    await request(ana, twoStages('edited-export'));
    const approval = message(finn, 'Finance Close | edited-export');
    await approval.getByRole('button', { name: /^Approve REQ-/ }).click();
    await approval.getByText('stage 2 of 2').waitFor();

    await message(ana, 'Finance Close | edited-export').getByText('Approved by').waitFor();
    const form = await openModal(ana, 'Finance Close | edited-export', /^Edit REQ-/, /^Edit REQ-/);
    await form.getByText('Approvals given so far no longer count').waitFor();
    expect(await field(form, 'Client Name').inputValue()).toBe('Finance Close | edited-export');
    expect(await field(form, 'IP Restrictions').inputValue()).toBe('203.0.113.7, 198.51.100.0/24');
    await picture('edit-form');
    await field(form, 'Why it is needed').fill('Loads the weekly ledger, not the nightly one.');
    await send(form, 'Save');

    await approval.getByText('stage 1 of 2').waitFor();
    await approval.getByText('Loads the weekly ledger, not the nightly one.').waitFor();
    await approval.getByText('Approvals of @Finn Finance no longer count.').waitFor();
    await picture('edited');
    await approval.getByRole('button', { name: /^Approve REQ-/ }).click();
    await approval.getByText('stage 2 of 2').waitFor();
  });
});
