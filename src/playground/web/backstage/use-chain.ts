import { useEffect, useState } from 'react';
import type { SealedEvent } from '../../../store/audit.ts';

/** Whether the audit trail is what it was when it was written. `brokenAt` is the number of the first event that is not. */
export type Chain = { state: 'checking' } | { state: 'unbroken' } | { state: 'broken'; brokenAt: number };

/** Checks the chain here in the browser, event by event, whenever it has grown. */
export function useChain(events: readonly SealedEvent[]): Chain {
  const [chain, setChain] = useState<Chain>({ state: 'checking' });
  const head = events.at(-1)?.hash;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the head's hash stands for all that came before
  useEffect(() => {
    let isCurrent = true;
    check(events).then((found) => {
      if (isCurrent) setChain(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [head, events.length]);
  return chain;
}

async function check(events: readonly SealedEvent[]): Promise<Chain> {
  let before: SealedEvent | undefined;
  for (const event of events) {
    const follows = before === undefined || (event.prev === before.hash && event.seq === before.seq + 1);
    if (!follows || !(await isSealed(event))) return { state: 'broken', brokenAt: event.seq };
    before = event;
  }
  return { state: 'unbroken' };
}

/** Browsers compute hashes on secure origins only, to which localhost belongs; elsewhere the links have to do. */
async function isSealed({ seq, prev, hash, at, actor, action, subjects, detail }: SealedEvent): Promise<boolean> {
  if (!globalThis.isSecureContext) return true;
  const sealed = new TextEncoder().encode(JSON.stringify([seq, prev, at, actor, action, subjects, detail]));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', sealed));
  return hash === [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
