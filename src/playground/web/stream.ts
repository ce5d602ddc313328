import type { Topic } from '../server/contract.ts';

/** The newest snapshot of a topic; `connected` is false while the server cannot be reached. */
export type Streamed<T> = { data: T | undefined; connected: boolean };

type Followed = { now: Streamed<unknown>; listeners: Set<() => void> };

const NOTHING: Streamed<unknown> = { data: undefined, connected: false };
const RETRY_MS = 1_000;

/**
 * Follows topics of the playground over one connection for the whole page, because browsers allow only six to a server,
 * however many tabs are open. While nobody sees the page there is none.
 */
export function createFollower() {
  const followed = new Map<Topic, Followed>();
  let source: EventSource | undefined;
  let carried = '';
  let planned: ReturnType<typeof setTimeout> | undefined;

  function tell(topic: Topic, now: Streamed<unknown>): void {
    const entry = followed.get(topic);
    if (!entry) return;
    entry.now = now;
    for (const listener of entry.listeners) listener();
  }

  function disconnect(): void {
    source?.close();
    source = undefined;
    carried = '';
  }

  function connect(): void {
    planned = undefined;
    for (const [topic, { listeners }] of followed) if (listeners.size === 0) followed.delete(topic);
    const wanted = document.visibilityState === 'visible' ? urlOf([...followed.keys()]) : '';
    if (wanted === carried) return;
    disconnect();
    carried = wanted;
    if (wanted === '') return;
    const opened = new EventSource(wanted);
    source = opened;
    for (const topic of followed.keys()) {
      opened.addEventListener(topic, ({ data }: MessageEvent<string>) =>
        tell(topic, { data: JSON.parse(data), connected: true }),
      );
    }
    opened.onerror = () => lost(opened);
  }

  function lost(opened: EventSource): void {
    for (const [topic, { now }] of followed) tell(topic, { ...now, connected: false });
    // A browser tries again by itself, unless it was answered something else than a stream.
    if (opened.readyState !== EventSource.CLOSED || opened !== source) return;
    carried = '';
    plan(RETRY_MS);
  }

  /** Connects anew once everybody who follows something has said so. */
  function plan(afterMs = 0): void {
    clearTimeout(planned);
    planned = setTimeout(connect, afterMs);
  }

  document.addEventListener('visibilitychange', () => plan());

  return {
    current: (topic: Topic): Streamed<unknown> => followed.get(topic)?.now ?? NOTHING,
    /** Answers how to end it. */
    follow(topic: Topic, listener: () => void): () => void {
      const entry = followed.get(topic) ?? { now: NOTHING, listeners: new Set<() => void>() };
      if (!followed.has(topic)) plan();
      followed.set(topic, entry);
      entry.listeners.add(listener);
      return () => {
        entry.listeners.delete(listener);
        // What was seen last stays until the next connection, for somebody who comes back at once.
        if (entry.listeners.size === 0) plan();
      };
    },
  };
}

function urlOf(topics: readonly Topic[]): string {
  const people = topics.flatMap((topic) => (topic.startsWith('slack.') ? [topic.slice('slack.'.length)] : []));
  const named = topics.filter((topic) => !topic.startsWith('slack.'));
  const asked = [...(people.length > 0 ? [`slack=${people.sort().join(',')}`] : []), ...named.sort()];
  return asked.length > 0 ? `/api/stream?${asked.join('&')}` : '';
}
