import { MINUTE } from '../domain/duration.ts';
import type { Store } from './store.ts';

/** How long, in ms, a try may take: after that its process counts as killed, and another one is free to begin. */
const TRY_MS = MINUTE;

/** What remembers that something was done, for all processes together. */
export type Memory = Pick<Store, 'firstTime' | 'forgetTime' | 'keep' | 'kept'>;

/** What became of it: it is done, now or before; or another try is under way until about then (ms). */
export type Once = { outcome: 'done' } | { outcome: 'busy'; until: number };

/**
 * Does something once within `forMs`. A try that throws, or whose process is killed, counts for nothing: the next one does
 * it, so that it is rather done twice than never.
 */
export async function onceWithin(memory: Memory, name: string, forMs: number, act: () => Promise<void>): Promise<Once> {
  const done = `done:${name}`;
  if ((await memory.kept(done)) !== undefined) return { outcome: 'done' };
  if (!(await memory.firstTime(name, TRY_MS))) return { outcome: 'busy', until: Date.now() + TRY_MS };
  try {
    await act();
  } catch (error) {
    await memory.forgetTime(name);
    throw error;
  }
  await memory.keep(done, new Date().toISOString(), forMs);
  return { outcome: 'done' };
}
