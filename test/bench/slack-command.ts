import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import bolt from '@slack/bolt';
import { SEED_PEOPLE } from '../../src/playground/seed.ts';
import { commandForm } from '../../src/playground/slack/payloads.ts';
import type { Person } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import { compare, type Finding } from './measure.ts';

const TURNS = 300;
const ANA = SEED_PEOPLE[0] as Person;
const NOWHERE = 'http://127.0.0.1:1/';

/** A slash command up to its acknowledgement, against a Bolt app that does nothing but acknowledge the same request. */
export async function slackCommand(world: World): Promise<Finding[]> {
  const signingSecret = world.config.slack.signingSecret ?? '';
  const app = new bolt.App({ signingSecret, authorize: async () => ({ botToken: 'xoxb-bare', botId: 'B1' }) });
  app.command('/grant', async ({ ack }) => ack());
  const server = (await app.start(0)) as unknown as Server;
  const barePort = (server.address() as AddressInfo).port;
  const agent = new Agent({ keepAlive: true });
  const bare = (text: string) => () => acknowledged(barePort, text, signingSecret, agent);
  const ours = (text: string) => async () => {
    const said = await acknowledged(world.grantdesk.port, text, signingSecret, agent);
    if (!said.includes('ephemeral')) throw new Error(`/grant ${text} was answered with ${said}`);
  };
  try {
    return [
      await compare('/grant help → ack', TURNS, ours('help'), bare('help')),
      await compare('/grant list → ack (reads 16 grants)', TURNS, ours('list'), bare('list')),
    ];
  } finally {
    agent.destroy();
    await app.stop();
  }
}

/** Sends a signed command, and answers what came with its acknowledgement. */
function acknowledged(port: number, text: string, signingSecret: string, agent: Agent): Promise<string> {
  const channel = { id: 'C0BENCH', name: 'bench' };
  const fields = commandForm(ANA, channel, `/grant ${text}`);
  const body = new URLSearchParams({ ...fields, trigger_id: '1.2.3', response_url: NOWHERE }).toString();
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
      let said = '';
      response.setEncoding('utf8').on('data', (more: string) => {
        said += more;
      });
      response.once('end', () => resolve(said));
    })
      .once('error', reject)
      .end(body);
  });
}
