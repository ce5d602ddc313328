import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { types as slack } from '@slack/bolt';
import type { PostedMessage } from '../../../src/playground/slack/stand-in.ts';
import { type Bench, modal, plain, startBench } from './with-bolt.ts';

const question: slack.KnownBlock[] = [
  {
    type: 'actions',
    block_id: 'decision',
    elements: [{ type: 'button', action_id: 'approve', text: plain('Approve'), value: 'REQ-1' }],
  },
];

describe('A message of the app', () => {
  let bench: Bench;
  let posted: PostedMessage;

  beforeEach(async () => {
    bench = await startBench();
    await bench.app.client.chat.postMessage({ channel: 'C0GENERAL', text: 'Please decide', blocks: question });
    posted = bench.slack.messages('C0GENERAL')[0] as PostedMessage;
  });

  afterEach(() => bench.stop());

  it('is waited for only by what is seen at once: a promise, which would count as something, is refused', async () => {
    await expect(bench.slack.until(async () => false, 'it')).rejects.toThrow('it: what is waited for here has to be');
  });

  it('has its text, its blocks with ids, and no version yet', () => {
    expect(posted).toMatchObject({ channel: 'C0GENERAL', text: 'Please decide', blocks: question, versions: 0 });
    expect(posted.ts).toMatch(/^\d{10}\.\d{6}$/);
  });

  it('tells the app who pressed which button where', async () => {
    let heard: unknown;
    bench.app.action('approve', async ({ ack, body }) => {
      await ack();
      heard = body;
    });
    await bench.slack.as('U0BOB').press(posted, 'approve');
    expect(heard).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0BOB', username: 'bob', team_id: 'T0GRANTDESK' },
      container: { type: 'message', message_ts: posted.ts, channel_id: 'C0GENERAL', is_ephemeral: false },
      channel: { id: 'C0GENERAL', name: 'general' },
      message: { ts: posted.ts, text: 'Please decide' },
      actions: [{ type: 'button', action_id: 'approve', block_id: 'decision', value: 'REQ-1' }],
    });
  });

  it('has no button to press any more once an update took it away', async () => {
    const { channel, ts } = posted;
    await bench.app.client.chat.update({ channel, ts, text: 'Decided', blocks: [] });
    expect(bench.slack.messages('C0GENERAL')).toMatchObject([{ text: 'Decided', edited: true, versions: 1 }]);
    await expect(bench.slack.as('U0BOB').press(posted, 'approve')).rejects.toThrow('there is no approve');
  });

  it('goes to a person by their id, into one direct conversation', async () => {
    const { client } = bench.app;
    await client.chat.postMessage({ channel: 'U0ADA', text: 'One' });
    const { channel } = await client.conversations.open({ users: 'U0ADA' });
    await client.chat.postMessage({ channel: channel?.id ?? '', text: 'Two' });
    expect(bench.slack.directMessages('U0ADA').map(({ text }) => text)).toEqual(['One', 'Two']);
    expect(bench.slack.directMessages('U0BOB')).toEqual([]);
  });

  it('can be answered in its thread', async () => {
    await bench.app.client.chat.postMessage({ channel: 'C0GENERAL', thread_ts: posted.ts, text: 'A reply' });
    expect(bench.slack.messages('C0GENERAL').map(({ threadTs }) => threadTs)).toEqual([undefined, posted.ts]);
  });

  it('may be replaced through the response_url of a press, five times', async () => {
    const sixth = new Promise<string>((resolve) => {
      bench.app.action('approve', async ({ ack, respond }) => {
        await ack();
        for (const text of ['1', '2', '3', '4', '5']) await respond({ replace_original: true, text });
        await respond('6').then(
          () => resolve('taken'),
          (error: Error) => resolve(error.message),
        );
      });
    });
    await bench.slack.as('U0BOB').press(posted, 'approve');
    expect(await sixth).toContain('404');
    expect(bench.slack.messages('C0GENERAL')).toMatchObject([{ text: '5', versions: 5 }]);
  });
});

describe('What only one person sees', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.stop());

  it('comes from the answer to a command, a response_url, or chat.postEphemeral', async () => {
    bench.app.command('/grant', async ({ ack, respond, client }) => {
      await ack('From the answer');
      await respond('From the URL');
      await client.chat.postEphemeral({ channel: 'C0GENERAL', user: 'U0ADA', text: 'From the method' });
    });
    const ada = bench.slack.as('U0ADA');
    await ada.command('/grant list');
    await bench.slack.until(() => ada.ephemerals.length === 3, 'three answers');
    expect(new Set(ada.ephemerals.map(({ via }) => via))).toEqual(
      new Set(['command', 'response_url', 'chat.postEphemeral']),
    );
    expect(bench.slack.as('U0BOB').ephemerals).toEqual([]);
  });

  it('can hold buttons, whose press may delete it', async () => {
    bench.app.command('/grant', ({ ack }) => ack({ text: 'Choose', blocks: question }));
    bench.app.action('approve', async ({ ack, respond, body }) => {
      await ack();
      expect(body).not.toHaveProperty('message');
      await respond({ delete_original: true });
    });
    const ada = bench.slack.as('U0ADA');
    await ada.command('/grant');
    const [shown] = ada.ephemerals;
    await ada.press(shown as PostedMessage, 'approve');
    await bench.slack.until(() => ada.ephemerals.length === 0, 'the message to go');
  });

  it('is a failure when the answer is not what Slack takes', async () => {
    bench.app.command('/grant', ({ ack }) => ack({ text: 'x', blocks: [{ type: 'nonsense' }] }));
    await expect(bench.slack.as('U0ADA').command('/grant')).rejects.toThrow('unsupported type: nonsense');
  });
});

describe('The Home tab', () => {
  it('is published on opening, and its buttons open modals', async () => {
    const bench = await startBench();
    bench.app.event('app_home_opened', ({ event, client }) =>
      client.views.publish({ user_id: event.user, view: { type: 'home', blocks: question } }).then(() => undefined),
    );
    bench.app.action('approve', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: (body as { trigger_id: string }).trigger_id, view: modal([]) });
    });
    const ada = bench.slack.as('U0ADA');
    await ada.openHome();
    await bench.slack.until(() => ada.home, 'the Home tab');
    await ada.pressHome('approve');
    await bench.slack.until(() => ada.modal, 'the modal');
    await bench.stop();
  });
});
