import { expect, test } from '@jest/globals';
import {
  automatic,
  bringLive,
  message,
  openConversation,
  showOnly,
  switchPerson,
  typeCommand,
} from '../support/browser-acts.ts';
import { faultsInBoth } from '../support/browser-axe.ts';
import { describeInBrowser } from '../support/browser-chromium.ts';
import { usePage } from '../support/browser-page.ts';

const NAME = 'Sandbox | handed-export';

describeInBrowser('handing a grant over', () => {
  const opened = usePage();

  test('asks the other, who reads what it is and accepts beside its owner; from then on it is theirs', async () => {
    const { page, slackOf, picture } = opened();
    const [ana, nia] = [slackOf('Ana'), slackOf('Nia')];
    await page.getByRole('button', { name: 'Skip' }).click();
    const grant = await bringLive(opened(), automatic('handed-export'));
    await showOnly(page, 'Ana', 'Ada');
    await switchPerson(page, 'Ada', 'Nia');
    await openConversation(ana, 'workiva-requests');
    await openConversation(nia, 'Grantdesk');

    await typeCommand(ana, `/grant transfer ${grant} @nia`);
    await message(ana, 'is asked whether they will own').waitFor();
    const offer = message(nia, 'You would answer for what is done with it');
    await offer.getByText(NAME).first().waitFor();
    expect(await offer.getByRole('button').allInnerTexts()).toEqual(expect.arrayContaining(['Accept', 'Decline']));
    expect(await faultsInBoth(page, 'offer', picture)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });

    await openConversation(ana, 'Grantdesk');
    await offer.getByRole('button', { name: `Accept to own ${grant}` }).click();
    await message(nia, 'You accepted').waitFor();
    await message(ana, `is @Nia Newcomer’s now`).waitFor();
    await picture('accepted');
    await message(nia, `${grant} is live`)
      .getByRole('button', { name: /^Suspend/ })
      .waitFor();

    await typeCommand(nia, '/grant list');
    await message(nia, 'Your grants').getByText(NAME).waitFor();
    await typeCommand(ana, `/grant change ${grant}`);
    await message(ana, 'Only its owner, @Nia Newcomer, can change').waitFor();
    await picture('theirs');
  });
});
