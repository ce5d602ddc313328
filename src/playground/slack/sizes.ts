import { isObject } from './json.ts';
import type { Fault, Limit, Payload } from './limit.ts';
import type { Node } from './nodes.ts';

const DOCS = 'https://docs.slack.dev/reference';
const BLOCKS = `${DOCS}/block-kit/blocks`;
const ELEMENTS = `${DOCS}/block-kit/block-elements`;
const OBJECTS = `${DOCS}/block-kit/composition-objects`;
const MODAL = `${DOCS}/views/modal-views`;

/** Picks parts: a kind, and the types of it (`*` for all), e.g. `element:checkboxes|radio_buttons`. */
export type Pick = string;

/** The parts that a pick means. */
export function picked(payload: Payload, pick: Pick): Node[] {
  const [kind, types = '*'] = pick.split(':');
  return payload.nodes.filter((node) => node.kind === kind && (types === '*' || types.split('|').includes(node.type)));
}

/** A text, or the text of a text object, has at most so many characters, and at least one where it is shown. */
function size(name: string, pick: Pick, property: string, most: number, page: string): Limit {
  const check = (payload: Payload) => picked(payload, pick).flatMap((node) => tooLong(node, property, most));
  return { name, page, check };
}

function tooLong(node: Node, property: string, most: number): Fault[] {
  const value = node.value[property];
  const inside = isObject(value);
  const text = inside ? value.text : value;
  if (typeof text !== 'string' || [...text].length <= most) return [];
  const pointer = `${node.pointer}/${property}${inside ? '/text' : ''}`;
  return [{ pointer, message: `must be less than ${most + 1} characters` }];
}

/** A list has at least and at most so many items. */
export function count(name: string, pick: Pick, property: string, range: [number, number], page: string): Limit {
  const [least, most] = range;
  const check = (payload: Payload) =>
    picked(payload, pick).flatMap((node) => {
      const items = node.value[property];
      const pointer = `${node.pointer}/${property}`;
      if (!Array.isArray(items)) return [];
      if (items.length > most) return [{ pointer, message: `no more than ${most} items allowed` }];
      return items.length < least ? [{ pointer, message: `no fewer than ${least} items allowed` }] : [];
    });
  return { name, page, check };
}

export const STATIC_SELECTS: Pick = 'element:static_select|multi_static_select';

export const COUNTS: readonly Limit[] = [
  count('section: at most 10 fields', 'block:section', 'fields', [1, 10], `${BLOCKS}/section-block`),
  count('actions: 1 to 25 elements', 'block:actions', 'elements', [1, 25], `${BLOCKS}/actions-block`),
  count('context: 1 to 10 elements', 'block:context', 'elements', [1, 10], `${BLOCKS}/context-block`),
  count('static select: 1 to 100 options', STATIC_SELECTS, 'options', [1, 100], `${ELEMENTS}/select-menu-element`),
  count('static select: 1 to 100 groups', STATIC_SELECTS, 'option_groups', [1, 100], `${ELEMENTS}/select-menu-element`),
  count('group: 1 to 100 options', 'option_group', 'options', [1, 100], `${OBJECTS}/option-group-object`),
  count('checkboxes: 1 to 10 options', 'element:checkboxes', 'options', [1, 10], `${ELEMENTS}/checkboxes-element`),
  count(
    'radio buttons: 1 to 10',
    'element:radio_buttons',
    'options',
    [1, 10],
    `${ELEMENTS}/radio-button-group-element`,
  ),
  count('overflow menu: 1 to 5 options', 'element:overflow', 'options', [1, 5], `${ELEMENTS}/overflow-menu-element`),
];

export const SIZES: readonly Limit[] = [
  size('modal: title 24', 'view:modal', 'title', 24, MODAL),
  size('modal: submit 24', 'view:modal', 'submit', 24, MODAL),
  size('modal: close 24', 'view:modal', 'close', 24, MODAL),
  size('view: private_metadata 3,000', 'view:*', 'private_metadata', 3000, MODAL),
  size('view: callback_id 255', 'view:*', 'callback_id', 255, MODAL),
  size('view: external_id 255', 'view:*', 'external_id', 255, MODAL),
  size('block_id 255', 'block:*', 'block_id', 255, BLOCKS),
  size('action_id 255', 'element:*', 'action_id', 255, ELEMENTS),
  size('section: text 3,000', 'block:section', 'text', 3000, `${BLOCKS}/section-block`),
  size('header: text 150', 'block:header', 'text', 150, `${BLOCKS}/header-block`),
  size('markdown: text 12,000', 'block:markdown', 'text', 12_000, `${BLOCKS}/markdown-block`),
  size('input: label 2,000', 'block:input', 'label', 2000, `${BLOCKS}/input-block`),
  size('input: hint 2,000', 'block:input', 'hint', 2000, `${BLOCKS}/input-block`),
  size('image: alt_text 2,000', 'block:image', 'alt_text', 2000, `${BLOCKS}/image-block`),
  size('image: title 2,000', 'block:image', 'title', 2000, `${BLOCKS}/image-block`),
  size('image: image_url 3,000', 'block:image', 'image_url', 3000, `${BLOCKS}/image-block`),
  size('button: text 75', 'element:button', 'text', 75, `${ELEMENTS}/button-element`),
  size('button: value 2,000', 'element:button', 'value', 2000, `${ELEMENTS}/button-element`),
  size('button: url 3,000', 'element:button', 'url', 3000, `${ELEMENTS}/button-element`),
  size('button: accessibility_label 75', 'element:button', 'accessibility_label', 75, `${ELEMENTS}/button-element`),
  size('placeholder 150', 'element:*', 'placeholder', 150, ELEMENTS),
  size(
    'text input: initial_value 3,000',
    'element:plain_text_input',
    'initial_value',
    3000,
    `${ELEMENTS}/plain-text-input-element`,
  ),
  size('option: text 75', 'option', 'text', 75, `${OBJECTS}/option-object`),
  size('option: value 150', 'option', 'value', 150, `${OBJECTS}/option-object`),
  size('option: description 75', 'option', 'description', 75, `${OBJECTS}/option-object`),
  size('group: label 75', 'option_group', 'label', 75, `${OBJECTS}/option-group-object`),
  size('dialog: title 100', 'confirm', 'title', 100, `${OBJECTS}/confirmation-dialog-object`),
  size('dialog: text 300', 'confirm', 'text', 300, `${OBJECTS}/confirmation-dialog-object`),
  size('dialog: confirm 30', 'confirm', 'confirm', 30, `${OBJECTS}/confirmation-dialog-object`),
  size('dialog: deny 30', 'confirm', 'deny', 30, `${OBJECTS}/confirmation-dialog-object`),
];
