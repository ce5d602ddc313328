import { useId, useState } from 'react';
import type { MessageView, SlackSnapshot } from '../../server/contract.ts';
import { AppIcon } from './avatar.tsx';
import { Message } from './message.tsx';

type ThreadProps = { replies: readonly MessageView[]; as: string; shortcuts: SlackSnapshot['shortcuts'] };

/** The replies to a message, which can be folded away. */
export function Thread({ replies, as, shortcuts }: ThreadProps) {
  const [open, setOpen] = useState(true);
  const id = useId();
  const count = replies.length === 1 ? '1 reply' : `${replies.length} replies`;
  return (
    <div className="thread">
      <button
        type="button"
        className="thread-toggle"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <AppIcon />
        <strong>{count}</strong>
        <span>{open ? 'Hide thread' : 'View thread'}</span>
      </button>
      <ul id={id} className="replies" hidden={!open}>
        {replies.map((reply) => (
          <li key={reply.ts}>
            <Message message={reply} as={as} shortcuts={shortcuts} />
          </li>
        ))}
      </ul>
    </div>
  );
}
