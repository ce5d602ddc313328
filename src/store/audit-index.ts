import type { Redis } from 'ioredis';
import { SYSTEM } from '../domain/effects.ts';
import { auditState, type SealedEvent } from './audit.ts';
import { readSealed } from './audit-link.ts';
import type { IndexEntry } from './indexes.ts';
import type { Keys } from './keys.ts';

/** What happened to a subject, newest first; `total` is how many events there are of it. */
export type History = { events: SealedEvent[]; total: number };

/** Where an event is found again: under what it is about, and under whoever did it. */
export function auditPlaces({ seq, actor, subjects }: SealedEvent, keys: Keys): IndexEntry[] {
  return [...new Set(actor === SYSTEM ? subjects : [...subjects, actor])].map((subject) => ({
    key: keys.auditOf(subject),
    member: String(seq),
    score: seq,
  }));
}

/** Reads the newest events of a request, a grant or a person, `skip` of them passed over. */
export async function auditHistory(
  redis: Redis,
  keys: Keys,
  subject: string,
  count: number,
  skip = 0,
): Promise<History> {
  const key = keys.auditOf(subject);
  for (;;) {
    const { anchor } = await auditState(redis, keys);
    const [total, seqs] = await Promise.all([
      redis.zcount(key, anchor.seq + 1, '+inf'),
      redis.zrevrangebyscore(key, '+inf', anchor.seq + 1, 'LIMIT', skip, count),
    ]);
    const entries = await Promise.all(seqs.map((seq) => redis.lindex(keys.audit, Number(seq) - 1 - anchor.seq)));
    const events = entries.flatMap((entry) => (entry === null ? [] : (readSealed(entry) ?? [])));
    // A trim in between has moved every place.
    if ((await auditState(redis, keys)).anchor.seq === anchor.seq) return { events, total };
  }
}
