import type { Node } from './nodes.ts';

/** Properties of a block or element: those that must be there, and those that may. */
type Shape = { required: readonly string[]; optional: readonly string[] };

function shape(required: string, optional = ''): Shape {
  return { required: required.split(' ').filter(Boolean), optional: optional.split(' ').filter(Boolean) };
}

const SELECT = 'action_id placeholder confirm focus_on_load';
const MULTI = `${SELECT} max_selected_items`;
const CONVERSATIONS = 'default_to_current_conversation filter';
const TYPED = 'action_id initial_value dispatch_action_config focus_on_load placeholder';

/** https://docs.slack.dev/reference/block-kit/blocks */
export const BLOCKS: Readonly<Record<string, Shape | 'unchecked'>> = {
  actions: shape('elements'),
  context: shape('elements'),
  divider: shape(''),
  header: shape('text'),
  image: shape('alt_text', 'image_url slack_file title'),
  input: shape('label element', 'dispatch_action hint optional'),
  markdown: shape('text'),
  section: shape('', 'text fields accessory expand'),
  rich_text: shape('elements'),
  video: shape(
    'alt_text title thumbnail_url video_url',
    'author_name description provider_icon_url provider_name title_url',
  ),
  file: shape('external_id source'),
  alert: 'unchecked',
  card: 'unchecked',
  carousel: 'unchecked',
  container: 'unchecked',
  context_actions: 'unchecked',
  data_table: 'unchecked',
  plan: 'unchecked',
  table: shape('rows', 'column_settings'),
  task_card: 'unchecked',
};

/** https://docs.slack.dev/reference/block-kit/block-elements */
export const ELEMENTS: Readonly<Record<string, Shape>> = {
  button: shape('text', 'action_id url value style confirm accessibility_label'),
  checkboxes: shape('options', 'action_id initial_options confirm focus_on_load'),
  datepicker: shape('', 'action_id initial_date confirm focus_on_load placeholder'),
  datetimepicker: shape('', 'action_id initial_date_time confirm focus_on_load'),
  email_text_input: shape('', TYPED),
  file_input: shape('', 'action_id filetypes max_files'),
  image: shape('alt_text', 'image_url slack_file'),
  number_input: shape('is_decimal_allowed', `${TYPED} min_value max_value`),
  overflow: shape('options', 'action_id confirm'),
  plain_text_input: shape('', `${TYPED} multiline min_length max_length`),
  radio_buttons: shape('options', 'action_id initial_option confirm focus_on_load'),
  rich_text_input: shape('', `${TYPED} min_lines max_lines`),
  timepicker: shape('', 'action_id initial_time confirm focus_on_load placeholder timezone'),
  url_text_input: shape('', TYPED),
  workflow_button: shape('text workflow', 'action_id style accessibility_label'),
  static_select: shape('', `${SELECT} options option_groups initial_option`),
  external_select: shape('', `${SELECT} initial_option min_query_length`),
  users_select: shape('', `${SELECT} initial_user`),
  conversations_select: shape('', `${SELECT} ${CONVERSATIONS} initial_conversation response_url_enabled`),
  channels_select: shape('', `${SELECT} initial_channel response_url_enabled`),
  multi_static_select: shape('', `${MULTI} options option_groups initial_options`),
  multi_external_select: shape('', `${MULTI} min_query_length initial_options`),
  multi_users_select: shape('', `${MULTI} initial_users`),
  multi_conversations_select: shape('', `${MULTI} ${CONVERSATIONS} initial_conversations`),
  multi_channels_select: shape('', `${MULTI} initial_channels`),
};

const COMMON_TO_VIEWS = 'private_metadata callback_id external_id';

/** https://docs.slack.dev/reference/views, https://docs.slack.dev/reference/block-kit/composition-objects */
const OTHERS: Readonly<Record<string, Shape>> = {
  'view:modal': shape('title blocks', `close submit clear_on_close notify_on_close submit_disabled ${COMMON_TO_VIEWS}`),
  'view:home': shape('blocks', COMMON_TO_VIEWS),
  'text:plain_text': shape('text', 'emoji'),
  'text:mrkdwn': shape('text', 'verbatim'),
  option: shape('text value', 'description url'),
  option_group: shape('label options'),
  confirm: shape('text', 'title confirm deny style'),
  column: shape('', 'align is_wrapped'),
};

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block, and the pages of its parts. */
export const RICH_PARTS: Readonly<Record<string, Shape>> = {
  rich_text_section: shape('elements'),
  rich_text_list: shape('elements style', 'indent offset border'),
  rich_text_preformatted: shape('elements', 'border language'),
  rich_text_quote: shape('elements', 'border'),
};

const STYLED = 'style';

/** What may be in a part of a rich text. Those that only Slack's own client makes are not looked into. */
export const RICH_ELEMENTS: Readonly<Record<string, Shape | 'unchecked'>> = {
  broadcast: shape('range', STYLED),
  channel: shape('channel_id', STYLED),
  color: shape('value', STYLED),
  date: shape('timestamp format', `url fallback ${STYLED}`),
  emoji: shape('name', `unicode url skin_tone ${STYLED}`),
  link: shape('url', `text unsafe ${STYLED}`),
  team: shape('team_id', STYLED),
  text: shape('text', STYLED),
  user: shape('user_id', STYLED),
  usergroup: shape('usergroup_id', STYLED),
  ...Object.fromEntries(
    [
      ...['attachment_mention', 'canvas', 'canvas_user_mention', 'canvas_message_unfurl', 'citation', 'file'],
      ...['list_record', 'message_mention', 'salesforce_data_field', 'tag', 'work_object_mention', 'workflow_mention'],
    ].map((type) => [type, 'unchecked'] as const),
  ),
};

/** What may be in a cell of a table: https://docs.slack.dev/reference/block-kit/blocks/table-block */
export const CELLS: Readonly<Record<string, Shape | 'unchecked'>> = {
  raw_text: shape('text'),
  raw_number: 'unchecked',
  rich_text: shape('elements', 'block_id'),
};

/** The shape that a part must have; undefined where Slack does not know its type. */
export function shapeOf(node: Node): Shape | 'unchecked' | undefined {
  if (node.kind === 'block') return BLOCKS[node.type];
  if (node.kind === 'element') return ELEMENTS[node.type];
  if (node.kind === 'rich_part') return RICH_PARTS[node.type];
  if (node.kind === 'rich_element') return RICH_ELEMENTS[node.type];
  if (node.kind === 'cell') return CELLS[node.type];
  return OTHERS[`${node.kind}:${node.type}`] ?? OTHERS[node.kind];
}

const CHOICES = ['checkboxes', 'datepicker', 'datetimepicker', 'radio_buttons', 'timepicker'];
const SELECTS = Object.keys(ELEMENTS).filter((type) => type.endsWith('_select'));
const INPUTS = [...Object.keys(ELEMENTS).filter((type) => type.endsWith('_input')), ...CHOICES, ...SELECTS];

/** Which elements each block may hold: https://docs.slack.dev/reference/block-kit/block-elements */
export const PLACES: Readonly<Record<string, readonly string[]>> = {
  actions: ['button', 'overflow', 'workflow_button', 'rich_text_input', ...CHOICES, ...SELECTS],
  context: ['image', 'plain_text', 'mrkdwn'],
  input: INPUTS,
  section: ['button', 'overflow', 'workflow_button', 'image', ...CHOICES, ...SELECTS],
};

/** Blocks that exist in messages only. */
export const MESSAGE_ONLY: readonly string[] = [
  'markdown',
  'table',
  'data_table',
  'file',
  'context_actions',
  'plan',
  'task_card',
];

/** Where a text object must be plain: everywhere but in the text and fields of sections, contexts, dialogs and choices. */
export function mustBePlain(node: Node): boolean {
  const parent = node.parent;
  if (!parent || parent.kind === 'confirm') return node.role !== 'text';
  if (parent.kind === 'block') return !['section', 'context', 'alert'].includes(parent.type);
  const inChoice = parent.kind === 'option' && ['checkboxes', 'radio_buttons'].includes(parent.parent?.type ?? '');
  return !inChoice;
}
