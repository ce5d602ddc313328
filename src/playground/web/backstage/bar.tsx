import type { ReactNode } from 'react';
import type { BackstageSnapshot, WorldAct } from '../../server/contract.ts';
import { clockWords, fromNow, useRunningClock, weekday } from './clock.ts';

const DAY_MS = 86_400_000;

/** What is open above the bar. */
export type Opened = 'nothing' | 'faults' | 'drawer';

type BarProps = {
  snapshot: BackstageSnapshot;
  busy: boolean;
  opened: Opened;
  onOpen: (opened: Opened) => void;
  onAct: (act: WorldAct) => void;
};

/** The playground's time and the ways to move it, what is switched on, and the way to the drawer. */
export function Bar({ snapshot, busy, opened, onOpen, onAct }: BarProps) {
  const move = (act: WorldAct) => busy || onAct(act);
  return (
    <div className="bs-bar">
      <Clock snapshot={snapshot} />
      <fieldset className="bs-moves" data-tour="clock">
        <legend className="unseen">Move the clock</legend>
        <MoveButton busy={busy} onClick={() => move({ do: 'world.advance', ms: DAY_MS })}>
          +1 day
        </MoveButton>
        <MoveButton busy={busy} onClick={() => move({ do: 'world.advance', ms: 30 * DAY_MS })}>
          +30 days
        </MoveButton>
        <NextEvent snapshot={snapshot} busy={busy} onClick={() => move({ do: 'world.toNextEvent' })} />
      </fieldset>
      <div className="bs-toggles">
        <Health snapshot={snapshot} />
        <Toggle what="faults" opened={opened} onOpen={onOpen}>
          Faults
          <FaultCount snapshot={snapshot} />
        </Toggle>
        <Toggle what="drawer" opened={opened} onOpen={onOpen}>
          Backstage
        </Toggle>
      </div>
    </div>
  );
}

function Clock({ snapshot }: { snapshot: BackstageSnapshot }) {
  const now = useRunningClock(snapshot.now);
  return (
    <p className="bs-clock">
      <span className="unseen">The playground’s time: </span>
      <time dateTime={now.toISOString()}>
        <span className="bs-weekday">{weekday(now)} </span>
        {clockWords(now)}
      </time>{' '}
      <span className="bs-quiet">UTC</span>
    </p>
  );
}

type MoveProps = { busy: boolean; onClick: () => void };

function MoveButton({ busy, onClick, children }: MoveProps & { children: string }) {
  return (
    <button type="button" className="button small" aria-disabled={busy} onClick={onClick}>
      {children}
    </button>
  );
}

function NextEvent({ snapshot: { nextEvent, now }, busy, onClick }: MoveProps & { snapshot: BackstageSnapshot }) {
  return (
    <span className="bs-next">
      <button
        type="button"
        className="button small"
        aria-disabled={busy || !nextEvent}
        aria-describedby="next-event"
        onClick={onClick}
      >
        To the next event
      </button>
      <span id="next-event" className="bs-next-words" title={nextEvent?.what}>
        {nextEvent ? `${fromNow(nextEvent.at, new Date(now))}: ${nextEvent.what}` : 'Nothing is due yet'}
      </span>
    </span>
  );
}

function Health({ snapshot: { worker, redis } }: { snapshot: BackstageSnapshot }) {
  return (
    <p className="bs-health" role="status">
      {worker !== 'running' && <span>Worker {worker}</span>}
      {redis !== 'running' && <span>Redis {redis}</span>}
    </p>
  );
}

function FaultCount({ snapshot }: { snapshot: BackstageSnapshot }) {
  const on = Object.values(snapshot.faults).filter(Boolean).length;
  if (on === 0) return null;
  return (
    <span className="bs-fault-count">
      {on}
      <span className="unseen"> on</span>
    </span>
  );
}

type ToggleProps = Pick<BarProps, 'opened' | 'onOpen'> & { what: 'faults' | 'drawer'; children: ReactNode };

function Toggle({ what, opened, onOpen, children }: ToggleProps) {
  const isOpen = opened === what;
  return (
    <button
      type="button"
      id={`bs-toggle-${what}`}
      className="button small bs-toggle"
      aria-expanded={isOpen}
      aria-controls={isOpen ? 'bs-panel' : undefined}
      data-tour={what === 'drawer' ? 'backstage' : 'faults'}
      onClick={() => onOpen(isOpen ? 'nothing' : what)}
    >
      {children}
    </button>
  );
}
