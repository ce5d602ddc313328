import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { types as slack } from '@slack/bolt';
import type { Actor, Entries, PostedMessage, Surface, Which } from '../../../src/playground/slack/stand-in.ts';
import { type Bench, modal, plain, startBench, textInput } from './with-bolt.ts';

const option = (text: string) => ({ text: plain(text), value: text.toLowerCase() });
const options = [option('Apple'), option('Pear')];
const [apple, pear] = options;

type Case = [element: slack.ActionsBlockElement, chosen: string | readonly string[], payload: object];

/** Each interactive element, what somebody chooses, and what the app hears of it. */
const CASES: Case[] = [
  [{ type: 'button', action_id: 'press', text: plain('Go'), value: 'go' }, 'go', { value: 'go', text: plain('Go') }],
  [{ type: 'overflow', action_id: 'more', options }, 'pear', { selected_option: pear }],
  [{ type: 'static_select', action_id: 'pick', options }, 'pear', { selected_option: pear }],
  [{ type: 'multi_static_select', action_id: 'picks', options } as never, ['pear'], { selected_options: [pear] }],
  [{ type: 'external_select', action_id: 'find' }, 'apple', { selected_option: apple }],
  [{ type: 'multi_external_select', action_id: 'finds' } as never, ['apple'], { selected_options: [apple] }],
  [{ type: 'users_select', action_id: 'who' }, 'U0BOB', { selected_user: 'U0BOB' }],
  [{ type: 'multi_users_select', action_id: 'whos' } as never, ['U0BOB'], { selected_users: ['U0BOB'] }],
  [{ type: 'channels_select', action_id: 'where' }, 'C0GENERAL', { selected_channel: 'C0GENERAL' }],
  [{ type: 'multi_channels_select', action_id: 'w' } as never, ['C0GENERAL'], { selected_channels: ['C0GENERAL'] }],
  [{ type: 'conversations_select', action_id: 'talk' }, 'C0GENERAL', { selected_conversation: 'C0GENERAL' }],
  [
    { type: 'multi_conversations_select', action_id: 'talks' } as never,
    ['C0GENERAL'],
    { selected_conversations: ['C0GENERAL'] },
  ],
  [{ type: 'datepicker', action_id: 'day' }, '2026-12-24', { selected_date: '2026-12-24' }],
  [{ type: 'timepicker', action_id: 'hour' }, '16:05', { selected_time: '16:05' }],
  [{ type: 'datetimepicker', action_id: 'moment' }, '1798128300', { selected_date_time: 1_798_128_300 }],
  [{ type: 'checkboxes', action_id: 'tick', options }, ['apple', 'pear'], { selected_options: options }],
  [{ type: 'radio_buttons', action_id: 'one', options }, 'apple', { selected_option: apple }],
];
const named = CASES.map(([element, ...rest]) => [element.type, element, ...rest] as const);

type Heard = {
  actions: Record<string, unknown>[];
  state?: { values: object };
  view?: { state: { values: Record<string, object> } };
};

describe('Every interactive element', () => {
  let bench: Bench;
  let ada: Actor;
  let heard: Heard;

  beforeAll(async () => {
    bench = await startBench({ enforceRates: false });
    const { app } = bench;
    app.action(/.*/, async ({ ack, body }) => {
      heard = body as unknown as Heard;
      await ack();
    });
    app.options(/.*/, ({ ack, payload }) =>
      ack({ options: options.filter(({ value }) => value.startsWith(payload.value)) }),
    );
    ada = bench.slack.as('U0ADA');
  });
  afterAll(() => bench.stop());
  beforeEach(() => {
    heard = { actions: [] };
  });

  const used = (element: slack.ActionsBlockElement): slack.KnownBlock[] => [
    { type: 'actions', block_id: 'other', elements: [{ ...element }] },
    { type: 'actions', block_id: 'used', elements: [element] },
  ];

  async function post(blocks: slack.KnownBlock[]): Promise<PostedMessage> {
    await bench.app.client.chat.postMessage({ channel: 'C0GENERAL', text: 'x', blocks });
    return bench.slack.messages('C0GENERAL').at(-1) as PostedMessage;
  }

  async function publish(blocks: slack.KnownBlock[]): Promise<void> {
    await bench.app.client.views.publish({ user_id: 'U0ADA', view: { type: 'home', blocks } });
  }

  /** Looks for options where the element gets them from the app. */
  async function look({ type, action_id: id }: slack.ActionsBlockElement, on: Surface): Promise<void> {
    if (!type.includes('external') || id === undefined) return;
    expect(await ada.suggest(id, 'app', { on, blockId: 'used' })).toEqual([{ text: 'Apple', value: 'apple' }]);
  }

  const use = (element: slack.ActionsBlockElement, value: string | readonly string[], state?: Entries) =>
    [element.action_id ?? '', { blockId: 'used', value, ...(state && { state }) } satisfies Which] as const;

  const isStateful = (type: string) => !['button', 'overflow'].includes(type);

  it.each(named)('tells the app of its choice in a message: %s', async (type, element, value, payload) => {
    const message = await post(used(element));
    await look(element, message);
    await ada.press(message, ...use(element, value));
    expect(heard.actions).toEqual([expect.objectContaining({ type, block_id: 'used', ...payload })]);
    const held = isStateful(type) && { used: { [element.action_id ?? '']: { type, ...payload } } };
    expect(heard.state?.values).toMatchObject(held || {});
  });

  it.each(named)('tells the app of its choice on the Home tab: %s', async (type, element, value, payload) => {
    await publish(used(element));
    await look(element, 'home');
    await ada.pressHome(...use(element, value));
    expect(heard.actions).toEqual([expect.objectContaining({ type, block_id: 'used', ...payload })]);
    const held = isStateful(type) && { [element.action_id ?? '']: { type, ...payload } };
    expect(heard.view?.state.values.used ?? {}).toEqual(held || {});
  });

  it.each(named)('tells the app of its choice in a modal: %s', async (type, element, value, payload) => {
    const { app } = bench;
    const callback = `/${type.replaceAll('_', '-')}`;
    app.command(callback, async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: modal(used(element)) });
    });
    await ada.command(callback);
    await bench.slack.until(() => ada.modal?.view.blocks.length === 2, 'the modal');
    await look(element, 'modal');
    await (isStateful(type) ? ada.choose(element.action_id ?? '', value, 'used') : ada.click(...use(element, value)));
    expect(heard.actions).toEqual([expect.objectContaining({ type, block_id: 'used', ...payload })]);
    const held = isStateful(type) && { [element.action_id ?? '']: { type, ...payload } };
    expect(heard.view?.state.values.used ?? {}).toEqual(held || {});
    await ada.close();
  });

  it('of a message tells the app also of what stands in its other fields', async () => {
    const message = await post([
      textInput('reason', 'Reason'),
      { type: 'input', block_id: 'day', label: plain('Day'), element: { type: 'datepicker', action_id: 'day.pick' } },
      { type: 'actions', block_id: 'used', elements: [{ type: 'button', action_id: 'press', text: plain('Go') }] },
    ]);
    const state = { reason: { 'reason.text': 'Close' }, day: { 'day.pick': '2026-12-24' }, gone: { away: 'x' } };
    await ada.press(message, 'press', { state });
    expect(heard.state?.values).toEqual({
      reason: { 'reason.text': { type: 'plain_text_input', value: 'Close' } },
      day: { 'day.pick': { type: 'datepicker', selected_date: '2026-12-24' } },
    });
  });

  it('of the Home tab keeps what was entered', async () => {
    await publish([
      textInput('note', 'Note'),
      { type: 'actions', block_id: 'used', elements: [{ type: 'button', action_id: 'press', text: plain('Go') }] },
    ]);
    await ada.pressHome('press', { state: { note: { 'note.text': 'Kept' } } });
    expect(heard.view?.state.values).toEqual({ note: { 'note.text': { type: 'plain_text_input', value: 'Kept' } } });
    expect(ada.home?.values.note?.['note.text']).toEqual({ type: 'plain_text_input', value: 'Kept' });
  });

  it('of an external select in a message can be chosen only among what the app offers', async () => {
    const message = await post(used({ type: 'external_select', action_id: 'find' }));
    await expect(ada.press(message, 'find', { blockId: 'used', value: 'apple' })).rejects.toThrow('has no option');
  });

  it('keeps nobody from going on whose choice an update has taken away', async () => {
    const press: slack.ActionsBlock = {
      type: 'actions',
      block_id: 'press',
      elements: [{ type: 'button', action_id: 'press', text: plain('Go') }],
    };
    const offer = (text: string): slack.ActionsBlock => ({
      type: 'actions',
      block_id: 'used',
      elements: [{ type: 'static_select', action_id: 'pick', options: [option(text)] }],
    });
    const message = await post([offer('Apple'), press]);
    await bench.app.client.chat.update({
      channel: message.channel,
      ts: message.ts,
      text: 'x',
      blocks: [offer('Plum'), press],
    });
    await ada.press(message, 'press', { state: { used: { pick: 'apple' } } });
    expect(heard.state?.values).toMatchObject({ used: { pick: { selected_option: null } } });
  });

  it('of an overflow menu has to be one of its entries', async () => {
    const message = await post(used({ type: 'overflow', action_id: 'more', options }));
    await expect(ada.press(message, 'more', { blockId: 'used' })).rejects.toMatchObject({ code: 'input_refused' });
    await expect(ada.press(message, 'more', { blockId: 'used', value: 'plum' })).rejects.toThrow(
      'has no option "plum"',
    );
  });
});
