import type { Redis } from 'ioredis';
import { SYSTEM } from '../domain/effects.ts';
import { auditState, type SealedEvent } from './audit.ts';
import { readSealed, TRAIL } from './audit-link.ts';
import type { IndexEntry } from './indexes.ts';
import type { Keys } from './keys.ts';

/** Where a trail begins that was trimmed: its first event, and the file that the latest trim has written, as it was named. */
export type Beginning = { seq: number; at: string; file: string | undefined };

/**
 * What happened to a subject, newest first; `total` is how many events there are of it. `begins`: the trail was trimmed,
 * so that what happened to it before is not among them.
 */
export type History = { events: SealedEvent[]; total: number; begins?: Beginning };

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
    const at = (seq: number) => eventAt(redis, keys, seq - 1 - anchor.seq);
    const events = (await Promise.all(seqs.map((seq) => at(Number(seq))))).flatMap((event) => event ?? []);
    const begins =
      anchor.seq === 0 ? undefined : await beginning(await at(anchor.seq + 1), latestTrim(redis, keys, at));
    // A trim in between has moved every place.
    if ((await auditState(redis, keys)).anchor.seq !== anchor.seq) continue;
    return { events, total, ...(begins && { begins }) };
  }
}

async function eventAt(redis: Redis, keys: Keys, place: number): Promise<SealedEvent | undefined> {
  const entry = await redis.lindex(keys.audit, place);
  return entry === null ? undefined : readSealed(entry);
}

async function latestTrim(redis: Redis, keys: Keys, at: (seq: number) => Promise<SealedEvent | undefined>) {
  const [seq] = await redis.zrevrange(keys.auditOf(TRAIL), 0, 0);
  return seq === undefined ? undefined : at(Number(seq));
}

async function beginning(
  first: SealedEvent | undefined,
  trim: Promise<SealedEvent | undefined>,
): Promise<Beginning | undefined> {
  const file = (await trim)?.detail.file;
  return first && { seq: first.seq, at: first.at, file: typeof file === 'string' ? file : undefined };
}
