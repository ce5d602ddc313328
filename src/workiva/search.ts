import type { z } from 'zod';
import type { Api } from './api.ts';
import { hasCode } from './errors.ts';

/** What to look for: a list, a `$filter` that should narrow it down, and the check that decides. */
export type Search<Item extends z.ZodType> = {
  path: string;
  ids: Record<string, string>;
  item: Item;
  filter: string;
  fits(item: z.infer<Item>): boolean;
};

/** Answers the first item that fits, or undefined when the whole list has none. */
export type Find = <Item extends z.ZodType>(search: Search<Item>) => Promise<z.infer<Item> | undefined>;

/**
 * Makes a search that does not rely on filters, whose syntax is not published for every property. A filter may be
 * ignored: then all pages come, and are read. It may be refused, or be understood as something that nothing fits: then
 * the list is read without it. Only after a filter has once led to what was looked for is an empty answer believed.
 */
export function createFind(api: Api): Find {
  const proven = new Set<string>();
  return async ({ path, ids, item, filter, fits }) => {
    const filtered = await readFiltered(api.list({ path, ids, query: { $filter: filter } }, item), fits);
    if (filtered.found !== undefined) proven.add(path);
    if (filtered.found !== undefined || filtered.answered || proven.has(path)) return filtered.found;
    for await (const one of api.list({ path, ids }, item)) if (fits(one)) return one;
    return undefined;
  };
}

async function readFiltered<Item>(
  items: AsyncIterable<Item>,
  fits: (item: Item) => boolean,
): Promise<{ found: Item | undefined; answered: boolean }> {
  let answered = false;
  try {
    for await (const one of items) {
      answered = true;
      if (fits(one)) return { found: one, answered };
    }
  } catch (error) {
    if (!hasCode(error, 'bad_request')) throw error;
    answered = false;
  }
  return { found: undefined, answered };
}

/** The items of a list that is asked for with the first of these queries that Workiva does not refuse. */
export async function* firstAccepted<Item extends z.ZodType>(
  api: Api,
  call: { path: string; ids: Record<string, string> },
  [query, ...others]: readonly [Record<string, string>, ...Record<string, string>[]],
  item: Item,
): AsyncGenerator<z.infer<Item>> {
  const [next, ...rest] = others;
  let read = false;
  try {
    for await (const one of api.list({ ...call, query }, item)) {
      read = true;
      yield one;
    }
  } catch (error) {
    if (read || next === undefined || !hasCode(error, 'bad_request')) throw error;
    yield* firstAccepted(api, call, [next, ...rest], item);
  }
}

/** A text as a literal of a filter. */
export function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
