import { useCallback, useSyncExternalStore } from 'react';

const kept = new Map<string, unknown>();
const listeners = new Set<() => void>();

/**
 * State by a name, which stays while the page is open: where there is room for one pane only, a form is left half filled
 * in to fetch the next value out of Slack, and is found again as it was. One name always holds one type.
 */
export function useKept<T>(name: string, initial: T): [T, (value: T) => void] {
  const value = useSyncExternalStore(subscribe, () => (kept.has(name) ? (kept.get(name) as T) : initial));
  const set = useCallback((next: T) => keep(name, next), [name]);
  return [value, set];
}

/** Forgets what is kept by a name. */
export function forget(name: string): void {
  kept.delete(name);
  tell();
}

function keep(name: string, value: unknown): void {
  kept.set(name, value);
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
