import { useRef } from 'react';

/**
 * Orders items by when each was first seen, the newest first, so that a row stays where it is while it changes. `items`
 * come with the newest last.
 */
export function useStableOrder<T>(items: readonly T[], idOf: (item: T) => string): T[] {
  const seen = useRef({ places: new Map<string, number>(), last: 0 });
  const { places } = seen.current;
  for (const item of items) {
    if (places.has(idOf(item))) continue;
    seen.current.last += 1;
    places.set(idOf(item), seen.current.last);
  }
  return [...items].sort((one, other) => (places.get(idOf(other)) ?? 0) - (places.get(idOf(one)) ?? 0));
}
