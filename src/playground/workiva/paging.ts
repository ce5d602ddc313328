import { ApiFault, badField } from './api-fault.ts';
import { filterItems, sortItems } from './filter.ts';

/**
 * What paging depends on. `url` is the address of the request, from which the next page's is made. `share` is how much
 * of a whole page this page holds, which may be nothing, though others follow.
 */
export type PageRequest = { url: URL; pageSize: number; ignoreFilters: boolean; share?: number | undefined };

let cursors = 0;

/** Answers one page of a list: filtered and sorted as asked, with the address of the next page. */
export function page(items: readonly unknown[], request: PageRequest): { data: unknown[]; '@nextLink'?: string } {
  const { url } = request;
  const wanted = maxPageSize(url.searchParams.get('$maxpagesize'));
  const filter = url.searchParams.get('$filter');
  const filtered = filter && !request.ignoreFilters ? filterItems(items, filter) : items;
  const sorted = sortItems(filtered, url.searchParams.get('$orderBy'));

  const from = startOf(url.searchParams.get('$next'));
  const whole = Math.min(wanted, request.pageSize, sorted.length - from);
  const to = from + Math.floor(whole * (request.share ?? 1));
  const data = sorted.slice(from, to);
  if (to >= sorted.length) return { data };
  const next = new URL(url);
  cursors += 1;
  next.searchParams.set('$next', Buffer.from(`from:${to}.${cursors}`).toString('base64url'));
  return { data, '@nextLink': next.href };
}

function maxPageSize(text: string | null): number {
  if (text === null) return 1000;
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > 1000) throw badField('$maxpagesize', 'It must be 1 to 1000.');
  return size;
}

function startOf(cursor: string | null): number {
  if (cursor === null) return 0;
  const from = /^from:(\d+)\.\d+$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (from === undefined) throw new ApiFault(400, { code: 'invalidCursor', message: 'The cursor is not known.' });
  return Number(from);
}
