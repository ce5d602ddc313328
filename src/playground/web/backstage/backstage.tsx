import './backstage.css';
import { type KeyboardEvent, useState } from 'react';
import type { BackstageSnapshot } from '../../server/contract.ts';
import { useStream } from '../api.ts';
import { useAct } from '../workiva/use-act.ts';
import { Bar, type Opened } from './bar.tsx';
import { Drawer, type DrawerTab } from './drawer.tsx';
import { FaultPanel } from './fault-panel.tsx';
import { TOUR_PLACE } from './tour-place.ts';
import { useWish } from './use-wish.ts';

/** The clock and what can go wrong, and a drawer with traffic, jobs and audit trail. Messages can ask it to show a record. */
export function Backstage() {
  const { data: snapshot, connected } = useStream<BackstageSnapshot>('backstage');
  const [opened, setOpened] = useState<Opened>('nothing');
  const [tab, setTab] = useState<DrawerTab>('traffic');
  const [filter, setFilter] = useState('');
  const { run, busy, refusal } = useAct();
  useWished((about) => {
    setOpened('drawer');
    setFilter(about);
    if (tab === 'traffic') setTab('jobs');
  });

  const close = () => {
    document.getElementById(`bs-toggle-${opened}`)?.focus();
    setOpened('nothing');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
  };
  return (
    <section className="bs" aria-label="Backstage">
      <div id={TOUR_PLACE} className="tour-place" />
      {snapshot && opened !== 'nothing' && (
        <section
          id="bs-panel"
          className={`bs-panel bs-panel-${opened}`}
          aria-label={opened === 'drawer' ? 'Traffic, jobs and audit trail' : 'Faults'}
          onKeyDown={onKeyDown}
        >
          <button type="button" className="button quiet small bs-close" aria-label="Close" onClick={close}>
            <span aria-hidden="true">✕</span>
          </button>
          {opened === 'drawer' ? (
            <Drawer snapshot={snapshot} tab={tab} onTab={setTab} filter={filter} onFilter={setFilter} />
          ) : (
            <FaultPanel snapshot={snapshot} busy={busy} onAct={run} />
          )}
        </section>
      )}
      <p role="alert" className="bs-refusal">
        {connected ? refusal : 'The playground does not answer. Trying again…'}
      </p>
      {snapshot && <Bar snapshot={snapshot} busy={busy} opened={opened} onOpen={setOpened} onAct={run} />}
    </section>
  );
}

/** Calls `fulfil` once for every wish. */
function useWished(fulfil: (about: string) => void): void {
  const wish = useWish();
  const [fulfilled, setFulfilled] = useState(wish?.at);
  if (wish?.at === fulfilled) return;
  setFulfilled(wish?.at);
  if (wish) fulfil(wish.about);
}
