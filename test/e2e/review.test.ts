import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { message, openConversation, switchPerson } from '../support/browser-acts.ts';
import { faultsInBoth } from '../support/browser-axe.ts';
import { describeInBrowser } from '../support/browser-chromium.ts';
import { usePage } from '../support/browser-page.ts';

const CHILD = fileURLToPath(new URL('../support/review-child.ts', import.meta.url));
const EXAMPLE = new URL('../../policy.yml', import.meta.url);
const NAMES = { keep: 'Finance Close | keep', revoke: 'Finance Close | revoke' };

type Ran = { out: string; err: string; code: number };

describeInBrowser('a review campaign', () => {
  const opened = usePage();
  let child: ChildProcess;
  let url: string;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'grantdesk-review-'));
    await writeFile(join(folder, 'policy.yml'), `${await readFile(EXAMPLE, 'utf8')}\nreviews: { by: owner }\n`);
    child = fork(CHILD, { execArgv: ['--import', 'tsx'], env: { ...process.env, NODE_OPTIONS: '' } });
    [{ url }] = (await once(child, 'message')) as [{ url: string }];
  });
  afterAll(async () => {
    child?.disconnect();
    await rm(folder, { recursive: true, force: true });
  });

  async function grantdesk(...args: string[]): Promise<Ran> {
    child.send(args);
    const [ran] = (await once(child, 'message')) as [Ran];
    return ran;
  }

  test('asks the owner of every live grant, counts the answers for the admins, and ends in a report', async () => {
    const { page, slackOf, picture } = opened();
    // The playground of `npm run demo` has a policy without reviews, and lets nobody at its Redis.
    await page.goto(url);
    await page.getByRole('button', { name: 'Skip' }).click();
    await switchPerson(page, 'Finn', 'Ada');
    const [ana, ada] = [slackOf('Ana'), slackOf('Ada')];
    await openConversation(ana, 'Grantdesk');
    await openConversation(ada, 'workiva-admins');

    const begun = await grantdesk('review', 'start', '--policy', join(folder, 'policy.yml'));
    expect(begun).toMatchObject({ out: expect.stringContaining('REVIEW-1 is begun'), code: 0 });
    const asked = message(ana, 'REVIEW-1 · Which of 2 grants are still needed?');
    await asked.getByText('0 of 2 are answered').waitFor();
    const progress = message(ada, 'REVIEW-1 · Access review');
    await progress.getByText('0 of 2 grants are answered, by 1 reviewer').waitFor();
    expect(await faultsInBoth(page, 'asked', picture)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });

    await asked.getByRole('button', { name: 'Keep GRANT-1' }).click();
    await asked.getByText('1 of 2 is answered').waitFor();
    await progress.getByText('Keep: 1').waitFor();
    expect(await asked.getByRole('button', { name: 'Keep GRANT-1' }).count()).toBe(0);

    await asked.getByRole('button', { name: 'Revoke GRANT-2' }).click();
    const question = ana.getByRole('alertdialog', { name: 'Revoke it?' });
    await question.getByText('GRANT-2 stops working').waitFor();
    expect(await faultsInBoth(page, 'revoke', picture)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await question.getByRole('button', { name: 'Revoke' }).click();
    await asked.getByText('All 2 are answered').waitFor();
    await message(ada, 'Delete the API grant').waitFor();
    await message(ada, 'REVIEW-1 · Access review over').getByText('Digest of its answers').waitFor();
    await picture('over');

    const report = await grantdesk('review', 'report', 'REVIEW-1', '--format', 'csv');
    expect(report.err).toContain('not signed');
    const rows = parse(report.out, { columns: true, bom: true }) as Record<string, string>[];
    expect(rows.map((row) => [row.client_name, row.answer])).toEqual([
      [NAMES.keep, 'keep'],
      [NAMES.revoke, 'revoke'],
    ]);
  });
});
