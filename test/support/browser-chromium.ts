import { existsSync } from 'node:fs';
import { describe } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executablePath = [process.env.CHROMIUM_PATH ?? '', ...PLACES].find((place) => place !== '' && existsSync(place));

/** Describes what is tried in a browser. Where there is none, says so loudly and skips it. */
export function describeInBrowser(title: string, tests: () => void): void {
  if (executablePath === undefined) {
    process.stderr.write(
      `\n!!! NOT TESTED: “${title}” needs Chromium. Run .ci/install-chromium.sh, or set CHROMIUM_PATH.\n\n`,
    );
    describe.skip(title, tests);
  } else describe(title, tests);
}

/** Starts Chromium with a user-data folder of its own. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ ...(executablePath !== undefined && { executablePath }), args: ARGS });
}
