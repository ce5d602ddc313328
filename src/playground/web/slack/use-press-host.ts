import { useMemo, useRef, useState } from 'react';
import type { SlackAct } from '../../server/contract.ts';
import type { Entries } from '../../slack/types.ts';
import { type Entry, type Host, keyOf, type Placed } from '../blocks/host.tsx';
import { useAct } from '../shell/toasts.tsx';

/** How blocks tell of what somebody does with them; both parts stay the same while the surface does. */
export type Surface = {
  /** The act that tells the app of a use, with what stands in the other fields. */
  use(placed: Placed, value: Entry | undefined, state: Entries): SlackAct;
  suggest(placed: Placed, query: string): SlackAct;
  /** What the app knows to stand in a field, where it does. */
  standing?(placed: Placed): Entry | undefined;
};

type Entered = Readonly<Record<string, { placed: Placed; entry: Entry }>>;

/** The host of blocks in which every use of an element is told to the app at once: a message or the Home tab. */
export function usePressHost(surface: Surface): Host {
  const act = useAct();
  const [entered, setEntered] = useState<Entered>({});
  const newest = useRef(entered);
  return useMemo(() => {
    const enter = (placed: Placed, entry: Entry) => {
      newest.current = { ...newest.current, [keyOf(placed)]: { placed, entry } };
      setEntered(newest.current);
    };
    const leave = (placed: Placed) => {
      const { [keyOf(placed)]: _, ...others } = newest.current;
      newest.current = others;
      setEntered(others);
    };
    return {
      entryOf: (placed) => entered[keyOf(placed)]?.entry ?? surface.standing?.(placed),
      type: enter,
      leave: () => undefined,
      async choose(placed, entry) {
        enter(placed, entry);
        const answer = await act(surface.use(placed, entry, stateOf(newest.current)));
        if (!answer.ok) leave(placed);
      },
      async press(placed, value) {
        await act(surface.use(placed, value, stateOf(newest.current)));
      },
      async suggest(placed, query) {
        const answer = await act(surface.suggest(placed, query));
        return answer.ok ? (answer.suggestions ?? []) : [];
      },
      errorOf: () => undefined,
    };
  }, [act, surface, entered]);
}

function stateOf(entered: Entered): Entries {
  const state: Entries = {};
  for (const { placed, entry } of Object.values(entered)) {
    state[placed.blockId] = { ...state[placed.blockId], [placed.actionId]: entry };
  }
  return state;
}
