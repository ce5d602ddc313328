import { expect, test } from '@jest/globals';
import {
  daysAhead,
  field,
  fillForm,
  message,
  openConversation,
  openModal,
  send,
  showOnly,
  signIn,
  switchPerson,
  twoStages,
  typeCommand,
} from '../support/browser-acts.ts';
import { faultsInBoth } from '../support/browser-axe.ts';
import { describeInBrowser } from '../support/browser-chromium.ts';
import { usePage } from '../support/browser-page.ts';

const EMERGENCY = 'The close is stuck: the nightly export has lost its access.';
const NAME = 'Finance Close | emergency-export';
const ANNOUNCED = /REQ-\d+ broke glass · /;

describeInBrowser('breaking glass', () => {
  const opened = usePage();

  test('starts at once and is announced; denied after the fact, its integration user is suspended in Workiva', async () => {
    const { page, slackOf, workiva, picture } = opened();
    const [ana, ada] = [slackOf('Ana'), slackOf('Ada')];
    await page.getByRole('button', { name: 'Skip' }).click();
    await switchPerson(page, 'Finn', 'Ada');
    await openConversation(ana, 'Grantdesk');

    await typeCommand(ana, '/grant break-glass');
    const form = ana.getByRole('dialog', { name: 'Break glass' });
    await form.waitFor();
    await form.getByText('This does not wait for approval.').waitFor();
    expect(await faultsInBoth(page, 'break-glass', picture)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await fillForm(form, twoStages('emergency-export', { expires: daysAhead(1) }));
    await field(form, 'What is the emergency').fill(EMERGENCY);
    await send(form, 'Start it now');

    for (const channel of ['workiva-audit', 'workiva-admins']) {
      await openConversation(ada, channel);
      await message(ada, ANNOUNCED).getByText(EMERGENCY).waitFor();
      await picture(`announced-in-${channel}`);
    }
    await message(ana, NAME).getByText('It must be approved after the fact').waitFor();
    await message(ana, NAME).getByText('Gave Creator').waitFor();
    await picture('started');

    await switchPerson(page, 'Ada', 'Finn');
    const finn = slackOf('Finn');
    await openConversation(finn, 'workiva-requests');
    await message(finn, NAME)
      .getByRole('button', { name: /^Deny REQ-/ })
      .waitFor();
    expect(await message(finn, NAME).getByRole('button').allInnerTexts()).not.toContain('Approve with less');
    const denial = await openModal(finn, NAME, /^Deny REQ-/, /^Deny REQ-/);
    await field(denial, 'Why it is denied').fill('The export can wait for the morning.');
    await picture('denying');
    await send(denial, 'Deny');
    await message(finn, NAME).getByText('Denied').first().waitFor();
    await message(ana, 'was stopped before it was made').waitFor();
    await picture('denied');

    await switchPerson(page, 'Finn', 'Ada');
    await openConversation(ada, 'workiva-admins');
    await message(ada, ANNOUNCED).getByText('Denied after the fact').waitFor();
    await message(ada, ANNOUNCED).getByText('Workiva refuses its integration user').waitFor();
    await picture('announced-denied');
    await showOnly(page, 'Ada', 'Workiva');
    await signIn(workiva, 'ada.admin');
    await workiva.getByRole('navigation', { name: 'Workiva' }).getByRole('button', { name: 'People' }).click();
    const user = workiva.getByRole('row').filter({ hasText: 'emergency-export' });
    await user.getByText('Suspended').waitFor();
    await picture('suspended-in-workiva');
  });
});
