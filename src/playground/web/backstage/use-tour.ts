import { useEffect, useState } from 'react';
import { PEOPLE } from '../../seed.ts';
import type { BackstageSnapshot, SlackSnapshot, WorkivaSnapshot } from '../../server/contract.ts';
import { useStream } from '../api.ts';
import { type Progress, progressOf } from './tour-progress.ts';

const STORED_AS = 'grantdesk.tour';

/** `from`: events up to this number happened before the tour was started (again). */
type Kept = { world: string; look: TourLook; from: number };

/** Whether the tour is shown, folded up, or was skipped. */
export type TourLook = 'open' | 'folded' | 'skipped';

/** Follows what the person does. Nothing is known until the playground has answered. */
export function useTour() {
  const { data: backstage } = useStream<BackstageSnapshot>('backstage');
  const { data: slack } = useStream<SlackSnapshot>(`slack.${PEOPLE.engineer}`);
  const { data: workiva } = useStream<WorkivaSnapshot>('workiva');
  const [kept, setKept] = useState(read);
  useEffect(() => sessionStorage.setItem(STORED_AS, JSON.stringify(kept)), [kept]);

  // Every beginning has workspaces of its own, by which it is told that somebody has started over.
  const world = workiva?.workspaces[0]?.id;
  if (world !== undefined && world !== kept.world) setKept({ world, look: 'open', from: 0 });

  const last = backstage?.audit.at(-1)?.seq ?? 0;
  const isOlder = (clientId: string) =>
    backstage?.audit.some(({ seq, detail }) => seq <= kept.from && detail.clientId === clientId);
  const progress: Progress | undefined =
    backstage &&
    progressOf({
      events: backstage.audit.filter(({ seq }) => seq > kept.from),
      formOpen: (slack?.modals.length ?? 0) > 0,
      grants: (workiva?.grants ?? []).filter(({ clientId }) => !isOlder(clientId)),
    });
  return {
    progress,
    look: kept.look,
    setLook: (look: TourLook) => setKept({ ...kept, look }),
    restart: () => setKept({ ...kept, look: 'open', from: last }),
  };
}

const BEGINNING: Kept = { world: '', look: 'open', from: 0 };

function read(): Kept {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(STORED_AS) ?? 'null');
    return isKept(stored) ? stored : BEGINNING;
  } catch {
    return BEGINNING;
  }
}

function isKept(stored: unknown): stored is Kept {
  return typeof stored === 'object' && stored !== null && 'world' in stored && 'look' in stored && 'from' in stored;
}
