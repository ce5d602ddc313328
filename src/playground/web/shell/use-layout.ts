import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { PEOPLE } from '../../seed.ts';

export type PaneName = 'left' | 'right' | 'workiva';

/** Who sits where and what is shown. `show`: the panes, those shown last at the end, so that few fit on a small screen. */
type Layout = { left: string; right: string; show: readonly PaneName[] };

const PANES: readonly PaneName[] = ['left', 'right', 'workiva'];
const TWO_FIT_PX = 860;
const THREE_FIT_PX = 1_200;

function fromUrl(): Layout {
  const query = new URLSearchParams(location.search);
  const person = (side: 'left' | 'right', otherwise: string) => {
    const id = query.get(side);
    return id !== null && (Object.values(PEOPLE) as string[]).includes(id) ? id : otherwise;
  };
  const asked = (query.get('show') ?? '').split(',').filter((name): name is PaneName => PANES.some((p) => p === name));
  return {
    left: person('left', PEOPLE.engineer),
    right: person('right', PEOPLE.finance),
    show: asked.length > 0 ? [...new Set(asked)] : ['workiva', 'right', 'left'],
  };
}

function toUrl({ left, right, show }: Layout): void {
  const query = new URLSearchParams(location.search);
  query.set('left', left);
  query.set('right', right);
  query.set('show', show.join(','));
  history.replaceState(null, '', `?${query.toString().replaceAll('%2C', ',')}${location.hash}`);
}

function useRoom(): number {
  return useSyncExternalStore(
    (listener) => {
      addEventListener('resize', listener);
      return () => removeEventListener('resize', listener);
    },
    () => (innerWidth >= THREE_FIT_PX ? 3 : innerWidth >= TWO_FIT_PX ? 2 : 1),
  );
}

/** The arrangement of the page, kept in its URL. */
export function useLayout() {
  const [layout, setLayout] = useState(fromUrl);
  const room = useRoom();
  useEffect(() => toUrl(layout), [layout]);
  const visible = PANES.filter((name) => layout.show.slice(-room).includes(name));

  const seat = useCallback((side: 'left' | 'right', id: string) => setLayout((now) => ({ ...now, [side]: id })), []);
  /** Shows a pane, or puts it away if it is not the only one. */
  const toggle = useCallback(
    (name: PaneName) =>
      setLayout((now) => {
        const shown = now.show.slice(-room);
        const others = now.show.filter((one) => one !== name);
        if (!shown.includes(name)) return { ...now, show: [...others, name] };
        return shown.length > 1 ? { ...now, show: shown.filter((one) => one !== name) } : now;
      }),
    [room],
  );
  return { ...layout, visible, room, seat, toggle };
}
