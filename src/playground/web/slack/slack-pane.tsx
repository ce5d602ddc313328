import { useCallback, useMemo, useState } from 'react';
import type { SlackSnapshot } from '../../server/contract.ts';
import { useStream } from '../api.ts';
import { timeOf } from '../blocks/dates.ts';
import { SurroundingsProvider, surroundingsOf } from '../blocks/surroundings.tsx';
import { Modal } from '../modal/modal.tsx';
import { ConfirmArea } from '../shell/confirm.tsx';
import { ToastArea } from '../shell/toasts.tsx';
import { Announcer } from './announcer.tsx';
import { Conversation } from './conversation.tsx';
import { PersonSwitcher } from './person-switcher.tsx';
import { unreadSince, useReadMarks } from './read-marks.ts';
import { Sidebar } from './sidebar.tsx';

type SlackPaneProps = {
  as: string;
  side: 'left' | 'right';
  choosePerson(id: string): void;
  /** Somebody begins to use this pane. */
  enter(): void;
};

/** Slack, as one person sees it. */
export function SlackPane({ as, side, choosePerson, enter }: SlackPaneProps) {
  const { data: snapshot, connected } = useStream<SlackSnapshot>(`slack.${as}`);
  const name = snapshot ? `Slack of ${snapshot.me.name}, ${side}` : `Slack, ${side}`;
  return (
    <section className="pane slack" data-pane={side} aria-label={name} tabIndex={-1} onFocus={enter}>
      <ToastArea>
        {snapshot ? (
          <Workspace key={as} name={name} snapshot={snapshot} connected={connected} choosePerson={choosePerson} />
        ) : (
          <p className="waiting" role="status">
            <span className="spinner" /> Opening Slack…
          </p>
        )}
      </ToastArea>
    </section>
  );
}

type WorkspaceProps = { name: string; snapshot: SlackSnapshot; connected: boolean; choosePerson(id: string): void };

function Workspace({ name, snapshot, connected, choosePerson }: WorkspaceProps) {
  const { me, people, conversations, modals, now } = snapshot;
  // Kept for each person, so that a pane that was put away comes back as it was left.
  const place = `grantdesk.conversation.${me.id}`;
  const [chosen, remember] = useState(() => sessionStorage.getItem(place) ?? undefined);
  const setChosen = useCallback(
    (id: string) => {
      sessionStorage.setItem(place, id);
      remember(id);
    },
    [place],
  );
  const open = conversations.find(({ id }) => id === chosen) ?? firstOf(conversations);
  const marks = useReadMarks(snapshot, open?.id);
  const [opened, setOpened] = useState({ id: open?.id, readBefore: open && marks[open.id] });
  const choose = (id: string) => {
    setChosen(id);
    setOpened({ id, readBefore: marks[id] });
  };
  const surroundings = useMemo(() => surroundingsOf(snapshot, setChosen), [snapshot, setChosen]);
  return (
    <SurroundingsProvider value={surroundings}>
      <ConfirmArea>
        <header className="pane-bar">
          <PersonSwitcher me={me} people={people} choose={choosePerson} />
          <span className="local-time">
            {placeOf(me.tz)} <time>{timeOf(new Date(now), me.tz)}</time>
          </span>
        </header>
        {!connected && (
          <p className="offline" role="status">
            <span className="spinner" /> Connecting to the playground again…
          </p>
        )}
        <div className="workspace">
          <Sidebar
            label={`Conversations in ${name}`}
            conversations={conversations}
            open={open?.id}
            unreadIn={(one) => (one.id === open?.id ? 0 : unreadSince(one, marks[one.id]))}
            choose={choose}
          />
          {open && (
            <Conversation
              key={open.id}
              conversation={open}
              snapshot={snapshot}
              readBefore={opened.id === open.id ? opened.readBefore : undefined}
            />
          )}
        </div>
        <Modal stack={modals} as={me.id} />
        <Announcer conversations={conversations} />
      </ConfirmArea>
    </SurroundingsProvider>
  );
}

/** What is shown before anything is chosen: the first conversation that holds something. */
function firstOf(conversations: SlackSnapshot['conversations']) {
  return conversations.find(({ messages }) => messages.length > 0) ?? conversations[0];
}

const placeOf = (tz: string) => tz.split('/').at(-1)?.replaceAll('_', ' ');
