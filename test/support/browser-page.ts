import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response } from 'playwright-core';
import { launchChromium } from './browser-chromium.ts';
import { type DemoOption, type RunningPlayground, startDemo } from './browser-playground.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const WINDOW = { width: 1_280, height: 800 };
const PATIENCE_MS = 30_000;

/** An open page of the playground. */
export type OpenPage = {
  page: Page;
  /** Slack of a person, by their name, wherever they sit. */
  slackOf(person: string): Locator;
  workiva: Locator;
  /** Keeps a picture of the page in `.grantdesk/screenshots/`; with `docs` it is also one of the documentation's. */
  picture(name: string, options?: { docs?: boolean }): Promise<void>;
};

/**
 * Gives every test of a file a page of its own; the playground and the browser are the file's. A test fails if the
 * page's console, its requests or a script have had anything to complain about.
 */
export function usePage(...options: DemoOption[]): () => OpenPage {
  let demo: RunningPlayground;
  let browser: Browser;
  let context: BrowserContext;
  let open: OpenPage | undefined;
  let complaints: string[] = [];

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(...options), launchChromium()]);
    context = await browser.newContext({ viewport: WINDOW, colorScheme: 'light' });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: demo.url });
  });
  beforeEach(async () => {
    const page = await context.newPage();
    complaints = watch(page);
    await page.goto(demo.url);
    open = opened(page);
    await page.getByRole('button', { name: 'Backstage' }).waitFor();
  });
  afterEach(async () => {
    await open?.picture('end');
    const found = [...complaints];
    await open?.page.close();
    expect(found).toEqual([]);
  });
  afterAll(() => Promise.all([browser?.close(), demo?.stop()]));
  return () => {
    if (!open) throw new Error('The page is opened only while a test runs.');
    return open;
  };
}

function opened(page: Page): OpenPage {
  return {
    page,
    slackOf: (person) => page.getByRole('region', { name: new RegExp(`^Slack of ${person}`) }),
    workiva: page.getByRole('region', { name: 'Workiva', exact: true }),
    picture: (name, { docs = false } = {}) => takePicture(page, name, docs),
  };
}

/** Notes whatever a well-kept page does not do. */
function watch(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message: ConsoleMessage) => {
    if (['error', 'warning', 'assert'].includes(message.type()))
      complaints.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`a script has opened a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request: Request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol !== 'data:' && hostname !== 'localhost') complaints.push(`a request to ${request.url()}`);
  });
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).hostname !== 'localhost') complaints.push(`a connection to ${socket.url()}`);
  });
  page.on('response', (response: Response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  page.on('requestfailed', (request: Request) => {
    const { errorText } = request.failure() ?? {};
    // A stream that nobody follows any more is closed by the page itself.
    const isClosedStream = request.resourceType() === 'eventsource' && errorText === 'net::ERR_ABORTED';
    if (!isClosedStream) complaints.push(`${errorText} ${request.url()}`);
  });
  return complaints;
}

async function takePicture(page: Page, name: string, docs: boolean): Promise<void> {
  const { testPath = 'page', currentTestName = '' } = expect.getState();
  const of = name === 'end' ? currentTestName.replace(/[^a-z]+/gi, '-').slice(-60) : name;
  const kept = `.grantdesk/screenshots/${basename(testPath, '.test.ts')}-${of}.png`;
  const places = docs && process.env.UPDATE_SCREENSHOTS === '1' ? [kept, `docs/screenshots/${name}.png`] : [kept];
  for (const place of places) await page.screenshot({ path: `${REPOSITORY}/${place}`, animations: 'disabled' });
}

type Described = {
  getAttribute(name: string): string | null;
  ownerDocument: { getElementById(id: string): { textContent: string } | null };
};

/** What a screen reader says about a field besides its name: its fault and its hint. */
export function descriptionOf(field: Locator): Promise<string> {
  return field.evaluate((element: Described) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => element.ownerDocument.getElementById(id)?.textContent ?? '')
      .join(' '),
  );
}
