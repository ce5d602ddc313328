import { useMemo, useState } from 'react';
import { type Entry, type Host, keyOf, type Placed } from '../blocks/host.tsx';
import { useAct } from '../shell/toasts.tsx';

type Press = (placed: Placed, value: Entry | undefined) => Parameters<ReturnType<typeof useAct>>[0];

/** The host of blocks in which every use of an element is told to the app at once: a message or the Home tab. */
export function usePressHost(press: Press): Host {
  const act = useAct();
  const [entered, setEntered] = useState<Readonly<Record<string, Entry>>>({});
  return useMemo(() => {
    const tell = async (placed: Placed, value: Entry | undefined) => {
      await act(press(placed, value));
    };
    const enter = (placed: Placed, entry: Entry) => setEntered((now) => ({ ...now, [keyOf(placed)]: entry }));
    return {
      entryOf: (placed) => entered[keyOf(placed)],
      type: enter,
      leave: () => undefined,
      async choose(placed, entry) {
        enter(placed, entry);
        await tell(placed, entry);
      },
      press: tell,
      suggest: async () => [],
      errorOf: () => undefined,
    };
  }, [act, press, entered]);
}
