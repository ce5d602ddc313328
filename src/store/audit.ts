import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { AuditEvent } from '../domain/effects.ts';
import type { Keys } from './keys.ts';

/** How many events are read at a time. */
const AUDIT_PAGE = 1_000;

export type AuditHead = { seq: number; hash: string };
/** An audit event with its place in the chain. `hash` is SHA-256 (hex) over seq, the previous hash and the event. */
export type SealedEvent = AuditEvent & AuditHead & { prev: string };

/** Where the chain stands at one moment. What is before `anchor` was trimmed; `length` entries are kept after it. */
export type AuditState = { anchor: AuditHead; head: AuditHead; length: number };

/** Seals events onto a head of the chain. */
export function seal(head: AuditHead, events: readonly AuditEvent[]): SealedEvent[] {
  const sealed: SealedEvent[] = [];
  let { seq, hash: prev } = head;
  for (const event of events) {
    seq += 1;
    const hash = hashOf(seq, prev, event);
    sealed.push({ seq, prev, ...event, hash });
    prev = hash;
  }
  return sealed;
}

/** Reads the head of the chain; seq 0 and an empty hash before the first event. */
export async function auditHead(redis: Redis, keys: Keys): Promise<AuditHead> {
  const [seq, hash] = await redis.hmget(keys.auditHead, 'seq', 'hash');
  return { seq: Number(seq ?? 0), hash: hash ?? '' };
}

/** Reads where the chain stands, all of it at one moment. */
export async function auditState(redis: Redis, keys: Keys): Promise<AuditState> {
  const answers = await redis
    .multi()
    .hmget(keys.auditHead, 'seq', 'hash', 'trimmedSeq', 'trimmedHash')
    .llen(keys.audit)
    .exec();
  const [[seq, hash, trimmedSeq, trimmedHash] = [], length = 0] = (answers ?? []).map(([, answer]) => answer) as [
    (string | null)[]?,
    number?,
  ];
  return {
    anchor: { seq: Number(trimmedSeq ?? 0), hash: trimmedHash ?? '' },
    head: { seq: Number(seq ?? 0), hash: hash ?? '' },
    length,
  };
}

/** Reads events from `from` (1 is the first) on, oldest first. What was trimmed is left out. */
export async function readAudit(redis: Redis, keys: Keys, from = 1, count = AUDIT_PAGE): Promise<SealedEvent[]> {
  for (;;) {
    const trimmed = await trimmedSeq(redis, keys);
    const start = Math.max(0, from - 1 - trimmed);
    const entries = await redis.lrange(keys.audit, start, start + count - 1);
    // A trim in between has moved every place.
    if ((await trimmedSeq(redis, keys)) === trimmed) return entries.map((entry) => JSON.parse(entry) as SealedEvent);
  }
}

/** The entries as they are stored, oldest first, read a page at a time; those that stood there at one moment. */
export async function* auditEntries(redis: Redis, keys: Keys, { length }: AuditState): AsyncGenerator<string> {
  for (let at = 0; at < length; at += AUDIT_PAGE) {
    const page = await redis.lrange(keys.audit, at, Math.min(at + AUDIT_PAGE, length) - 1);
    yield* page;
  }
}

const trimmedSeq = async (redis: Redis, keys: Keys) => Number((await redis.hget(keys.auditHead, 'trimmedSeq')) ?? 0);

function hashOf(seq: number, prev: string, { at, actor, action, subjects, detail }: AuditEvent): string {
  return createHash('sha256')
    .update(JSON.stringify([seq, prev, at, actor, action, subjects, detail]))
    .digest('hex');
}
