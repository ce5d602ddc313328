import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type LoadedPolicy, PolicyError, parsePolicy } from './load.ts';

/** How often, in ms, the policy file is looked at. */
export const POLL_MS = 5_000;

/** What the file holds instead of a policy; `digest` (SHA-256, hex) tells one such content from another. */
export type PolicyFault = { digest: string; faults: readonly string[] };

/** Hears that `now` is in force in the place of `before`. */
export type PolicyListener = (now: LoadedPolicy, before: LoadedPolicy) => void | Promise<void>;

/** The policy in force, which follows its file. */
export type PolicySource = {
  current(): LoadedPolicy;
  subscribe(listener: PolicyListener): void;
  /** Takes the file as it is now. Throws what a listener or `tell` throws; the policy in force is then right all the same. */
  reload(): Promise<void>;
  stop(): Promise<void>;
};

export type WatchOptions = {
  path: string;
  /** What the file held when Grantdesk started. */
  inForce: LoadedPolicy;
  /** How often, in ms, the file is looked at; 0 for never. */
  pollMs: number;
  /** Hears that the file cannot be used, so that the policy in force stays. */
  onFault(fault: PolicyFault): void;
  /**
   * Tells people of the fault, and answers whether they know by now. When they do not, or it throws, it is called again at
   * each look until they do.
   */
  tell(fault: PolicyFault): Promise<boolean>;
  /** Hears that the file holds the policy in force: it was asked for, or the file was faulty before. */
  onSame(policy: LoadedPolicy): void;
  /** Hears what `reload` would have thrown, of a look that nobody waits for. */
  onError(error: unknown): void;
};

/**
 * Watches the policy file by its content, which works whatever way it is replaced: written in place, by a rename, or by
 * another target of a symbolic link. A changed file counts once two looks have found it the same, because the first
 * may have seen it half written; `reload` takes it at once.
 */
export function watchPolicy(options: WatchOptions): PolicySource {
  const { path } = options;
  const listeners: PolicyListener[] = [];
  let inForce = options.inForce;
  let [seen, taken] = [inForce.digest, inForce.digest];
  let untold: PolicyFault | undefined;

  async function replace(next: LoadedPolicy): Promise<void> {
    untold = undefined;
    const before = inForce;
    if (next.digest === before.digest) return options.onSame(before);
    inForce = next;
    await Promise.all(listeners.map((listener) => listener(next, before)));
  }

  async function look(asked: boolean): Promise<void> {
    const found = await contentOf(path);
    const counts = asked || (found.digest === seen && found.digest !== taken);
    seen = found.digest;
    if (counts) {
      taken = found.digest;
      const read = policyIn(found, path);
      if ('policy' in read) await replace(read);
      else {
        untold = read;
        options.onFault(read);
      }
    }
    if (untold && (await options.tell(untold))) untold = undefined;
  }

  return { current: () => inForce, subscribe: (listener) => listeners.push(listener), ...oneByOne(look, options) };
}

/** Looks again and again, and when asked to; never twice at the same time. */
function oneByOne(
  look: (asked: boolean) => Promise<void>,
  { pollMs, onError }: Pick<WatchOptions, 'pollMs' | 'onError'>,
): Pick<PolicySource, 'reload' | 'stop'> {
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function next(asked: boolean): Promise<void> {
    const looking = last.then(() => look(asked));
    // Whoever asked for a look hears of its failure; the one after it only waits for its end.
    last = looking.catch(() => undefined);
    return looking;
  }

  function poll(): void {
    if (stopped || pollMs === 0) return;
    timer = setTimeout(() => void next(false).catch(onError).then(poll), pollMs).unref();
  }

  poll();
  return {
    reload: () => next(true),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await last;
    },
  };
}

type Content = { digest: string; text: string } | PolicyFault;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function contentOf(path: string): Promise<Content> {
  try {
    const text = await readFile(path, 'utf8');
    return { digest: sha256(text), text };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    const fault = `${path}: cannot be read (${code}). Put the file back, or let Grantdesk read it.`;
    return { digest: sha256(fault), faults: [fault] };
  }
}

function policyIn(content: Content, path: string): LoadedPolicy | PolicyFault {
  if (!('text' in content)) return content;
  try {
    return parsePolicy(content.text, path);
  } catch (error) {
    if (error instanceof PolicyError) return { digest: content.digest, faults: error.faults };
    throw error;
  }
}
