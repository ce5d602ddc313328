import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import bolt, { type App, type types as slack } from '@slack/bolt';
import {
  type Person,
  type SlackStandIn,
  type SlackStandInOptions,
  startSlackStandIn,
} from '../../../src/playground/slack/stand-in.ts';

const SECRETS = { signingSecret: 'a-signing-secret', botToken: 'xoxb-a-bot' };

export const ada: Person = person('U0ADA', 'ada', 'Ada Lovelace');
export const bob: Person = person('U0BOB', 'bob', 'Bob Babbage');

function person(id: string, name: string, realName: string): Person {
  return { id, name, realName, email: `${name}@example.com`, tz: 'Europe/London', tzOffset: 0 };
}

export type Bench = { slack: SlackStandIn; app: App; eventsUrl: string; stop(): Promise<void> };

/** The stand-in with a small workspace in it, and nothing connected. */
export function startSlack(options: Partial<SlackStandInOptions> = {}): Promise<SlackStandIn> {
  return startSlackStandIn({
    ...SECRETS,
    people: [ada, bob],
    channels: [
      { id: 'C0GENERAL', name: 'general' },
      { id: 'C0CLOSED', name: 'closed', botIsMember: false },
    ],
    userGroups: [{ id: 'S0ADMINS', handle: 'admins', name: 'Admins', users: ['U0ADA'] }],
    ...options,
  });
}

/** A real Bolt app that listens over HTTP, connected to a stand-in. */
export async function startBench(options: Partial<SlackStandInOptions> = {}): Promise<Bench> {
  const standIn = await startSlack(options);
  const app = new bolt.App({
    token: SECRETS.botToken,
    signingSecret: SECRETS.signingSecret,
    logLevel: bolt.LogLevel.ERROR,
    logger: silent(),
    clientOptions: { slackApiUrl: standIn.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
    // Who the app is would else be asked at once and unheard, also of a stand-in that is stopped already.
    deferInitialization: true,
  });
  await app.init();
  const server = (await app.start(0)) as Server;
  const eventsUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  standIn.connect(eventsUrl);
  return {
    slack: standIn,
    app,
    eventsUrl,
    stop: async () => {
      await standIn.stop();
      await app.stop();
    },
  };
}

/** A logger that keeps the noise of provoked failures out of the test report. */
export function silent() {
  const nothing = () => undefined;
  return {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    setLevel: nothing,
    getLevel: () => bolt.LogLevel.ERROR,
    setName: nothing,
  };
}

export function plain(text: string): slack.PlainTextElement {
  return { type: 'plain_text', text };
}

/** A modal of the given blocks. */
export function modal(blocks: slack.KnownBlock[], more: Partial<slack.ModalView> = {}): slack.ModalView {
  return { type: 'modal', callback_id: 'form', title: plain('A form'), submit: plain('Send'), blocks, ...more };
}

/** An input for a line of text. */
export function textInput(blockId: string, label: string, more: Partial<slack.InputBlock> = {}): slack.InputBlock {
  return {
    type: 'input',
    block_id: blockId,
    label: plain(label),
    element: { type: 'plain_text_input', action_id: `${blockId}.text` },
    ...more,
  };
}

/** Calls a method of the Web API without a client in between. */
export async function api(
  slackStandIn: SlackStandIn,
  method: string,
  args: Record<string, unknown>,
  token = SECRETS.botToken,
) {
  const response = await fetch(`${slackStandIn.apiUrl}${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(args),
  });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

/** The JSON pointers and messages of a refusal. */
export function told(body: Record<string, unknown>): string {
  const metadata = body.response_metadata as { messages?: string[] } | undefined;
  return (metadata?.messages ?? []).join('\n');
}
