import { useCallback } from 'react';
import type { ViewInHand } from '../../slack/types.ts';
import { Blocks } from '../blocks/block.tsx';
import { blocksOf } from '../blocks/elements.ts';
import { type Entry, HostProvider, type Placed } from '../blocks/host.tsx';
import { usePressHost } from './use-press-host.ts';

/** The app's Home tab for one person; undefined while the app has not yet published it. */
export function HomeTab({ home, as }: { home: ViewInHand | undefined; as: string }) {
  const press = useCallback(
    ({ actionId, blockId }: Placed, value: Entry | undefined) =>
      ({ do: 'slack.pressHome', as, actionId, blockId, ...(value !== undefined && { value }) }) as const,
    [as],
  );
  const host = usePressHost(press);
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
