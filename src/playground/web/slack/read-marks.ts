import { useCallback, useEffect, useState } from 'react';
import type { ConversationView, SlackSnapshot } from '../../server/contract.ts';

/** The newest message that a person has seen, by conversation. */
type Marks = Record<string, string>;
type Kept = { now: string; marks: Marks };

const PREFIX = 'grantdesk.read.';
const BACKWARDS_MS = 60_000;

/** Forgets what everybody has read. */
export function forgetReadMarks(): void {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  }
}

function load(personId: string, now: string): Marks {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + personId) ?? '') as Kept;
    // Time that runs backwards means that the playground began anew.
    return Date.parse(kept.now) > Date.parse(now) + BACKWARDS_MS ? {} : kept.marks;
  } catch {
    return {};
  }
}

const isNewer = (ts: string, mark: string | undefined) => mark === undefined || Number(ts) > Number(mark);

/** How many messages of a conversation are newer than a mark. */
export function unreadSince({ messages }: ConversationView, mark: string | undefined): number {
  return messages.filter(({ ts }) => isNewer(ts, mark)).length;
}

/** How many messages a person has not read yet, in all their conversations. */
export function unreadOf({ me, now, conversations }: SlackSnapshot): number {
  const marks = load(me.id, now);
  return conversations.reduce((sum, one) => sum + unreadSince(one, marks[one.id]), 0);
}

/** What a person has read, kept in this browser. Whatever is on the screen counts as read. */
export function useReadMarks({ me, now, conversations }: SlackSnapshot, onScreen: string | undefined) {
  const [marks, setMarks] = useState<Marks>(() => load(me.id, now));
  const newest = conversations.find(({ id }) => id === onScreen)?.messages.at(-1)?.ts;

  const markRead = useCallback(
    (id: string, ts: string) => {
      setMarks((before) => {
        if (!isNewer(ts, before[id])) return before;
        const marks = { ...before, [id]: ts };
        localStorage.setItem(PREFIX + me.id, JSON.stringify({ now, marks } satisfies Kept));
        return marks;
      });
    },
    [me.id, now],
  );
  useEffect(() => {
    if (!onScreen || !newest) return undefined;
    const read = () => {
      if (document.visibilityState === 'visible') markRead(onScreen, newest);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [onScreen, newest, markRead]);
  return marks;
}
