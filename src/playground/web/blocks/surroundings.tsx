import { createContext, useContext } from 'react';
import type { SlackSnapshot } from '../../server/contract.ts';

/** What text needs in order to name people, channels and times for the one who reads it. */
export type Surroundings = {
  me: string;
  tz: string;
  now: Date;
  personName(id: string): string | undefined;
  groupHandle(id: string): string | undefined;
  channelName(id: string): string | undefined;
  openChannel?(id: string): void;
  /** Who and what can be chosen from. */
  people: readonly { id: string; name: string }[];
  channels: readonly { id: string; name: string }[];
  directs: readonly { id: string; name: string }[];
};

const Nowhere: Surroundings = {
  me: '',
  tz: 'UTC',
  now: new Date(0),
  personName: () => undefined,
  groupHandle: () => undefined,
  channelName: () => undefined,
  people: [],
  channels: [],
  directs: [],
};

const SurroundingsContext = createContext<Surroundings>(Nowhere);

export const SurroundingsProvider = SurroundingsContext.Provider;

/** What the reader of the blocks around here sees names and times by. */
export const useSurroundings = () => useContext(SurroundingsContext);

/** The surroundings of one person's snapshot. */
export function surroundingsOf(snapshot: SlackSnapshot, openChannel: (id: string) => void): Surroundings {
  const { me, people, userGroups, conversations, now } = snapshot;
  return {
    me: me.id,
    tz: me.tz,
    now: new Date(now),
    personName: (id) => people.find((person) => person.id === id)?.name,
    groupHandle: (id) => userGroups.find((group) => group.id === id)?.handle,
    channelName: (id) => conversations.find((conversation) => conversation.id === id)?.name,
    openChannel,
    people,
    channels: conversations.filter(({ kind }) => kind === 'channel'),
    directs: conversations.filter(({ kind }) => kind === 'direct'),
  };
}
