import type { ConversationView } from '../../server/contract.ts';
import { AppIcon } from './avatar.tsx';

type SidebarProps = {
  label: string;
  conversations: readonly ConversationView[];
  open: string | undefined;
  unreadIn(conversation: ConversationView): number;
  choose(id: string): void;
};

const GROUPS = [
  ['channel', 'Channels'],
  ['direct', 'Apps'],
] as const;

/** Channels and direct messages, with what is unread in them. */
export function Sidebar({ label, conversations, open, unreadIn, choose }: SidebarProps) {
  return (
    <nav className="sidebar" aria-label={label}>
      {GROUPS.map(([kind, heading]) => {
        const mine = conversations.filter((conversation) => conversation.kind === kind);
        if (mine.length === 0) return null;
        return (
          <section key={kind}>
            <h2>{heading}</h2>
            <ul>
              {mine.map((conversation) => (
                <li key={conversation.id}>
                  <Entry
                    conversation={conversation}
                    isOpen={conversation.id === open}
                    unread={unreadIn(conversation)}
                    choose={choose}
                  />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}

type EntryProps = { conversation: ConversationView; isOpen: boolean; unread: number; choose(id: string): void };

function Entry({ conversation: { id, name, kind }, isOpen, unread, choose }: EntryProps) {
  return (
    <button
      type="button"
      className={unread > 0 ? 'conversation-link unread' : 'conversation-link'}
      aria-current={isOpen ? 'page' : undefined}
      onClick={() => choose(id)}
    >
      {kind === 'channel' ? (
        <span className="hash" aria-hidden="true">
          #
        </span>
      ) : (
        <AppIcon />
      )}
      <span className="conversation-name">{name}</span>
      {unread > 0 && (
        <span className="badge">
          {unread}
          <span className="unseen"> unread</span>
        </span>
      )}
    </button>
  );
}
