type Watcher = { look(): void; give(reason: Error): void };

export type Watchers = ReturnType<typeof createWatchers>;

/** Lets callers wait for something to become true, looking again at each change instead of at intervals. */
export function createWatchers(describe: () => string) {
  const waiting = new Set<Watcher>();
  const listeners = new Set<() => void>();

  function until<T>(look: () => T | undefined | false | null, what: string, timeoutMs = 30_000): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const end = (finish: () => void) => {
        clearTimeout(timer);
        waiting.delete(watcher);
        finish();
      };
      const watcher: Watcher = {
        look() {
          try {
            const found = look();
            if (found instanceof Promise)
              throw new TypeError(`${what}: what is waited for here has to be seen at once.`);
            if (found !== undefined && found !== false && found !== null) end(() => resolve(found));
          } catch (error) {
            end(() => reject(error));
          }
        },
        give: (reason) => end(() => reject(reason)),
      };
      const timer = setTimeout(
        () => watcher.give(new Error(`Waited ${timeoutMs} ms in vain for ${what}.\n${describe()}`)),
        timeoutMs,
      );
      waiting.add(watcher);
      watcher.look();
    });
  }

  return {
    until,
    listen(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    changed() {
      for (const watcher of [...waiting]) watcher.look();
      for (const listener of listeners) listener();
    },
    stop() {
      for (const watcher of [...waiting]) watcher.give(new Error('The stand-in of Slack was stopped.'));
    },
  };
}
