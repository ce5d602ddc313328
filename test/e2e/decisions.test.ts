import { expect, test } from '@jest/globals';
import {
  automatic,
  message,
  openConversation,
  request,
  send,
  showOnly,
  switchPerson,
  typeCommand,
} from '../support/browser-acts.ts';
import { describeInBrowser } from '../support/browser-chromium.ts';
import { usePage } from '../support/browser-page.ts';

const NAME = '<img src=x onerror=alert(1)> *bold* <!channel> _it_';
const PURPOSE = `<script>alert(2)</script> <b>no</b> <@U0ADMIN> <https://example.com|here> \`code\` :key: &lt;i&gt;`;

describeInBrowser('what people decide, and what goes wrong', () => {
  const opened = usePage();

  test('a denial needs a reason, and the requester reads it', async () => {
    const { page, slackOf, picture } = opened();
    const [ana, ada] = [slackOf('Ana'), slackOf('Ada')];
    await switchPerson(page, 'Finn', 'Ada');
    await request(
      ana,
      automatic('denied-export', { workspace: 'Finance Close', clientName: 'Finance Close | denied' }),
    );

    await openConversation(ada, 'workiva-requests');
    await message(ada, 'Finance Close | denied')
      .getByRole('button', { name: /^Deny REQ-/ })
      .click();
    const reason = ada.getByRole('dialog', { name: /Deny REQ-/ });
    await reason.getByRole('button', { name: 'Deny' }).click();
    await reason.getByText('Please complete this required field.').waitFor();
    await picture('reason-missing');
    await reason.getByRole('textbox').fill('Use the export that the close team has already.');
    await send(reason, 'Deny');
    await message(ada, 'Finance Close | denied').getByText('Denied', { exact: true }).waitFor();

    await openConversation(ana, 'Grantdesk');
    await message(ana, 'was denied by @Ada Admin')
      .getByText('Use the export that the close team has already.')
      .waitFor();
    await picture('denied');
  });

  test('a broken Workiva is waited for; a failure shows admins why, and Retry goes on once the cause is mended', async () => {
    const { page, slackOf, picture } = opened();
    const [ana, ada] = [slackOf('Ana'), slackOf('Ada')];
    await switchPerson(page, 'Finn', 'Ada');
    await page.getByRole('button', { name: 'Faults' }).click();
    const fault = page.getByRole('switch', { name: 'Workiva 500' });
    await fault.click();
    await fault.and(page.locator('[aria-checked=true]')).waitFor();
    await request(ana, automatic('sandbox-loader', { existing: true }));
    await openConversation(ada, 'workiva-requests');
    await message(ada, 'Sandbox | sandbox-loader')
      .getByRole('button', { name: /^Approve REQ-/ })
      .click();
    await openConversation(ana, 'Grantdesk');
    await message(ana, 'Sandbox | sandbox-loader').getByText('Trying again by itself.').waitFor();
    await picture('workiva-broken');
    await fault.click();

    await openConversation(ada, 'workiva-admins');
    const failure = message(ada, 'Workiva has no user “sandbox-loader”');
    const retry = failure.getByRole('button', { name: /^Retry REQ-/ });
    await retry.waitFor();
    await picture('failure');

    // Another request makes the user that was missing. Giving it roles takes longer than Workiva takes to list it.
    await request(ana, automatic('sandbox-loader', { clientName: 'Sandbox | the user', roles: ['Viewer'] }));
    await message(ada, 'Sandbox | the user').getByRole('button', { name: /^Done/ }).waitFor();
    await retry.click();
    await retry.waitFor({ state: 'detached' });
    const task = message(ada, /Create the API grant.*Sandbox \| sandbox-loader/s);
    await task.getByRole('button', { name: /^Done/ }).waitFor();
    await picture('retried');
  });

  test('what people type is shown as text wherever it is shown', async () => {
    const { page, slackOf, workiva, picture } = opened();
    const ana = slackOf('Ana');
    await request(ana, automatic('hostile-export', { clientName: NAME, purpose: PURPOSE }));
    await openConversation(ana, 'Grantdesk');
    const card = message(ana, PURPOSE);
    await card.getByText(NAME).waitFor();
    await card.getByText('Waiting for an admin').first().waitFor();
    await typeCommand(ana, '/grant list');
    await message(ana, 'Your grants').getByText('<img src=x onerror=alert(1)>').first().waitFor();
    await switchPerson(page, 'Finn', 'Ada');
    const ada = slackOf('Ada');
    for (const channel of ['workiva-requests', 'workiva-admins']) {
      await openConversation(ada, channel);
      await message(ada, '<img src=x onerror=alert(1)>').waitFor();
    }
    await picture('hostile');
    await card
      .getByRole('button', { name: /^Behind the scenes of REQ-/ })
      .first()
      .click();
    const drawer = page.getByRole('region', { name: 'Traffic, jobs and audit trail' });
    await drawer.getByRole('tab', { name: 'Traffic' }).click();
    await drawer.getByText('chat.postMessage').first().click();
    await drawer.getByText('<img src=x onerror=alert(1)>').first().waitFor({ state: 'attached' });
    await showOnly(page, 'Ana', 'Workiva');
    await workiva.getByRole('heading', { name: 'Workiva' }).waitFor();

    expect(await page.locator('img[src=x], b:has-text("no"), #root script, [onerror]').count()).toBe(0);
    expect(await card.getByRole('link').count()).toBe(0);
    expect(await card.getByRole('strong').filter({ hasText: 'bold' }).count()).toBe(0);
  });
});
