import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ConversationView, MessageView, SlackSnapshot } from '../../server/contract.ts';
import { dayHeading, dayKey } from '../blocks/dates.ts';
import { useSurroundings } from '../blocks/surroundings.tsx';
import { Message } from './message.tsx';
import { Thread } from './thread.tsx';

const NEAR_END_PX = 120;

type ListProps = {
  conversation: ConversationView;
  as: string;
  shortcuts: SlackSnapshot['shortcuts'];
  /** The newest message that had been read when the conversation was opened; undefined if none. */
  readBefore: string | undefined;
};

/** The messages of a conversation, each with its thread. */
export function MessageList({ conversation, as, shortcuts, readBefore }: ListProps) {
  const { messages } = conversation;
  const { tz, now } = useSurroundings();
  const known = new Set(messages.map(({ ts }) => ts));
  const top = messages.filter(({ threadTs, ts }) => !threadTs || threadTs === ts || !known.has(threadTs));
  const repliesTo = (ts: string) => messages.filter((one) => one.threadTs === ts && one.ts !== ts);
  const firstNew = top.find(({ ts }) => readBefore !== undefined && Number(ts) > Number(readBefore));
  const { list, onScroll, hasMore, toEnd } = useStayAtEnd(messages);
  return (
    <div className="messages" ref={list} onScroll={onScroll}>
      {top.length === 0 && <Empty kind={conversation.kind} />}
      <ul className="message-list">
        {top.map((message, index) => {
          const date = new Date(message.at);
          const before = top[index - 1];
          const isNewDay = !before || dayKey(new Date(before.at), tz) !== dayKey(date, tz);
          const replies = repliesTo(message.ts);
          return (
            <Fragment key={message.ts}>
              {isNewDay && (
                <li className="day">
                  <span>{dayHeading(date, { tz, now })}</span>
                </li>
              )}
              {message === firstNew && (
                <li className="new-line">
                  <span>New</span>
                </li>
              )}
              <li>
                <Message message={message} as={as} shortcuts={shortcuts} />
                {replies.length > 0 && <Thread replies={replies} as={as} shortcuts={shortcuts} />}
              </li>
            </Fragment>
          );
        })}
      </ul>
      {hasMore && (
        <button type="button" className="button small to-end" onClick={toEnd}>
          New messages <span aria-hidden="true">↓</span>
        </button>
      )}
    </div>
  );
}

function Empty({ kind }: { kind: ConversationView['kind'] }) {
  return (
    <div className="empty">
      <p className="empty-title">{kind === 'direct' ? 'Grantdesk writes to you here' : 'Nothing here yet'}</p>
      <p>
        {kind === 'direct'
          ? 'What becomes of your requests, and what you need to do.'
          : 'Messages of Grantdesk for the people of this channel appear here.'}{' '}
        Type <code className="inline-code">/grant</code> below to request a grant.
      </p>
    </div>
  );
}

/** Keeps the newest message in sight, unless the person has scrolled away; then says that there is more. */
function useStayAtEnd(messages: readonly MessageView[]) {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const count = useRef(messages.length);
  const [hasMore, setHasMore] = useState(false);
  const toEnd = () => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
    setHasMore(false);
  };
  const onScroll = () => {
    const { current: box } = list;
    if (!box) return;
    isAtEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    if (isAtEnd.current) setHasMore(false);
  };
  useLayoutEffect(() => {
    const isMore = messages.length > count.current;
    count.current = messages.length;
    if (isAtEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight });
    else if (isMore) setHasMore(true);
  }, [messages]);
  useEffect(() => {
    const box = list.current;
    if (!box) return undefined;
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) box.scrollTo({ top: box.scrollHeight });
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return { list, onScroll, hasMore, toEnd };
}
