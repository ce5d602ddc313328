import type {
  ActionsBlock,
  Button,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  RichTextBlock,
  SectionBlock,
} from '@slack/types';
import { clip } from './text.ts';

/** A message to post: its blocks, and the text that notifications and screen readers use. */
export type Message = { text: string; blocks: KnownBlock[] };

/** Text with formatting. `verbatim`: Slack does not look for links and names in it by itself, such as a typed @channel. */
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text, verbatim: true });

/** Slack's limits that these blocks cut to. Source: docs.slack.dev, Block Kit reference. */
const LIMIT = { header: 150, section: 3_000, field: 2_000, context: 2_000, label: 75, dialog: 300 };

/** Text in which nothing formats and no emoji is drawn. */
export const plain = (text: string) => ({ type: 'plain_text' as const, text, emoji: false });

/** A title, in which nothing formats. */
export const header = (text: string): HeaderBlock => ({
  type: 'header',
  text: { type: 'plain_text', text: clip(text, LIMIT.header), emoji: false },
});

/** A paragraph of mrkdwn: escape what people typed. */
export const section = (text: string): SectionBlock => ({
  type: 'section',
  text: mrkdwn(clip(text, LIMIT.section)),
});

/** What a person typed, shown letter by letter. */
export const typed = (text: string): SectionBlock => ({
  type: 'section',
  text: { type: 'plain_text', text: clip(text, LIMIT.section), emoji: false },
});

/** Small print in mrkdwn: escape what people typed. */
export const context = (text: string): ContextBlock => ({
  type: 'context',
  elements: [mrkdwn(clip(text, LIMIT.context))],
});

/** Labelled values, two in a row. Values are mrkdwn: escape what people typed. */
export const fields = (pairs: readonly (readonly [label: string, value: string])[]): SectionBlock => ({
  type: 'section',
  fields: pairs.map(([label, value]) => mrkdwn(clip(`*${label}*\n${value}`, LIMIT.field))),
});

/** How much stands in one block of lines, and how many such blocks there are. */
const PACKED = { text: 2_900, blocks: 40 };

/** Lines of mrkdwn under a title, in as few blocks as hold them; of very many, the last are counted only. */
export function packed(title: string, lines: readonly string[]): KnownBlock[] {
  const texts: string[] = [];
  let left = lines.length;
  for (const line of lines) {
    const last = texts.at(-1) ?? title;
    const joined = last === '' ? line : `${last}\n${line}`;
    const fits = texts.length === 0 || joined.length <= PACKED.text;
    if (!fits && texts.length === PACKED.blocks) break;
    if (fits) texts.splice(-1, 1, joined);
    else texts.push(line);
    left -= 1;
  }
  const more = left === 0 ? [] : [context(`…and ${left} more.`)];
  return [...texts.map(section), ...more];
}

/** One value under its label in a block of its own, in which nothing formats, ready to be copied. */
export const copyable = (label: string, value: string): RichTextBlock => ({
  type: 'rich_text',
  elements: [
    { type: 'rich_text_section', elements: [{ type: 'text', text: label, style: { bold: true } }] },
    { type: 'rich_text_preformatted', elements: [{ type: 'text', text: value }] },
  ],
});

/** A row of buttons. */
export const actions = (...elements: Button[]): ActionsBlock => ({ type: 'actions', elements });

type ButtonOptions = {
  label?: string;
  style?: 'primary' | 'danger';
  confirm?: { title: string; text: string; yes: string };
};

/** A button. `label` tells a screen reader what the text alone does not. */
export function button(action: string, text: string, value: string, options: ButtonOptions = {}): Button {
  const { label, style, confirm } = options;
  return {
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text, emoji: false },
    value,
    ...(label === undefined ? {} : { accessibility_label: clip(label, LIMIT.label) }),
    ...(style === undefined ? {} : { style }),
    ...(confirm === undefined
      ? {}
      : {
          confirm: {
            title: { type: 'plain_text', text: confirm.title },
            text: { type: 'plain_text', text: clip(confirm.text, LIMIT.dialog) },
            confirm: { type: 'plain_text', text: confirm.yes },
            deny: { type: 'plain_text', text: 'Cancel' },
            ...(style === undefined ? {} : { style }),
          },
        }),
  };
}
