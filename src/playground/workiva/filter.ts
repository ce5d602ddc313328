import { badField } from './api-fault.ts';

const CLAUSE = /^([\w./]+)\s+(eq|ne|gt|ge|lt|le)\s+(?:'((?:[^']|'')*)'|"([^"]*)"|(\S+))$/;

/** Keeps the items that fit `property op value` clauses joined by `and`; nested properties as `action/alias`. */
export function filterItems(items: readonly unknown[], filter: string): readonly unknown[] {
  const tests = filter.split(/\s+and\s+/i).map((clause) => readClause(clause, items));
  return items.filter((item) => tests.every((test) => test(item)));
}

/** Sorts by `property` or `property desc`; leaves the order alone when nothing is asked. */
export function sortItems(items: readonly unknown[], orderBy: string | null): readonly unknown[] {
  if (!orderBy) return items;
  const [property = '', direction = 'asc'] = orderBy.trim().split(/\s+/);
  if (!['asc', 'desc'].includes(direction)) throw badField('$orderBy', 'The direction must be asc or desc.');
  const sign = direction === 'desc' ? -1 : 1;
  return items.toSorted((one, other) => sign * compare(valueAt(one, property), valueAt(other, property)));
}

function readClause(text: string, items: readonly unknown[]): (item: unknown) => boolean {
  const [, property = '', operator, single, double, bare] = CLAUSE.exec(text.trim()) ?? [];
  const wanted = single?.replaceAll("''", "'") ?? double ?? bare;
  if (!operator || wanted === undefined) throw badField('$filter', 'The filter is not understood.');
  const isKnown = items.length === 0 || items.some((item) => isPlain(valueAt(item, property)));
  if (!isKnown) throw badField('$filter', `There is no filter for ${property}.`);
  return (item) => {
    const value = valueAt(item, property);
    return isPlain(value) && holds(operator, compare(value, wanted));
  };
}

function holds(operator: string, order: number): boolean {
  if (operator === 'eq') return order === 0;
  if (operator === 'ne') return order !== 0;
  if (operator === 'gt') return order > 0;
  if (operator === 'ge') return order >= 0;
  return operator === 'lt' ? order < 0 : order <= 0;
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** Moments are compared as such, however they are written; anything else as text. */
function compare(one: unknown, other: unknown): number {
  const [text, otherText] = [String(one), String(other)];
  const moments = MOMENT.test(text) && MOMENT.test(otherText);
  const [a, b] = moments ? [Date.parse(text), Date.parse(otherText)] : [text, otherText];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function valueAt(item: unknown, property: string): unknown {
  return property.split(/[./]/).reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), item);
}

/** What can be compared: neither missing nor made of parts. */
const isPlain = (value: unknown): boolean => value !== undefined && !isRecord(value);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
