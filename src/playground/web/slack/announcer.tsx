import { useEffect, useRef, useState } from 'react';
import type { ConversationView } from '../../server/contract.ts';
import { mentionWords } from '../blocks/formatted.tsx';
import { plainOf } from '../blocks/mrkdwn.ts';
import { useSurroundings } from '../blocks/surroundings.tsx';

/** Tells a screen reader, when it has a moment, of messages that arrive. */
export function Announcer({ conversations }: { conversations: readonly ConversationView[] }) {
  const surroundings = useSurroundings();
  const seen = useRef<Set<string>>(undefined);
  const [words, setWords] = useState('');
  useEffect(() => {
    const all = conversations.flatMap(({ name, kind, messages }) =>
      messages.map((message) => ({
        key: `${message.channel} ${message.ts}`,
        place: kind === 'channel' ? `#${name}` : name,
        message,
      })),
    );
    const fresh = all.filter(({ key }) => seen.current && !seen.current.has(key));
    seen.current = new Set(all.map(({ key }) => key));
    const last = fresh.at(-1);
    if (!last) return;
    const text = plainOf(last.message.text, (piece) => mentionWords(piece, surroundings));
    setWords(`New message in ${last.place}: ${text}`);
  }, [conversations, surroundings]);
  return (
    <p className="unseen" aria-live="polite">
      {words}
    </p>
  );
}
