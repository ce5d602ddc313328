import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import bolt, { type App } from '@slack/bolt';
import { WebSocket } from 'ws';
import type { SlackStandIn } from '../../../src/playground/slack/stand-in.ts';
import { api, modal, silent, startSlack, textInput } from './with-bolt.ts';

describe('Over Socket Mode', () => {
  let slack: SlackStandIn;
  let app: App;
  let receiver: InstanceType<typeof bolt.SocketModeReceiver>;

  beforeEach(async () => {
    slack = await startSlack({ appToken: 'xapp-an-app' });
    const clientOptions = { slackApiUrl: slack.apiUrl };
    receiver = new bolt.SocketModeReceiver({
      appToken: 'xapp-an-app',
      logger: silent(),
      installerOptions: { clientOptions },
    });
    app = new bolt.App({ token: 'xoxb-a-bot', receiver, logger: silent(), clientOptions, deferInitialization: true });
    await app.init();
    await app.start();
  });

  afterEach(async () => {
    await app.stop();
    await slack.stop();
  });

  it('commands, submissions and their answers travel without an address of the app', async () => {
    app.command('/grant', async ({ ack, body, client }) => {
      await ack(`Hello ${body.text}`);
      await client.views.open({ trigger_id: body.trigger_id, view: modal([textInput('purpose', 'Purpose')]) });
    });
    app.view('form', ({ ack }) => ack({ response_action: 'errors', errors: { purpose: 'No.' } }));
    const ada = slack.as('U0ADA');
    await ada.command('/grant you');
    expect(ada.ephemerals).toMatchObject([{ text: 'Hello you', via: 'command' }]);
    await slack.until(() => ada.modal, 'the modal');
    expect(await ada.submit({ purpose: 'x' })).toMatchObject({ errors: { purpose: 'No.' } });
  });

  it('events arrive', async () => {
    let heard: unknown;
    app.event('app_uninstalled', async ({ event }) => {
      heard = event.type;
    });
    await slack.event({ type: 'app_uninstalled' });
    expect(heard).toBe('app_uninstalled');
  });

  it('a connection that Slack refreshes is made anew', async () => {
    app.command('/grant', ({ ack }) => ack('Still here'));
    const again = new Promise((resolve) => receiver.client.once('connected', resolve));
    slack.faults.refreshSockets();
    await again;
    await slack.as('U0ADA').command('/grant');
    expect(slack.as('U0ADA').ephemerals).toMatchObject([{ text: 'Still here' }]);
    expect(slack.calls.filter(({ method }) => method === 'apps.connections.open')).toHaveLength(2);
  });
});

describe('An event over Socket Mode that nobody acknowledges', () => {
  it('comes again and says why', async () => {
    const slack = await startSlack({ appToken: 'xapp-an-app', acknowledgeWithinMs: 50 });
    const { body } = await api(slack, 'apps.connections.open', {}, 'xapp-an-app');
    const socket = new WebSocket(String(body.url));
    const envelopes: Record<string, unknown>[] = [];
    const twice = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        const envelope = JSON.parse(String(data)) as Record<string, unknown>;
        if (envelope.type === 'events_api') envelopes.push(envelope);
        if (envelopes.length === 2) resolve();
      });
    });
    await once(socket, 'open');
    await expect(slack.event({ type: 'user_change' })).rejects.toMatchObject({ code: 'operation_timeout' });
    await twice;
    expect(envelopes[0]).not.toHaveProperty('retry_attempt');
    expect(envelopes[1]).toMatchObject({ retry_attempt: 1, retry_reason: 'http_timeout' });
    expect(envelopes[1]?.payload).toEqual(envelopes[0]?.payload);
    socket.terminate();
    await slack.stop();
  });
});
