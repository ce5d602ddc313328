import { useState } from 'react';
import type { ConversationView, SlackSnapshot } from '../../server/contract.ts';
import { useAct } from '../shell/toasts.tsx';
import { HAS_HOME_TAB } from './app-tabs.ts';
import { AppIcon } from './avatar.tsx';
import { Composer } from './composer.tsx';
import { HomeTab } from './home-tab.tsx';
import { MessageList } from './message-list.tsx';

type ConversationProps = {
  conversation: ConversationView;
  snapshot: SlackSnapshot;
  /** The newest message that had been read when it was opened. */
  readBefore: string | undefined;
};

/** An open conversation: its messages and the message box; of the app's, also its Home tab. */
export function Conversation({ conversation, snapshot, readBefore }: ConversationProps) {
  const { me, home, shortcuts, commands } = snapshot;
  const { id, name, kind } = conversation;
  const act = useAct();
  const hasHome = kind === 'direct' && (HAS_HOME_TAB || home !== undefined);
  const [tab, setTab] = useState<'home' | 'messages'>('messages');
  const openHome = () => {
    setTab('home');
    void act({ do: 'slack.openHome', as: me.id });
  };
  const title = kind === 'channel' ? `#${name}` : name;
  return (
    <div className="conversation">
      <header className="conversation-head">
        <h2>
          {kind === 'direct' && <AppIcon />}
          {title}
        </h2>
        {hasHome && (
          <div className="tabs">
            <TabButton name="Home" isOn={tab === 'home'} choose={openHome} />
            <TabButton name="Messages" isOn={tab === 'messages'} choose={() => setTab('messages')} />
          </div>
        )}
      </header>
      {hasHome && tab === 'home' ? (
        <HomeTab home={home} as={me.id} />
      ) : (
        <>
          <MessageList conversation={conversation} as={me.id} shortcuts={shortcuts} readBefore={readBefore} />
          <Composer as={me.id} channel={id} name={title} commands={commands} shortcuts={shortcuts} />
        </>
      )}
    </div>
  );
}

function TabButton({ name, isOn, choose }: { name: string; isOn: boolean; choose(): void }) {
  return (
    <button type="button" className="tab" aria-pressed={isOn} onClick={choose}>
      {name}
    </button>
  );
}
