import { closestMatch } from 'leven';
import type { z } from 'zod';

/** The keys and places that lead to a part of a file. */
export type Path = (string | number)[];

/** Of a value everything that has no fault by itself: a key with a fault is not there, an entry of a list is a gap. */
export type Sound<T> = T extends readonly (infer Entry)[]
  ? Sound<Entry>[]
  : T extends object
    ? { [Key in keyof T]?: Sound<T[Key]> | undefined }
    : T;

/** What of a file can be held against its other parts although some of it has faults. */
export type SoundParts<T> = {
  /** Gaps keep the places of the other entries of a list; `flatMap` and the like pass over them. */
  value: Sound<T>;
  /** Whether there is no fault at a path or inside of it. */
  isWhole(...path: Path): boolean;
  /** What is at a key, where there is no fault in it. */
  whole<Key extends keyof T & string>(key: Key): T[Key] | undefined;
  /** What is at a path, with its faults. */
  given(...path: Path): unknown;
  /** The keys that are written at a path, also those with faults; nothing where there are none to be read. */
  keys(...path: Path): string[] | undefined;
};

/**
 * Takes what has faults out of a value that was checked, so that nothing wrong is said of the rest. A key that nobody knows
 * may have been meant as the nearest one that is there, or as one that is not: so those count as faulty too.
 */
export function soundParts<T extends object>(checked: T, issues: readonly z.core.$ZodRawIssue[]): SoundParts<T> {
  const parents = issues.flatMap(({ code, path = [] }) => (code === 'unrecognized_keys' ? [path] : []));
  const faulty = issues.flatMap((issue) => placesOf(issue, checked));
  const isMissing = (path: Path) =>
    parents.some(
      (parent) => startsWith(path, parent) && !keysOf(checked, parent).includes(String(path[parent.length])),
    );
  const isWhole = (...path: Path) =>
    !faulty.some((one) => startsWith(one, path) || startsWith(path, one)) && !isMissing(path);
  return {
    value: faulty.reduce<object>(without, checked) as Sound<T>,
    isWhole,
    whole: (key) => (isWhole(key) ? checked[key] : undefined),
    given: (...path) => valueAt(checked, path),
    keys(...path) {
      const inside = faulty.filter((one) => startsWith(one, path));
      if (inside.some((one) => one.length === path.length)) return undefined;
      return [...new Set([...keysOf(checked, path), ...inside.map((one) => String(one[path.length]))])];
    },
  };
}

/** In how many letters a key that is misspelt may differ from the one that was meant. */
const MISSPELT = 3;

const startsWith = (path: readonly PropertyKey[], start: readonly PropertyKey[]) =>
  start.every((key, at) => path[at] === key);

function placesOf(issue: z.core.$ZodRawIssue, checked: object): PropertyKey[][] {
  const { path = [] } = issue;
  if (issue.code !== 'unrecognized_keys') return [[...path]];
  const keys: string[] = issue.keys;
  const meant = (key: string) => closestMatch(key, keysOf(checked, path), { maxDistance: MISSPELT }) ?? key;
  return keys.flatMap((key) => [key, meant(key)]).map((key) => [...path, key]);
}

function keysOf(checked: object, path: readonly PropertyKey[]): string[] {
  const value = valueAt(checked, path);
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function valueAt(value: unknown, [key, ...rest]: readonly PropertyKey[]): unknown {
  if (key === undefined) return value;
  return typeof value === 'object' && value !== null ? valueAt(Reflect.get(value, key), rest) : undefined;
}

function without(value: object, [key, ...rest]: readonly PropertyKey[]): object {
  if (key === undefined || !(key in value)) return value;
  const copy = Array.isArray(value) ? value.slice() : { ...value };
  const inner: unknown = Reflect.get(copy, key);
  if (rest.length > 0 && typeof inner === 'object' && inner !== null) Reflect.set(copy, key, without(inner, rest));
  else Reflect.deleteProperty(copy, key);
  return copy;
}
