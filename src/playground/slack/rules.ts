import { isObject, type Json, objectsIn, textOf } from './json.ts';
import type { Fault, Limit, Payload } from './limit.ts';
import type { Node } from './nodes.ts';
import { optionsOf } from './options.ts';
import { BLOCKS, ELEMENTS, MESSAGE_ONLY, mustBePlain, PLACES, shapeOf } from './shapes.ts';
import { type Pick, picked, STATIC_SELECTS } from './sizes.ts';
import { strangers } from './strangers.ts';
import { repeatedActionIds, repeatedBlockIds, repeatedFocus } from './uniqueness.ts';

const DOCS = 'https://docs.slack.dev/reference';
const BLOCK_PAGE = `${DOCS}/block-kit/blocks`;
const ELEMENT_PAGE = `${DOCS}/block-kit/block-elements`;
const OBJECT_PAGE = `${DOCS}/block-kit/composition-objects`;
const MODAL_PAGE = `${DOCS}/views/modal-views`;
const MOST_BLOCKS = { message: 50, modal: 100, home: 100 } as const;
const LARGEST_VIEW_BYTES = 250_000;

/** A rule about single parts: the check answers with what is wrong, and with the property it is about. */
export function rule(name: string, page: string, pick: Pick, check: (node: Node, payload: Payload) => Wrong): Limit {
  return {
    name,
    page,
    check: (payload) =>
      picked(payload, pick).flatMap((node) => {
        const wrong = check(node, payload);
        if (!wrong) return [];
        const [property, message] = wrong;
        return [{ pointer: property ? `${node.pointer}/${property}` : node.pointer, message }];
      }),
  };
}

export type Wrong = readonly [property: string, message: string] | undefined;

/** The same rule for every kind of part. */
function everywhere(name: string, page: string, check: (node: Node, payload: Payload) => Fault[]): Limit {
  return { name, page, check: (payload) => payload.nodes.flatMap((node) => check(node, payload)) };
}

export const RULES: readonly Limit[] = [
  {
    name: 'message: at most 50 blocks; view: 100',
    page: BLOCK_PAGE,
    check: ({ surface, root }) => {
      const most = MOST_BLOCKS[surface];
      const pointer = surface === 'message' ? '/blocks' : '/view/blocks';
      const isList = Array.isArray(root.blocks);
      if (!isList && root.blocks !== undefined) return [{ pointer, message: 'must be an array' }];
      return isList && (root.blocks as unknown[]).length > most
        ? [{ pointer, message: `no more than ${most} items allowed` }]
        : [];
    },
  },
  {
    name: 'view: at most 250,000 bytes',
    page: `${DOCS}/methods/views.open`,
    check: ({ surface, root }) =>
      surface !== 'message' && Buffer.byteLength(JSON.stringify(root)) > LARGEST_VIEW_BYTES
        ? [{ pointer: '/view', message: 'view is too large', error: 'view_too_large' }]
        : [],
  },
  rule('block of a known type', BLOCK_PAGE, 'block', ({ type }) =>
    Object.hasOwn(BLOCKS, type) ? undefined : ['type', `unsupported type: ${type}`],
  ),
  rule('element of a known type', ELEMENT_PAGE, 'element', ({ type }) =>
    Object.hasOwn(ELEMENTS, type) ? undefined : ['type', `unsupported type: ${type}`],
  ),
  rule('text of a known type', `${OBJECT_PAGE}/text-object`, 'text', ({ type }) =>
    type === 'plain_text' || type === 'mrkdwn' ? undefined : ['type', `unsupported type: ${type}`],
  ),
  everywhere('required properties are there', BLOCK_PAGE, (node) => missing(node)),
  everywhere('no property that Slack does not know', BLOCK_PAGE, (node) => additional(node)),
  everywhere('texts are text objects', `${OBJECT_PAGE}/text-object`, (node) => bareTexts(node)),
  rule('text: not empty', `${OBJECT_PAGE}/text-object`, 'text', ({ value }) =>
    value.text === '' ? ['text', 'must be more than 0 characters'] : undefined,
  ),
  rule('text: 3,000, in fields 2,000', `${OBJECT_PAGE}/text-object`, 'text', ({ value, role }) => {
    const most = role === 'fields' ? 2000 : 3000;
    return [...(textOf(value) ?? '')].length > most ? ['text', `must be less than ${most + 1} characters`] : undefined;
  }),
  rule('text: plain where markup has no meaning', `${OBJECT_PAGE}/text-object`, 'text', (node) =>
    node.type === 'mrkdwn' && mustBePlain(node) ? ['type', 'must be one of the following: "plain_text"'] : undefined,
  ),
  rule('block where it may be', BLOCK_PAGE, 'block', ({ type }, { surface }) =>
    surface !== 'message' && MESSAGE_ONLY.includes(type) ? ['type', `unsupported type: ${type}`] : undefined,
  ),
  rule('element where it may be', ELEMENT_PAGE, 'element', ({ type, parent }) => {
    const allowed = parent && PLACES[parent.type];
    return allowed && !allowed.includes(type) ? ['type', `unsupported type: ${type}`] : undefined;
  }),
  rule('section: text or fields', `${BLOCK_PAGE}/section-block`, 'block:section', ({ value }) =>
    value.text === undefined && value.fields === undefined ? ['', 'missing required field: text'] : undefined,
  ),
  rule('image: where from', `${BLOCK_PAGE}/image-block`, 'block:image', imageSource),
  rule('image element: where from', `${ELEMENT_PAGE}/image-element`, 'element:image', imageSource),
  rule('select: options or groups', `${ELEMENT_PAGE}/select-menu-element`, STATIC_SELECTS, ({ value }) => {
    if (value.options === undefined && value.option_groups === undefined)
      return ['', 'missing required field: options'];
    const both = value.options !== undefined && value.option_groups !== undefined;
    return both ? ['', 'cannot contain both `options` and `option_groups`'] : undefined;
  }),
  rule('initial option is one of the options', `${ELEMENT_PAGE}/select-menu-element`, 'element', strayInitial),
  { name: 'initial person or conversation exists', page: `${ELEMENT_PAGE}/select-menu-element`, check: strangers },
  rule('initial_date: YYYY-MM-DD', `${ELEMENT_PAGE}/date-picker-element`, 'element:datepicker', ({ value }) =>
    value.initial_date === undefined || isDate(value.initial_date) ? undefined : ['initial_date', 'invalid date'],
  ),
  rule('initial_time: HH:mm', `${ELEMENT_PAGE}/time-picker-element`, 'element:timepicker', ({ value }) =>
    value.initial_time === undefined || /^([01]\d|2[0-3]):[0-5]\d$/.test(String(value.initial_time))
      ? undefined
      : ['initial_time', 'invalid time'],
  ),
  rule(
    'initial_date_time: 10 digits',
    `${ELEMENT_PAGE}/datetime-picker-element`,
    'element:datetimepicker',
    ({ value }) =>
      value.initial_date_time === undefined || /^\d{10}$/.test(String(value.initial_date_time))
        ? undefined
        : ['initial_date_time', 'invalid date time'],
  ),
  rule('text input: lengths', `${ELEMENT_PAGE}/plain-text-input-element`, 'element:plain_text_input', inputLengths),
  rule('style: primary or danger', `${ELEMENT_PAGE}/button-element`, 'element:button', badStyle),
  rule('dialog: style', `${OBJECT_PAGE}/confirmation-dialog-object`, 'confirm', badStyle),
  rule('url: with a scheme', `${ELEMENT_PAGE}/button-element`, 'element:button', ({ value }) =>
    value.url === undefined || URL.canParse(String(value.url)) ? undefined : ['url', 'invalid url'],
  ),
  rule('modal with inputs: submit', MODAL_PAGE, 'view:modal', ({ value }) =>
    value.submit === undefined && objectsIn(value.blocks).some((block) => block.type === 'input')
      ? ['submit', 'submit is required when an input block is within the blocks array']
      : undefined,
  ),
  { name: 'block_id: once', page: BLOCK_PAGE, check: repeatedBlockIds },
  { name: 'action_id: once in a block', page: ELEMENT_PAGE, check: repeatedActionIds },
  { name: 'focus_on_load: once', page: ELEMENT_PAGE, check: repeatedFocus },
];

function missing(node: Node): Fault[] {
  const shape = shapeOf(node);
  if (!shape || shape === 'unchecked') return [];
  return shape.required
    .filter((property) => node.value[property] === undefined || node.value[property] === null)
    .map((property) => ({ pointer: node.pointer, message: `missing required field: ${property}` }));
}

function additional(node: Node): Fault[] {
  const shape = shapeOf(node);
  if (!shape || shape === 'unchecked') return [];
  const known = ['type', ...(node.kind === 'block' ? ['block_id'] : []), ...shape.required, ...shape.optional];
  return Object.keys(node.value)
    .filter((property) => !known.includes(property))
    .map((property) => ({ pointer: node.pointer, message: `invalid additional property: ${property}` }));
}

/** A bare string where a text object belongs, which is easily done and never works. */
function bareTexts(node: Node): Fault[] {
  if (['text', 'rich_part', 'rich_element', 'cell'].includes(node.kind) || node.type === 'markdown') return [];
  return ['text', 'label', 'hint', 'title', 'placeholder', 'submit', 'close', 'description']
    .filter((property) => typeof node.value[property] === 'string')
    .map((property) => ({ pointer: `${node.pointer}/${property}`, message: 'must be an object' }));
}

function imageSource({ value }: Node): Wrong {
  return value.image_url === undefined && value.slack_file === undefined
    ? ['', 'missing required field: image_url']
    : undefined;
}

function badStyle({ value }: Node): Wrong {
  return value.style === undefined || value.style === 'primary' || value.style === 'danger'
    ? undefined
    : ['style', 'must be one of the following: "primary","danger"'];
}

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function inputLengths({ value }: Node): Wrong {
  const { min_length: least, max_length: most } = value;
  if (least !== undefined && !isBetween(least, 0, 3000)) return ['min_length', 'must be between 0 and 3000'];
  if (most !== undefined && !isBetween(most, 1, 3000)) return ['max_length', 'must be between 1 and 3000'];
  return Number(least ?? 0) > Number(most ?? 3000) ? ['min_length', 'must be less than max_length'] : undefined;
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function strayInitial(node: Node): Wrong {
  if (node.type.includes('external')) return undefined;
  const initial = isObject(node.value.initial_option)
    ? [node.value.initial_option]
    : objectsIn(node.value.initial_options);
  const property = node.value.initial_option === undefined ? 'initial_options' : 'initial_option';
  const offered = optionsOf(node.value);
  const stray = initial.find((option) => !offered.some((other) => sameOption(option, other)));
  return stray ? [property, `invalid option: ${String(stray.value)} is not among the options`] : undefined;
}

function sameOption(one: Json, other: Json): boolean {
  return one.value === other.value && textOf(one.text) === textOf(other.text);
}
