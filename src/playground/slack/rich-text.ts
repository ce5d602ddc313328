import { isObject } from './json.ts';
import type { Limit } from './limit.ts';
import { rule } from './rules.ts';
import { RICH_ELEMENTS, RICH_PARTS } from './shapes.ts';

const BLOCKS = 'https://docs.slack.dev/reference/block-kit/blocks/rich-text-block';
const ELEMENTS = 'https://docs.slack.dev/reference/block-kit/block-elements';

const RANGES = ['here', 'channel', 'everyone'];
const STYLES = ['bold', 'italic', 'strike', 'code', 'underline', 'highlight', 'client_highlight', 'unlink'];

/** What Slack refuses within rich text. */
export const RICH_TEXT: readonly Limit[] = [
  rule('rich text: parts of a known type', BLOCKS, 'rich_part', ({ type }) =>
    Object.hasOwn(RICH_PARTS, type) ? undefined : ['type', `unsupported type: ${type}`],
  ),
  rule('rich text: elements of a known type', `${ELEMENTS}/rich-text-section-element`, 'rich_element', ({ type }) =>
    Object.hasOwn(RICH_ELEMENTS, type) ? undefined : ['type', `unsupported type: ${type}`],
  ),
  rule('rich text list: of sections', `${ELEMENTS}/rich-text-list-element`, 'rich_part', ({ type, parent }) =>
    parent?.type === 'rich_text_list' && type !== 'rich_text_section'
      ? ['type', 'must be one of the following: "rich_text_section"']
      : undefined,
  ),
  rule('rich text list: bullet or ordered', `${ELEMENTS}/rich-text-list-element`, 'rich_part:rich_text_list', (node) =>
    ['bullet', 'ordered'].includes(String(node.value.style))
      ? undefined
      : ['style', 'must be one of the following: "bullet","ordered"'],
  ),
  rule(
    'rich text preformatted: text and links',
    `${ELEMENTS}/rich-text-preformatted-element`,
    'rich_element',
    ({ type, parent }) =>
      parent?.type === 'rich_text_preformatted' && !['text', 'link'].includes(type)
        ? ['type', 'must be one of the following: "text","link"']
        : undefined,
  ),
  rule('rich text: texts are strings', `${ELEMENTS}/text-element`, 'rich_element:text|link', ({ value: { text } }) =>
    text === undefined || typeof text === 'string' ? undefined : ['text', 'must be a string'],
  ),
  rule('rich text: styles that there are', `${ELEMENTS}/text-element`, 'rich_element', ({ value: { style } }) => {
    if (style === undefined) return undefined;
    const isKnown = isObject(style) && Object.entries(style).every(([name, on]) => STYLES.includes(name) && isFlag(on));
    return isKnown ? undefined : ['style', 'invalid style'];
  }),
  rule('rich text broadcast: a known range', `${ELEMENTS}/broadcast-element`, 'rich_element:broadcast', ({ value }) =>
    RANGES.includes(String(value.range))
      ? undefined
      : ['range', 'must be one of the following: "here","channel","everyone"'],
  ),
];

const isFlag = (value: unknown) => typeof value === 'boolean';
