import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { describeInBrowser, launchChromium } from '../support/browser-chromium.ts';
import { type RunningPlayground, startDemo } from '../support/browser-playground.ts';

const MOST_MS = 20_000;

describeInBrowser('the start of the playground', () => {
  let browser: Browser;
  let demo: RunningPlayground | undefined;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => Promise.all([browser?.close(), demo?.stop()]));

  test('takes at most 20 seconds until the message box completes what is typed into it', async () => {
    const page = await browser.newPage();
    const from = performance.now();
    demo = await startDemo();
    await page.goto(demo.url);
    const ana = page.getByRole('region', { name: /^Slack of Ana/ });
    await ana.getByRole('combobox', { name: /^Message/ }).fill('/gr');
    await ana
      .getByRole('option', { name: /^\/grant\b/ })
      .first()
      .waitFor();
    const ms = Math.round(performance.now() - from);
    process.stdout.write(`The page was usable after ${(ms / 1_000).toFixed(1)} s.\n`);
    expect(ms).toBeLessThan(MOST_MS);
  });
});
