import { watch } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../../', import.meta.url));
const POLICY = fileURLToPath(new URL('../../../policy.yml', import.meta.url));
/** Editors write a file in several steps. */
const SETTLED_MS = 100;

/**
 * Calls `changed` after changes of Grantdesk's own code, or of the policy. The page has a watch of its own, and the
 * playground around both stays as it was started. Answers how to end it.
 */
export function watchSources(changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, SETTLED_MS);
  };
  const watchers = [
    watch(SOURCES, { recursive: true }, (_, file) => {
      if (file !== null && !file.startsWith('playground') && /\.(?:ts|lua)$/.test(file)) soon();
    }),
    watch(POLICY, soon),
  ];
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
