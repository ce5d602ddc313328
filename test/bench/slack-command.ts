import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import bolt from '@slack/bolt';
import { PEOPLE } from '../../src/playground/seed.ts';
import type { World } from '../../src/playground/world.ts';
import { compare, type Finding } from './measure.ts';

const TURNS = 300;

/** A slash command up to its acknowledgement, against a Bolt app that does nothing but acknowledge the same request. */
export async function slackCommand(world: World): Promise<Finding[]> {
  const signingSecret = world.config.slack.signingSecret ?? '';
  const app = new bolt.App({ signingSecret, authorize: async () => ({ botToken: 'xoxb-bare', botId: 'B1' }) });
  app.command('/grant', async ({ ack }) => ack());
  const server = (await app.start(0)) as unknown as Server;
  const barePort = (server.address() as AddressInfo).port;
  const agent = new Agent({ keepAlive: true });
  const send = (port: number, text: string) => () => acknowledged(port, text, signingSecret, agent);
  const bare = (text: string) => send(barePort, text);
  const ours = (text: string) => send(world.grantdesk.port, text);
  try {
    return [
      await compare('/grant help → ack', TURNS, ours('help'), bare('help')),
      await compare('/grant list → ack (reads Redis)', TURNS, ours('list'), bare('list')),
    ];
  } finally {
    agent.destroy();
    await app.stop();
  }
}

/** Sends a signed command, and waits for the whole answer. */
function acknowledged(port: number, text: string, signingSecret: string, agent: Agent): Promise<void> {
  const body = new URLSearchParams({
    command: '/grant',
    text,
    user_id: PEOPLE.engineer,
    user_name: 'ana',
    team_id: 'T0BENCH',
    channel_id: 'C0BENCH',
    trigger_id: '1.2.3',
    response_url: 'http://127.0.0.1:1/response',
    api_app_id: 'A0BENCH',
  }).toString();
  const timestamp = Math.floor(Date.now() / 1_000);
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': `v0=${signature}`,
  };
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/slack/events', method: 'POST', headers, agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`The command was answered with ${response.statusCode}.`));
      response.resume().once('end', resolve);
    })
      .once('error', reject)
      .end(body);
  });
}
