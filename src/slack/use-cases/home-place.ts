import { z } from 'zod';
import { DAY } from '../../domain/duration.ts';
import type { UseCaseParts } from './parts.ts';

/** The lists of the Home tab that have pages, and how many entries a page has: all of them together fit in 100 blocks. */
export const PAGE_SIZES = {
  waiting: 5,
  tasks: 5,
  failures: 5,
  stops: 2,
  expiring: 8,
  found: 8,
  grants: 6,
  requests: 6,
} as const;
export type ListName = keyof typeof PAGE_SIZES;

const LIST_NAMES = Object.keys(PAGE_SIZES) as [ListName, ...ListName[]];
const PageNumber = z.coerce.number().int().min(0).max(1_000_000);

/** Where somebody is in their Home tab: the pages that they have turned to, and what they look for. */
export const HomePlace = z.object({
  pages: z.partialRecord(z.enum(LIST_NAMES), PageNumber).default({}),
  search: z.string().max(200).default(''),
});
export type HomePlace = z.infer<typeof HomePlace>;

/** Where everybody is before they have turned a page. */
export const FIRST_PAGES: HomePlace = { pages: {}, search: '' };

const PageValue = z.templateLiteral([z.enum(LIST_NAMES), '.', z.int()]);

/** What a button that turns to a page carries, for example "grants.2". */
export const pageValue = (list: ListName, page: number): string => `${list}.${page}`;

/** The place after a page was turned. A value that names no page changes nothing. */
export function turned(place: HomePlace, value: string): HomePlace {
  if (!PageValue.safeParse(value).success) return place;
  const [list = '', page] = value.split('.');
  const next = HomePlace.safeParse({ ...place, pages: { ...place.pages, [list]: page } });
  return next.success ? next.data : place;
}

/** The place after somebody looks for something else; for nothing when the text is empty. */
export function lookingFor(place: HomePlace, text: string): HomePlace {
  return { pages: { ...place.pages, found: 0 }, search: text.trim().slice(0, 200) };
}

/** How long, in ms, a Home tab that nobody touches is still kept up to date after what its person does elsewhere. */
const KEPT_MS = DAY;

const keptAs = (person: string) => `home:${person}`;

/** Keeps where somebody is in their Home tab, for any process that publishes it next. */
export function keepPlace(person: string, place: HomePlace, { store }: UseCaseParts): Promise<void> {
  return store.keep(keptAs(person), JSON.stringify(place), KEPT_MS);
}

/** Where somebody is in their Home tab; nothing when they have not opened it of late. */
export async function keptPlace(person: string, { store }: UseCaseParts): Promise<HomePlace | undefined> {
  const text = await store.kept(keptAs(person));
  return text === undefined ? undefined : HomePlace.parse(JSON.parse(text));
}
