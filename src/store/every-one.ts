import type { Page, PageWanted } from './lists.ts';

const PAGE = 100;

/** All that a list has, read before anything of it changes. */
export async function everyOne<T>(read: (wanted: PageWanted) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = [];
  for (let number = 0; ; number++) {
    const page = await read({ number, size: PAGE });
    if (page.number === number) found.push(...page.items);
    if ((number + 1) * PAGE >= page.total) return found;
  }
}
