import { useCallback, useSyncExternalStore } from 'react';
import type { Act, ActAnswer } from '../server/contract.ts';

/** The newest snapshot of a stream; `connected` is false while the server cannot be reached. */
export type Streamed<T> = { data: T | undefined; connected: boolean };

type Shared = { source: EventSource; now: Streamed<unknown>; listeners: Set<() => void> };

const NOTHING: Streamed<unknown> = { data: undefined, connected: false };
const RETRY_MS = 1_000;
const shared = new Map<string, Shared>();

/**
 * Follows a stream of snapshots. Everybody who follows the same URL shares one connection, because browsers allow only
 * six to a server. Without a URL nothing is followed.
 */
export function useStream<T>(url: string | undefined): Streamed<T> {
  const subscribe = useCallback((listener: () => void) => (url ? follow(url, listener) : () => undefined), [url]);
  const current = useCallback(() => (url ? (shared.get(url)?.now ?? NOTHING) : NOTHING), [url]);
  return useSyncExternalStore(subscribe, current) as Streamed<T>;
}

function follow(url: string, listener: () => void): () => void {
  const stream = shared.get(url) ?? { source: new EventSource(url), now: NOTHING, listeners: new Set<() => void>() };
  if (!shared.has(url)) {
    shared.set(url, stream);
    listen(url, stream);
  }
  stream.listeners.add(listener);
  return () => {
    stream.listeners.delete(listener);
    if (stream.listeners.size > 0) return;
    stream.source.close();
    shared.delete(url);
  };
}

function listen(url: string, stream: Shared): void {
  const tell = (now: Streamed<unknown>) => {
    stream.now = now;
    for (const listener of stream.listeners) listener();
  };
  stream.source.onmessage = ({ data }: MessageEvent<string>) => tell({ data: JSON.parse(data), connected: true });
  stream.source.onerror = () => {
    tell({ ...stream.now, connected: false });
    if (stream.source.readyState !== EventSource.CLOSED) return;
    setTimeout(() => {
      if (shared.get(url) !== stream) return;
      stream.source = new EventSource(url);
      listen(url, stream);
    }, RETRY_MS);
  };
}

/** Does something in the playground. Never rejects: what went wrong is a sentence in the answer. */
export async function act(what: Act): Promise<ActAnswer> {
  try {
    const response = await fetch('/api/act', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(what),
    });
    const answer: unknown = await response.json();
    if (isAnswer(answer)) return answer;
    return { ok: false, sentence: `The playground answered something unexpected (status ${response.status}).` };
  } catch {
    return { ok: false, sentence: 'The playground cannot be reached. Is “npm run demo” still running?' };
  }
}

function isAnswer(answer: unknown): answer is ActAnswer {
  return typeof answer === 'object' && answer !== null && 'ok' in answer;
}
