import { expect, test } from '@jest/globals';
import {
  choose,
  daysAhead,
  message,
  openConversation,
  request,
  switchPerson,
  twoStages,
  typeCommand,
} from '../support/browser-acts.ts';
import { faultsInBoth } from '../support/browser-axe.ts';
import { describeInBrowser } from '../support/browser-chromium.ts';
import { usePage } from '../support/browser-page.ts';

describeInBrowser('an approver who is away', () => {
  const opened = usePage();

  test('hands over; who stands in approves in their place, until it is taken back', async () => {
    const { page, slackOf, picture } = opened();
    const [ana, finn, sam] = [slackOf('Ana'), slackOf('Finn'), slackOf('Sam')];
    await page.getByRole('button', { name: 'Skip' }).click();
    await request(ana, twoStages('covered-export'));
    await switchPerson(page, 'Ana', 'Sam');

    await typeCommand(finn, '/grant delegate');
    const form = finn.getByRole('dialog', { name: 'Delegate' });
    await form.waitFor();
    await choose(form, 'Who decides in your place', ['Sam Security']);
    await form.getByLabel('Last day').fill(daysAhead(7));
    expect(await faultsInBoth(page, 'hand-over', picture)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await form.getByRole('button', { name: 'Delegate' }).click();
    const notice = finn.getByRole('dialog').filter({ hasText: 'You have handed over to @Sam Security' });
    await notice.waitFor();
    await picture('handed-over');
    await page.keyboard.press('Escape');
    await notice.waitFor({ state: 'detached' });

    await openConversation(sam, 'Grantdesk');
    await message(sam, '@Finn Finance has handed over to you').waitFor();
    await picture('stands-in');
    await openConversation(sam, 'workiva-requests');
    const approval = message(sam, 'Finance Close | covered-export');
    await approval.getByRole('button', { name: /^Approve REQ-/ }).click();
    await approval.getByText('Approved by @Sam Security in place of @Finn Finance').waitFor();
    await approval.getByText('stage 2 of 2').waitFor();
    await picture('in-place-of');

    await typeCommand(finn, '/grant delegate');
    await message(finn, 'You have handed over to @Sam Security')
      .getByRole('button', { name: /^Take back/ })
      .click();
    await message(finn, 'You have taken back').waitFor();
    await openConversation(sam, 'Grantdesk');
    await message(sam, 'What @Finn Finance had handed over to you has ended').waitFor();
    await picture('taken-back');
  });
});
