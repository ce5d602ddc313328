export type Hub = ReturnType<typeof createHub>;

/** Passes on that something has changed. What changed is for the listeners to see. */
export function createHub() {
  const listeners = new Set<() => void>();
  return {
    changed(): void {
      for (const listener of listeners) listener();
    },
    /** Answers how to end it. */
    listen(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
