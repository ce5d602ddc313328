import { SEED_CHANNELS, SEED_PEOPLE, SEED_USER_GROUPS } from '../seed.ts';
import type { Block, PostedMessage, ViewInHand } from '../slack/types.ts';

/** Shows a message as its reader sees it, in plain lines. */
export function messageLines({ blocks }: Pick<PostedMessage, 'blocks'>): string[] {
  return blocks.flatMap(blockLines);
}

/** Shows a modal with its fields, what they hold, and what the app objected to. */
export function modalLines({ view, values, errors }: ViewInHand): string[] {
  return [
    `[ ${view.type === 'modal' ? view.title.text : 'Home'} ]`,
    ...(view.blocks as Block[]).flatMap((block) => fieldLines(block, values, errors)),
  ];
}

function fieldLines(block: Block, values: ViewInHand['values'], errors: ViewInHand['errors']): string[] {
  if (block.type !== 'input') return blockLines(block);
  const held = Object.values(values[block.block_id ?? ''] ?? {})[0];
  const chosen = held?.selected_options?.map((option) => option.text.text).join(', ');
  const person = held?.selected_user && `@${nameOf(held.selected_user)}`;
  const value = held?.value ?? held?.selected_date ?? held?.selected_option?.text.text ?? chosen ?? person ?? '';
  const fault = errors[block.block_id ?? ''];
  const line = `${block.label.text}${block.optional ? ' (optional)' : ''}: ${value}`;
  return fault === undefined ? [line] : [line, `   ✗ ${fault}`];
}

function blockLines(block: Block): string[] {
  switch (block.type) {
    case 'header':
      return [block.text.text];
    case 'section':
      return [
        ...textLines(block.text?.text),
        ...(block.fields ?? []).map((field) => plain(field.text).replace('\n', ': ')),
      ];
    case 'context':
      return block.elements.flatMap((element) => (element.type === 'image' ? [] : textLines(element.text)));
    case 'actions':
      return [block.elements.map((element) => (element.type === 'button' ? `[${element.text.text}]` : '')).join(' ')];
    case 'rich_text':
      return [block.elements.map(richText).join(': ')];
    default:
      return [];
  }
}

function richText(element: { elements?: readonly unknown[] }): string {
  return (element.elements ?? [])
    .map((leaf) => (typeof leaf === 'object' && leaf !== null && 'text' in leaf ? String(leaf.text) : ''))
    .join('');
}

const textLines = (text: string | undefined) => (text === undefined ? [] : plain(text).split('\n'));

const GROUPS = new Map(SEED_USER_GROUPS.map(({ id, handle }) => [id, `@${handle}`]));
const CHANNELS = new Map(SEED_CHANNELS.map(({ id, name }) => [id, `#${name}`]));

/** Slack's markup as the reader sees it: names for mentions, local times for dates, links by their words. */
export function plain(mrkdwn: string): string {
  return mrkdwn
    .replace(/<@(\w+)>/g, (_, id: string) => `@${nameOf(id)}`)
    .replace(/<!subteam\^(\w+)>/g, (_, id: string) => GROUPS.get(id) ?? id)
    .replace(/<#(\w+)>/g, (_, id: string) => CHANNELS.get(id) ?? id)
    .replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, '$1')
    .replace(/<([^|>]+)\|([^>]+)>/g, '$2 ($1)')
    .replace(/:[a-z][a-z0-9_]+: ?/g, '')
    .replace(/[*`]/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Somebody's name in the playground. */
export function nameOf(id: string): string {
  return SEED_PEOPLE.find((person) => person.id === id)?.realName ?? id;
}
