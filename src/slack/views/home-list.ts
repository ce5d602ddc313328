import type { KnownBlock } from '@slack/types';
import type { Page } from '../../store/lists.ts';
import { IDS } from '../ids.ts';
import { type ListName, pageValue } from '../use-cases/home-place.ts';
import { actions, button, header, section } from './blocks.ts';

/** One list of the Home tab: its title with how many there are, the entries of one page, and the way to the others. */
export function listBlocks<T>(
  list: { name: ListName; title: string; none: string },
  page: Page<T>,
  entry: (item: T) => KnownBlock[],
): KnownBlock[] {
  const { title, none } = list;
  if (page.total === 0) return [header(title), section(none)];
  return [header(`${title} ${rangeWords(page)}`), ...page.items.flatMap(entry), ...pager(list, page)];
}

function rangeWords({ number, size, total }: Page<unknown>): string {
  if (total <= size) return `(${total})`;
  const first = number * size + 1;
  return `(${first}–${Math.min(first + size - 1, total)} of ${total})`;
}

function pager({ name, title }: { name: ListName; title: string }, { number, size, total }: Page<unknown>) {
  const previous = button(IDS.home.previous, 'Previous', pageValue(name, number - 1), { label: `Previous: ${title}` });
  const next = button(IDS.home.next, 'Next', pageValue(name, number + 1), { label: `Next: ${title}` });
  const shown = [...(number > 0 ? [previous] : []), ...((number + 1) * size < total ? [next] : [])];
  return shown.length === 0 ? [] : [actions(...shown)];
}
