import { expect, test } from '@jest/globals';
import {
  automatic,
  bringLive,
  field,
  message,
  openConversation,
  openModal,
  send,
  showOnly,
  signIn,
  typeCommand,
} from '../support/browser-acts.ts';
import { faultsInBoth } from '../support/browser-axe.ts';
import { describeInBrowser } from '../support/browser-chromium.ts';
import { usePage } from '../support/browser-page.ts';

const USERNAME = 'stopped-export';
const NAME = `Sandbox | ${USERNAME}`;
const REASON = 'Its secret is in a public repository.';

describeInBrowser('the emergency stop', () => {
  const opened = usePage();

  test('names what stops before the button is pressed; Workiva shows the user suspended, until an admin reinstates it', async () => {
    const { page, slackOf, workiva, picture } = opened();
    const [ana, ada] = [slackOf('Ana'), slackOf('Ada')];
    await page.getByRole('button', { name: 'Skip' }).click();
    const first = await bringLive(opened(), automatic(USERNAME));
    const other = await bringLive(opened(), automatic(USERNAME, { clientName: `${NAME} 2`, existing: true }), {
      approves: true,
    });

    await openConversation(ana, 'workiva-requests');
    await typeCommand(ana, `/grant suspend ${first}`);
    const asked = ana.getByRole('dialog', { name: `Suspend ${first}` });
    await asked.getByText('Within seconds Workiva refuses').waitFor();
    await asked.getByText('These stop too').waitFor();
    await asked.getByText(`${NAME} 2`).waitFor();
    expect(await asked.getByText(other).count()).toBe(1);
    expect(await faultsInBoth(page, 'suspend', picture)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await asked.waitFor({ state: 'detached' });

    await openConversation(ana, 'Grantdesk');
    const question = await openModal(ana, `${first} is live`, /^Suspend GRANT-/, `Suspend ${first}`);
    await field(question, 'Why it has to stop').fill(REASON);
    await send(question, 'Suspend now');
    await message(ana, `${first} is suspended`).getByText('Its integration cannot call Workiva').waitFor();
    await message(ana, `${other} is suspended`).waitFor();
    await picture('told-to-owner');

    await showOnly(page, 'Ada', 'Workiva');
    await signIn(workiva, 'ada.admin');
    await workiva.getByRole('navigation', { name: 'Workiva' }).getByRole('button', { name: 'People' }).click();
    const user = workiva.getByRole('row').filter({ hasText: USERNAME });
    await user.getByText('Suspended').waitFor();
    await openConversation(ada, 'workiva-admins');
    await message(ada, `${first} · suspended`).getByText('Workiva refuses its integration user').waitFor();
    await user.scrollIntoViewIfNeeded();
    await picture('suspended-in-workiva');

    await openConversation(ada, 'workiva-requests');
    await typeCommand(ada, `/grant reinstate ${first}`);
    const why = ada.getByRole('dialog', { name: `Reinstate ${first}` });
    await why.getByText(REASON).waitFor();
    await why.getByText('These work again too').waitFor();
    expect(await faultsInBoth(page, 'reinstate', picture)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await field(why, 'Why it may work again').fill('The repository is private again.');
    await send(why, 'Reinstate');
    await openConversation(ada, 'workiva-admins');
    await message(ada, `${first} · reinstated`).getByText('is active in Workiva').waitFor();
    await user.getByText('Active', { exact: true }).waitFor();
    await picture('reinstated');
  });
});
