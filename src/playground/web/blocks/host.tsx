import { createContext, useContext } from 'react';
import type { Suggestion } from '../../slack/types.ts';

/** Where an element is. */
export type Placed = { blockId: string; actionId: string };

/** What is entered: text, an option's value, a date; several in fields that take several. */
export type Entry = string | readonly string[];

/** What the elements of some blocks do: the message, modal or Home tab that they are in. */
export type Host = {
  /** What the person has entered; undefined: what the app gave. */
  entryOf(placed: Placed): Entry | undefined;
  /** Text as it is typed. */
  type(placed: Placed, text: string): void;
  /** The person has finished with a text. */
  leave(placed: Placed): void;
  /** A choice, or text that the app is to hear of at once. */
  choose(placed: Placed, entry: Entry): Promise<void>;
  /** A use of what holds no value: a button, or an entry of an overflow menu. */
  press(placed: Placed, value?: Entry): Promise<void>;
  suggest(placed: Placed, query: string): Promise<readonly Suggestion[]>;
  errorOf(blockId: string): string | undefined;
};

const NOBODY: Host = {
  entryOf: () => undefined,
  type: () => undefined,
  leave: () => undefined,
  choose: async () => undefined,
  press: async () => undefined,
  suggest: async () => [],
  errorOf: () => undefined,
};

const HostContext = createContext<Host>(NOBODY);

export const HostProvider = HostContext.Provider;

/** What the elements around here belong to. */
export const useHost = () => useContext(HostContext);

/** One name for a place, as key of maps. */
export const keyOf = ({ blockId, actionId }: Placed) => `${blockId} ${actionId}`;
