import { useCallback, useSyncExternalStore } from 'react';
import type { Act, ActAnswer, Topic } from '../server/contract.ts';
import { createFollower, type Streamed } from './stream.ts';

const NOTHING: Streamed<unknown> = { data: undefined, connected: false };
const follower = createFollower();

/** Follows a topic of the playground. Without a topic nothing is followed. */
export function useStream<T>(topic: Topic | undefined): Streamed<T> {
  const subscribe = useCallback(
    (listener: () => void) => (topic ? follower.follow(topic, listener) : () => undefined),
    [topic],
  );
  const current = useCallback(() => (topic ? follower.current(topic) : NOTHING), [topic]);
  return useSyncExternalStore(subscribe, current) as Streamed<T>;
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
