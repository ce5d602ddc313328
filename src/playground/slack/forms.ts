import type { ViewStateValue } from '@slack/bolt';
import { SlackClientError } from './errors.ts';
import { isObject, type Json, objectsIn, textOf } from './json.ts';
import { optionsOf } from './options.ts';
import type { StateValues } from './types.ts';

const LONGEST_INPUT = 3_000;

/** An element on the screen, with the block that holds it. */
export type Placed = { block: Json; blockId: string; element: Json; actionId: string; label: string };

/** Every interactive element of some blocks. */
export function elementsOf(blocks: readonly object[]): Placed[] {
  return objectsIn(blocks).flatMap((block) => {
    if (!['actions', 'section', 'input'].includes(String(block.type))) return [];
    const elements = [block.element, block.accessory, ...objectsIn(block.elements)].filter(isObject);
    const label = textOf(block.label) ?? textOf(block.text) ?? '';
    return elements
      .filter((element) => element.type !== 'image')
      .map((element) => ({
        block,
        blockId: String(block.block_id),
        element,
        actionId: String(element.action_id),
        label,
      }));
  });
}

/** Whether an element has a value that `view.state` carries; buttons and menus only act. */
export function isStateful({ element }: Placed): boolean {
  return !['button', 'overflow', 'workflow_button'].includes(String(element.type));
}

type Field = { name: string; many: boolean; initial: string };

const FIELDS: Readonly<Record<string, Field>> = {
  datepicker: { name: 'selected_date', many: false, initial: 'initial_date' },
  timepicker: { name: 'selected_time', many: false, initial: 'initial_time' },
  datetimepicker: { name: 'selected_date_time', many: false, initial: 'initial_date_time' },
  users_select: { name: 'selected_user', many: false, initial: 'initial_user' },
  conversations_select: { name: 'selected_conversation', many: false, initial: 'initial_conversation' },
  channels_select: { name: 'selected_channel', many: false, initial: 'initial_channel' },
  multi_users_select: { name: 'selected_users', many: true, initial: 'initial_users' },
  multi_conversations_select: { name: 'selected_conversations', many: true, initial: 'initial_conversations' },
  multi_channels_select: { name: 'selected_channels', many: true, initial: 'initial_channels' },
  radio_buttons: { name: 'selected_option', many: false, initial: 'initial_option' },
  static_select: { name: 'selected_option', many: false, initial: 'initial_option' },
  external_select: { name: 'selected_option', many: false, initial: 'initial_option' },
  overflow: { name: 'selected_option', many: false, initial: 'initial_option' },
  checkboxes: { name: 'selected_options', many: true, initial: 'initial_options' },
  multi_static_select: { name: 'selected_options', many: true, initial: 'initial_options' },
  multi_external_select: { name: 'selected_options', many: true, initial: 'initial_options' },
};

const TYPED: Field = { name: 'value', many: false, initial: 'initial_value' };

function fieldOf(element: Json): Field {
  return FIELDS[String(element.type)] ?? TYPED;
}

function stateValue(element: Json, value: unknown): ViewStateValue {
  const { name, many } = fieldOf(element);
  return { type: String(element.type), [name]: value ?? (many ? [] : null) } as ViewStateValue;
}

/** The values of a form as it opens, keeping what was typed where block and element are still the same. */
export function valuesOf(blocks: readonly object[], typed: StateValues = {}): StateValues {
  const values: StateValues = {};
  for (const placed of elementsOf(blocks).filter(isStateful)) {
    const { blockId, actionId, element } = placed;
    const kept = typed[blockId]?.[actionId];
    const block = values[blockId] ?? {};
    block[actionId] =
      kept && kept.type === element.type ? kept : stateValue(element, element[fieldOf(element).initial]);
    values[blockId] = block;
  }
  return values;
}

/** The state value after somebody types or chooses something; refuses what the screen would not let them do. */
export function entered(placed: Placed, input: string | readonly string[], offered: readonly Json[]): ViewStateValue {
  const { element } = placed;
  const { name, many } = fieldOf(element);
  const inputs = typeof input === 'string' ? (input === '' ? [] : [input]) : [...input];
  const items = name.startsWith('selected_option') ? inputs.map((one) => optionFor(placed, one, offered)) : inputs;
  if (many) return stateValue(element, items);
  if (items.length > 1) throw refused(placed, 'takes one value');
  if (element.type === 'datepicker' && items[0] && !/^\d{4}-\d{2}-\d{2}$/.test(String(items[0]))) {
    throw refused(placed, 'takes a date as YYYY-MM-DD');
  }
  return stateValue(element, element.type === 'datetimepicker' && items[0] ? Number(items[0]) : items[0]);
}

/** Whether what was chosen is still on offer, which an update of the message may have changed; text and dates always are. */
export function isOnOffer({ element }: Placed, input: string | readonly string[], offered: readonly Json[]): boolean {
  if (!fieldOf(element).name.startsWith('selected_option')) return true;
  const options = [...optionsOf(element), ...offered];
  return [input].flat().every((one) => one === '' || options.some(({ value }) => value === one));
}

function optionFor(placed: Placed, wanted: string, offered: readonly Json[]): Json {
  const options = [...optionsOf(placed.element), ...offered];
  const found =
    options.find((option) => option.value === wanted) ?? options.find((option) => textOf(option.text) === wanted);
  if (found) return found;
  const known = options.map((option) => `"${textOf(option.text)}"`).join(', ');
  throw refused(placed, `has no option "${wanted}", only ${known || 'none'}`);
}

function refused({ label, actionId }: Placed, why: string): SlackClientError {
  return new SlackClientError('input_refused', `"${label || actionId}" ${why}.`);
}

/** What Slack's client itself objects to before it submits a form, each fault naming the label. */
export function faultsAtSubmit(blocks: readonly object[], values: StateValues): string[] {
  return elementsOf(blocks)
    .filter(({ block }) => block.type === 'input')
    .flatMap((placed) => {
      const value = values[placed.blockId]?.[placed.actionId] as Json | undefined;
      const entry = value?.[fieldOf(placed.element).name];
      const isEmpty =
        entry === null || entry === undefined || entry === '' || (Array.isArray(entry) && entry.length === 0);
      if (isEmpty) return placed.block.optional === true ? [] : [`"${placed.label}" is required`];
      const fault = faultOfEntry(placed.element, entry);
      return fault ? [`"${placed.label}" ${fault}`] : [];
    });
}

function faultOfEntry(element: Json, entry: unknown): string | undefined {
  const text = String(entry);
  if (Array.isArray(entry)) {
    const most = Number(element.max_selected_items ?? Number.POSITIVE_INFINITY);
    return entry.length > most ? `takes at most ${most} items` : undefined;
  }
  switch (element.type) {
    case 'plain_text_input': {
      const { min_length: least = 0, max_length: most = LONGEST_INPUT } = element;
      if (text.length < Number(least)) return `needs at least ${least} characters`;
      return text.length > Number(most) ? `takes at most ${most} characters` : undefined;
    }
    case 'email_text_input':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? undefined : 'needs an email address';
    case 'url_text_input':
      return URL.canParse(text) ? undefined : 'needs a URL';
    case 'number_input':
      return faultOfNumber(element, text);
    default:
      return undefined;
  }
}

function faultOfNumber(element: Json, text: string): string | undefined {
  const number = Number(text);
  if (Number.isNaN(number)) return 'needs a number';
  if (element.is_decimal_allowed !== true && !Number.isInteger(number)) return 'needs a whole number';
  if (element.min_value !== undefined && number < Number(element.min_value)) return `is at least ${element.min_value}`;
  if (element.max_value !== undefined && number > Number(element.max_value)) return `is at most ${element.max_value}`;
  return undefined;
}
