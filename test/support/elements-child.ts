import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import bolt, { type types as slack } from '@slack/bolt';
import { createApi } from '../../src/playground/server/api.ts';
import { openPage } from '../../src/playground/server/page.ts';
import { startPlayground } from '../../src/playground/server/playground.ts';

/*
 * Serves the playground's page with another app behind it, which shows every interactive element in a message, on its
 * Home tab and in a modal, and tells its parent of every use: { url } first, then { actions, values }.
 */

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (text: string) => ({ text: plain(text), value: text.toLowerCase() });
const fruit = [option('Apple'), option('Pear')];

const BLOCKS: slack.KnownBlock[] = [
  {
    type: 'section',
    block_id: 'menu',
    text: plain('A section with a menu'),
    accessory: { type: 'overflow', action_id: 'more', options: fruit },
  },
  {
    type: 'actions',
    block_id: 'selects',
    elements: [
      { type: 'static_select', action_id: 'static', placeholder: plain('Fruit'), options: fruit },
      { type: 'external_select', action_id: 'external', placeholder: plain('Search'), min_query_length: 1 },
      { type: 'users_select', action_id: 'user', placeholder: plain('Person') },
      { type: 'conversations_select', action_id: 'conversation', placeholder: plain('Conversation') },
      { type: 'channels_select', action_id: 'channel', placeholder: plain('Channel') },
    ],
  },
  {
    type: 'section',
    block_id: 'several',
    text: plain('Several'),
    accessory: { type: 'multi_static_select', action_id: 'several', placeholder: plain('Fruits'), options: fruit },
  },
  {
    type: 'actions',
    block_id: 'moments',
    elements: [
      { type: 'datepicker', action_id: 'date', placeholder: plain('Day') },
      { type: 'timepicker', action_id: 'time', placeholder: plain('Hour') },
      { type: 'datetimepicker', action_id: 'moment' },
    ],
  },
  {
    type: 'actions',
    block_id: 'choices',
    elements: [
      { type: 'checkboxes', action_id: 'boxes', options: [option('Ripe')] },
      { type: 'radio_buttons', action_id: 'radio', options: [option('Red'), option('Green')] },
    ],
  },
  { type: 'input', block_id: 'note', label: plain('Note'), element: { type: 'plain_text_input', action_id: 'text' } },
  {
    type: 'actions',
    block_id: 'end',
    elements: [{ type: 'button', action_id: 'press', text: plain('Press'), value: 'pressed' }],
  },
];

type Used = { actions: object[]; state?: { values: object }; view?: { state: { values: object } } };

/** Another app, in the place of Grantdesk. */
async function startApp(token: string, signingSecret: string, slackApiUrl: string) {
  const app = new bolt.App({ token, signingSecret, logLevel: bolt.LogLevel.ERROR, clientOptions: { slackApiUrl } });
  app.command('/grant', async ({ ack, body, client }) => {
    await ack();
    const view: slack.ModalView = { type: 'modal', title: plain('Elements'), submit: plain('Send'), blocks: BLOCKS };
    await client.views.open({ trigger_id: body.trigger_id, view });
  });
  app.options(/.*/, ({ ack, payload }) => ack({ options: [option(`${payload.value}berry`)] }));
  app.action(/.*/, async ({ ack, body }) => {
    const { actions, state, view } = body as unknown as Used;
    process.send?.({ actions, values: (view?.state ?? state)?.values });
    await ack();
  });
  app.event('app_home_opened', () => Promise.resolve());
  const server = (await app.start(0)) as Server;
  return { app, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` };
}

const playground = await startPlayground({ paced: false });
const { world } = playground.stage();
const { botToken, signingSecret, apiUrl } = world.config.slack;
if (botToken === undefined || signingSecret === undefined || apiUrl === undefined)
  throw new Error('The playground has told nobody its Slack.');
const { app, url } = await startApp(botToken, signingSecret, apiUrl);
world.slack.connect(url);
await app.client.chat.postMessage({ channel: 'C0REQUESTS', text: 'Every element', blocks: BLOCKS });
await app.client.views.publish({ user_id: 'U0ENGINEER', view: { type: 'home', blocks: BLOCKS } });

const server = createServer();
const page = await openPage(server);
const api = createApi(playground);
server.on('request', (request, response) => {
  if (request.url?.startsWith('/api/')) void api(request, response);
  else page.serve(request, response);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://localhost:${(server.address() as AddressInfo).port}` });
});

process.once('disconnect', async () => {
  await Promise.all([page.stop(), app.stop()]);
  await playground.stop();
  server.closeAllConnections();
  server.close();
});
