import { useSyncExternalStore } from 'react';

/** What somebody wants to look behind: the IDs of the record (REQ-1, GRANT-1). `at` tells two wishes for the same apart. */
export type LookedBehind = { about: readonly string[]; at: number };

let wish: LookedBehind | undefined;
const listeners = new Set<() => void>();

/** Asks the drawer to show the jobs and audit events of a record. */
export function lookBehind(about: readonly string[]): void {
  wish = { about, at: Date.now() };
  for (const listener of listeners) listener();
}

/** What was last asked for with `lookBehind`. */
export function useLookedBehind(): LookedBehind | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => wish,
  );
}
