import { useMemo } from 'react';
import type { ViewInHand } from '../../slack/types.ts';
import { Blocks } from '../blocks/block.tsx';
import { blocksOf, entryInState } from '../blocks/elements.ts';
import { HostProvider } from '../blocks/host.tsx';
import { type Surface, usePressHost } from './use-press-host.ts';

/** The app's Home tab for one person; undefined while the app has not yet published it. */
export function HomeTab({ home, as }: { home: ViewInHand | undefined; as: string }) {
  const values = home?.values;
  const surface = useMemo(
    (): Surface => ({
      use: (placed, value, state) =>
        ({ do: 'slack.pressHome', as, ...placed, ...(value !== undefined && { value }), state }) as const,
      suggest: (placed, query) => ({ do: 'slack.suggest', as, ...placed, query, on: 'home' }),
      standing: (placed) => values && entryInState(values, placed),
    }),
    [as, values],
  );
  const host = usePressHost(surface);
  return (
    <div className="home-tab">
      {home ? (
        <HostProvider value={host}>
          <Blocks blocks={blocksOf(home)} />
        </HostProvider>
      ) : (
        <p className="empty" role="status">
          <span className="spinner" /> Grantdesk is preparing this page…
        </p>
      )}
    </div>
  );
}
