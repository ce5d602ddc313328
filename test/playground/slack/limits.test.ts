import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Known } from '../../../src/playground/slack/limit.ts';
import { LIMITS } from '../../../src/playground/slack/limits.ts';
import { nodesOfBlocks, nodesOfView } from '../../../src/playground/slack/nodes.ts';
import type { SlackStandIn } from '../../../src/playground/slack/stand-in.ts';
import { api, modal, plain, startSlack, textInput, told } from './with-bolt.ts';

type Json = Record<string, unknown>;

const long = (length: number) => 'x'.repeat(length);
const option = (text: string, more: Json = {}) => ({ text: plain(text), value: text, ...more });
const options = (count: number) => Array.from({ length: count }, (_, index) => option(`Option ${index}`));
const button = (more: Json = {}) => ({ type: 'button', text: plain('Go'), action_id: 'go', ...more });
const confirm = (more: Json = {}) => ({
  title: plain('Sure?'),
  text: plain('Really'),
  confirm: plain('Yes'),
  deny: plain('No'),
  ...more,
});
const actions = (...elements: Json[]) => ({ type: 'actions', elements });
const section = (more: Json = {}) => ({ type: 'section', text: { type: 'mrkdwn', text: 'Hello' }, ...more });
const input = (element: Json, more: Json = {}) => ({ type: 'input', label: plain('Label'), element, ...more });
const select = (more: Json = {}) => ({ type: 'static_select', action_id: 'pick', options: options(2), ...more });
const choices = (type: string, more: Json = {}) => ({ type, action_id: 'tick', options: options(2), ...more });
const image = (more: Json = {}) => ({ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'A', ...more });
const text = (more: Json = {}) => ({ type: 'plain_text_input', action_id: 'type', ...more });
const view = (more: Json = {}) => ({ ...modal([]), ...more });

const rich = (...elements: Json[]) => ({ type: 'rich_text', elements });
const richSection = (...elements: Json[]) => ({ type: 'rich_text_section', elements });
const richList = (...elements: Json[]) => ({ type: 'rich_text_list', style: 'bullet', elements });
const words = (more: Json = {}) => ({ type: 'text', text: 'Hello', ...more });
const cell = (more: Json = {}) => ({ type: 'raw_text', text: 'x', ...more });
const table = (rows: unknown, more: Json = {}) => ({ type: 'table', rows, ...more });
const many = <T>(count: number, item: T) => Array.from({ length: count }, () => item);

const KNOWN: Known = {
  isPerson: (id) => id === 'U0ADA',
  isChannel: (id) => id === 'C0GENERAL',
  isConversation: (id) => id === 'C0GENERAL',
};

/** For each row something that breaks it: blocks of a message, or a view. */
const WRONG: Record<string, Json[] | Json> = {
  'message: at most 50 blocks; view: 100': Array.from({ length: 51 }, () => ({ type: 'divider' })),
  'view: at most 250,000 bytes': view({
    blocks: Array.from({ length: 90 }, () => section({ text: plain(long(3000)) })),
  }),
  'block of a known type': [{ type: 'paragraph' }],
  'element of a known type': [actions({ type: 'knob', action_id: 'turn' })],
  'text of a known type': [section({ text: { type: 'html', text: '<b>' } })],
  'required properties are there': [{ type: 'header' }],
  'no property that Slack does not know': [section({ colour: 'red' })],
  'texts are text objects': [section({ text: 'Hello' })],
  'text: not empty': [section({ text: plain('') })],
  'text: 3,000, in fields 2,000': [section({ fields: [plain(long(2001))] })],
  'text: plain where markup has no meaning': [{ type: 'header', text: { type: 'mrkdwn', text: '*Hello*' } }],
  'block where it may be': view({ blocks: [{ type: 'markdown', text: '# Hello' }] }),
  'element where it may be': [section({ accessory: text() })],
  'section: text or fields': [{ type: 'section' }],
  'image: where from': [{ type: 'image', alt_text: 'A' }],
  'image element: where from': [section({ accessory: { type: 'image', alt_text: 'A' } })],
  'select: options or groups': [actions({ type: 'static_select', action_id: 'pick' })],
  'initial option is one of the options': [actions(select({ initial_option: option('Another') }))],
  'initial person or conversation exists': [
    actions({ type: 'multi_users_select', action_id: 'who', initial_users: ['U0ADA', 'U0NOBODY'] }),
  ],
  'initial_date: YYYY-MM-DD': [actions({ type: 'datepicker', action_id: 'day', initial_date: '2026-02-30' })],
  'initial_time: HH:mm': [actions({ type: 'timepicker', action_id: 'time', initial_time: '24:00' })],
  'initial_date_time: 10 digits': [actions({ type: 'datetimepicker', action_id: 'at', initial_date_time: 1 })],
  'text input: lengths': view({ blocks: [input(text({ min_length: 20, max_length: 10 }))] }),
  'style: primary or danger': [actions(button({ style: 'warning' }))],
  'dialog: style': [actions(button({ confirm: confirm({ style: 'warning' }) }))],
  'url: with a scheme': [actions(button({ url: 'example.com' }))],
  'modal with inputs: submit': { type: 'modal', title: plain('A form'), blocks: [textInput('purpose', 'Purpose')] },
  'block_id: once': [section({ block_id: 'same' }), section({ block_id: 'same' })],
  'action_id: once in a block': [actions(button(), button())],
  'focus_on_load: once': view({
    blocks: [input(text({ focus_on_load: true })), input(select({ focus_on_load: true }))],
  }),

  'section: at most 10 fields': [section({ fields: Array.from({ length: 11 }, () => plain('x')) })],
  'actions: 1 to 25 elements': [actions()],
  'context: 1 to 10 elements': [{ type: 'context', elements: Array.from({ length: 11 }, () => plain('x')) }],
  'static select: 1 to 100 options': [actions(select({ options: [] }))],
  'static select: 1 to 100 groups': [actions(select({ options: undefined, option_groups: [] }))],
  'group: 1 to 100 options': [
    actions(select({ options: undefined, option_groups: [{ label: plain('G'), options: options(101) }] })),
  ],
  'checkboxes: 1 to 10 options': [actions(choices('checkboxes', { options: options(11) }))],
  'radio buttons: 1 to 10': [actions(choices('radio_buttons', { options: options(11) }))],
  'overflow menu: 1 to 5 options': [actions(choices('overflow', { options: options(6) }))],

  'modal: title 24': view({ title: plain(long(25)) }),
  'modal: submit 24': view({ submit: plain(long(25)) }),
  'modal: close 24': view({ close: plain(long(25)) }),
  'view: private_metadata 3,000': view({ private_metadata: long(3001) }),
  'view: callback_id 255': view({ callback_id: long(256) }),
  'view: external_id 255': view({ external_id: long(256) }),
  'block_id 255': [section({ block_id: long(256) })],
  'action_id 255': [actions(button({ action_id: long(256) }))],
  'section: text 3,000': [section({ text: plain(long(3001)) })],
  'header: text 150': [{ type: 'header', text: plain(long(151)) }],
  'markdown: text 12,000': [{ type: 'markdown', text: long(12_001) }],
  'input: label 2,000': view({ blocks: [input(text(), { label: plain(long(2001)) })] }),
  'input: hint 2,000': view({ blocks: [input(text(), { hint: plain(long(2001)) })] }),
  'image: alt_text 2,000': [image({ alt_text: long(2001) })],
  'image: title 2,000': [image({ title: plain(long(2001)) })],
  'image: image_url 3,000': [image({ image_url: `https://example.com/${long(3000)}` })],
  'button: text 75': [actions(button({ text: plain(long(76)) }))],
  'button: value 2,000': [actions(button({ value: long(2001) }))],
  'button: url 3,000': [actions(button({ url: `https://example.com/${long(3000)}` }))],
  'button: accessibility_label 75': [actions(button({ accessibility_label: long(76) }))],
  'placeholder 150': [actions(select({ placeholder: plain(long(151)) }))],
  'text input: initial_value 3,000': view({ blocks: [input(text({ initial_value: long(3001) }))] }),
  'option: text 75': [actions(select({ options: [option(long(76))] }))],
  'option: value 150': [actions(select({ options: [option('x', { value: long(151) })] }))],
  'option: description 75': [actions(select({ options: [option('x', { description: plain(long(76)) })] }))],
  'group: label 75': [
    actions(select({ options: undefined, option_groups: [{ label: plain(long(76)), options: options(1) }] })),
  ],
  'dialog: title 100': [actions(button({ confirm: confirm({ title: plain(long(101)) }) }))],
  'dialog: text 300': [actions(button({ confirm: confirm({ text: plain(long(301)) }) }))],
  'dialog: confirm 30': [actions(button({ confirm: confirm({ confirm: plain(long(31)) }) }))],
  'dialog: deny 30': [actions(button({ confirm: confirm({ deny: plain(long(31)) }) }))],

  'rich text: parts of a known type': [rich({ type: 'rich_text_heading', elements: [words()] })],
  'rich text: elements of a known type': [rich(richSection({ type: 'mrkdwn', text: '*Hello*' }))],
  'rich text list: of sections': [rich(richList({ type: 'rich_text_quote', elements: [words()] }))],
  'rich text list: bullet or ordered': [rich({ ...richList(richSection(words())), style: 'dashed' })],
  'rich text preformatted: text and links': [
    rich({ type: 'rich_text_preformatted', elements: [{ type: 'emoji', name: 'wave' }] }),
  ],
  'rich text: texts are strings': [rich(richSection(words({ text: plain('Hello') })))],
  'rich text: styles that there are': [rich(richSection(words({ style: { bold: true, size: 'large' } })))],
  'rich text broadcast: a known range': [rich(richSection({ type: 'broadcast', range: 'nobody' }))],

  'table: 1 to 100 rows': [table(many(101, [cell()]))],
  'table: at most 20 cells in a row': [table([many(21, cell())])],
  'table: at most 20 column settings': [table([[cell()]], { column_settings: many(21, { align: 'left' }) })],
  'table: cells of a known type': [table([[plain('x')]])],
  'table: columns left, center or right': [table([[cell()]], { column_settings: [{ align: 'justify' }] })],
};

describe('Limits', () => {
  let slack: SlackStandIn;

  beforeAll(async () => {
    slack = await startSlack({ enforceRates: false });
  });
  afterAll(() => slack.stop());

  it('have a wrong payload for each row, and a page of the documentation', () => {
    expect(Object.keys(WRONG).sort()).toEqual(LIMITS.map(({ name }) => name).sort());
    for (const { page } of LIMITS) expect(page).toMatch(/^https:\/\/docs\.slack\.dev\/reference\//);
  });

  it.each([
    [{ type: 'users_select', action_id: 'who', initial_user: 'U0NOBODY' }],
    [{ type: 'channels_select', action_id: 'where', initial_channel: 'C0NOWHERE' }],
    [{ type: 'conversations_select', action_id: 'where', initial_conversation: 'D0NOWHERE' }],
  ])('refuse %j, which names nobody and nothing', async (element) => {
    const message = { channel: 'C0GENERAL', text: 'x', blocks: [actions(element)] };
    const { body } = await api(slack, 'chat.postMessage', message);
    expect(body).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(told(body)).toContain('[json-pointer:/blocks/0/elements/0/initial_');
  });

  it.each([
    ['a property that there is not', richSection(words({ size: 12 })), 'invalid additional property: size'],
    ['a link without an address', richSection({ type: 'link', text: 'x' }), 'missing required field: url'],
    ['a list without a style', { type: 'rich_text_list', elements: [] }, 'missing required field: style'],
  ])('refuse rich text with %s', async (_, part, words) => {
    const { body } = await api(slack, 'chat.postMessage', { channel: 'C0GENERAL', text: 'x', blocks: [rich(part)] });
    expect(told(body)).toContain(words);
  });

  it.each(Object.keys(WRONG))('refuse what breaks "%s"', async (name) => {
    const wrong = JSON.parse(JSON.stringify(WRONG[name])) as Json[] | Json;
    const row = LIMITS.find((limit) => limit.name === name);
    const isMessage = Array.isArray(wrong);
    const found = row?.check(
      isMessage
        ? { surface: 'message', nodes: nodesOfBlocks(wrong), root: { blocks: wrong }, known: KNOWN }
        : { surface: 'modal', nodes: nodesOfView(wrong), root: wrong, known: KNOWN },
    );
    expect(found).not.toEqual([]);

    const { body } = isMessage
      ? await api(slack, 'chat.postMessage', { channel: 'C0GENERAL', text: 'x', blocks: wrong })
      : await api(slack, 'views.open', { trigger_id: 'any', view: wrong });
    const expected = found?.[0]?.error ?? (isMessage ? 'invalid_blocks' : 'invalid_arguments');
    expect(body).toMatchObject({ ok: false, error: expected });
    expect(told(body)).toContain(`[ERROR] ${found?.[0]?.message} [json-pointer:${found?.[0]?.pointer}]`);
  });

  it('let through a message and a modal that use everything up to the limits', async () => {
    const blocks = [
      { type: 'header', text: plain(long(150)) },
      section({
        text: { type: 'mrkdwn', text: long(3000) },
        fields: Array.from({ length: 10 }, () => plain(long(2000))),
      }),
      section({ accessory: button({ value: long(2000), style: 'danger', confirm: confirm({ style: 'danger' }) }) }),
      section({ accessory: button() }),
      section({ text: undefined, fields: [plain('x')], accessory: image() }),
      actions(
        button({ url: 'https://example.com' }),
        select({ initial_option: option('Option 1') }),
        choices('overflow'),
      ),
      actions({ type: 'datepicker', initial_date: '2028-02-29' }, { type: 'timepicker', initial_time: '23:59' }),
      { type: 'context', elements: [image(), { type: 'mrkdwn', text: 'x' }, plain('y')] },
      rich(
        richSection(
          words({ text: '', style: { bold: true, code: true } }),
          { type: 'user', user_id: 'U0ADA' },
          { type: 'date', timestamp: 1_720_710_212, format: '{date_long}', fallback: 'July' },
        ),
        { ...richList(richSection(words())), style: 'ordered', indent: 1, offset: 2, border: 0 },
        {
          type: 'rich_text_preformatted',
          elements: [words(), { type: 'link', url: 'https://example.com' }],
          border: 0,
        },
        {
          type: 'rich_text_quote',
          elements: [
            { type: 'emoji', name: 'wave' },
            { type: 'broadcast', range: 'here' },
          ],
        },
      ),
      table(many(100, [cell(), rich(richSection(words()))]), { column_settings: [{ is_wrapped: true }, null] }),
      { type: 'divider' },
      image({ title: plain('An image') }),
      { type: 'markdown', text: '# Hello' },
    ];
    const posted = await api(slack, 'chat.postMessage', { channel: 'C0GENERAL', text: 'x', blocks });
    expect(posted.body).toMatchObject({ ok: true });

    const inputs = [
      input(
        text({ multiline: true, min_length: 0, max_length: 3000, placeholder: plain(long(150)), focus_on_load: true }),
      ),
      input(choices('checkboxes', { options: [{ text: { type: 'mrkdwn', text: '*Bold*' }, value: 'b' }] }), {
        optional: true,
      }),
      input({
        ...select(),
        type: 'multi_static_select',
        options: options(100),
        initial_options: [option('Option 99')],
      }),
      input({ type: 'multi_users_select', action_id: 'who', initial_users: ['U0ADA'], max_selected_items: 3 }),
      input(
        { type: 'number_input', action_id: 'n', is_decimal_allowed: false, min_value: '1' },
        { dispatch_action: true },
      ),
      input({ type: 'external_select', action_id: 'find', initial_option: option('Anything'), min_query_length: 2 }),
    ];
    const published = await api(slack, 'views.open', {
      trigger_id: 'any',
      view: view({ blocks: inputs, close: plain('Cancel') }),
    });
    expect(published.body).toEqual({ ok: false, error: 'invalid_trigger_id' });
  });
});
