import type { Redis } from 'ioredis';
import { type AuditHead, type AuditState, auditEntries, auditState } from './audit.ts';
import { MOST_FAULTS, type Walked, walkChain } from './audit-chain.ts';
import { type ChainFault, missingSentence } from './audit-faults.ts';
import type { Keys } from './keys.ts';

/**
 * Recomputes the chain as it stands now, and holds it against its head and against heads that are known from elsewhere.
 * Length and head are read at one moment, so that events that are being written meanwhile do not look like a fault.
 */
export async function checkAudit(redis: Redis, keys: Keys, known: readonly AuditHead[] = []): Promise<Walked> {
  for (;;) {
    const state = await auditState(redis, keys);
    const walked = await walkChain(auditEntries(redis, keys, state), state.anchor, known);
    // A trim in between has moved every place.
    if ((await auditState(redis, keys)).anchor.seq !== state.anchor.seq) continue;
    if (walked.faults.length >= MOST_FAULTS) return walked;
    const more = [...endFaults(walked, state), ...anchorFaults(walked), ...unmetFaults(walked, known)];
    return { ...walked, faults: [...walked.faults, ...more] };
  }
}

/** Recomputes the chain. Answers how far it is sound, and the number of the first event that is not. */
export async function verifyAudit(redis: Redis, keys: Keys): Promise<{ sound: number; brokenAt?: number }> {
  const { sound, faults } = await checkAudit(redis, keys);
  return faults.length === 0 ? { sound } : { sound, brokenAt: sound + 1 };
}

/** What is wrong with the end of a chain, by the head that is known of it. */
function endFaults({ last, faults }: Walked, { head }: Pick<AuditState, 'head'>): ChainFault[] {
  if (last.seq < head.seq) {
    return [
      {
        kind: 'missing',
        seq: last.seq + 1,
        sentence: `${missingSentence(last.seq + 1, head.seq)} The end is cut off.`,
      },
    ];
  }
  if (last.seq > head.seq) {
    const sentence = `Event ${head.seq + 1} stands after the head of the chain, event ${head.seq}, and was never sealed onto it.`;
    return [{ kind: 'inserted', seq: head.seq + 1, sentence }];
  }
  const isKnown = last.hash === head.hash || faults.some(({ seq }) => seq === last.seq);
  const sentence = `Event ${last.seq} is not the head that was sealed last: events were sealed anew.`;
  return isKnown ? [] : [{ kind: 'resealed', seq: last.seq, sentence }];
}

/** A trim leaves an event that names what went last; without it, somebody has cut off the beginning. */
function anchorFaults({ anchor, trims }: Walked): ChainFault[] {
  const isTold = anchor.seq === 0 || trims.some(({ seq, hash }) => seq === anchor.seq && hash === anchor.hash);
  const sentence = `${missingSentence(1, anchor.seq)} No event tells that they were trimmed.`;
  return isTold ? [] : [{ kind: 'missing', seq: 1, sentence }];
}

/** Heads that are known from elsewhere and that the walk has not come by. */
export function unmetFaults({ anchor, last }: Walked, known: readonly AuditHead[]): ChainFault[] {
  return known.flatMap(({ seq, hash }): ChainFault[] => {
    if (seq > last.seq) return [{ kind: 'missing', seq, sentence: `Event ${seq}, whose hash you gave, is not there.` }];
    if (seq > anchor.seq || (seq === anchor.seq && hash === anchor.hash)) return [];
    const sentence =
      seq === anchor.seq
        ? `Event ${seq} is not the one whose hash you gave.`
        : `Event ${seq}, whose hash you gave, is before the first that is kept: verify the exported file that holds it.`;
    return [{ kind: seq === anchor.seq ? 'resealed' : 'missing', seq, sentence }];
  });
}
