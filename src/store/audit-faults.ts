import type { AuditHead } from './audit.ts';

/**
 * What is wrong with a chain.
 * - `changed`: an event is not what was sealed
 * - `missing`: events are not there
 * - `inserted`: an entry was never sealed at this place
 * - `reordered`: an event stands at another place than its own
 * - `resealed`: events were sealed anew, so that the chain does not hold a head that is known
 */
export type ChainFault = {
  kind: 'changed' | 'missing' | 'inserted' | 'reordered' | 'resealed';
  /** The number of the event, of the first of several. */
  seq: number;
  sentence: string;
};

/** Numbers of events, both included. */
export type Range = { from: number; to: number };

/** Gathers faults; of one event each kind once. */
export type Faults = ReturnType<typeof createFaults>;

/** Begins with no fault. */
export function createFaults() {
  const list: ChainFault[] = [];
  const add = (kind: ChainFault['kind'], seq: number, sentence: string) => {
    if (!list.some((fault) => fault.kind === kind && fault.seq === seq)) list.push({ kind, seq, sentence });
  };
  return {
    list,
    add,
    changed: (seq: number, what: string) => add('changed', seq, `Event ${seq} ${what}.`),
    missing: ({ from, to }: Range) => add('missing', from, missingSentence(from, to)),
    resealed: (seq: number) =>
      add('resealed', seq, `Event ${seq} is not the one whose hash you gave: it, or one before it, was sealed anew.`),
    /** An entry that was put before or behind the true one may have been called changed before the other was seen. */
    twice(seq: number) {
      const at = list.findIndex((fault) => fault.kind === 'changed' && fault.seq === seq);
      if (at !== -1) list.splice(at, 1);
      add('inserted', seq, `Event ${seq} stands there more than once: all but one were inserted.`);
    },
  };
}

/** Says that events are not there. */
export const missingSentence = (from: number, to: number): string =>
  from === to ? `Event ${from} is missing.` : `Events ${from} to ${to} are missing.`;

/** Says that the first event does not follow what it should. */
export const followsAnother = (seq: number, anchor: AuditHead): string =>
  anchor.seq === 0
    ? `Event ${seq} is not the first that was sealed.`
    : `Event ${seq} does not follow event ${anchor.seq}, up to which the trail was trimmed.`;
