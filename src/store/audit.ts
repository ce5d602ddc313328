import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { AuditEvent } from '../domain/effects.ts';
import type { Keys } from './keys.ts';

export type AuditHead = { seq: number; hash: string };
/** An audit event with its place in the chain. `hash` is SHA-256 (hex) over seq, the previous hash and the event. */
export type SealedEvent = AuditEvent & AuditHead & { prev: string };

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

/** Reads events from `from` (1 is the first) on, oldest first. */
export async function readAudit(redis: Redis, keys: Keys, from = 1, count = 1_000): Promise<SealedEvent[]> {
  const entries = await redis.lrange(keys.audit, from - 1, from - 2 + count);
  return entries.map((entry) => JSON.parse(entry) as SealedEvent);
}

/** Recomputes the chain. Answers how many events were sound, and the number of the first that is not. */
export async function verifyAudit(redis: Redis, keys: Keys): Promise<{ sound: number; brokenAt?: number }> {
  let prev = '';
  let seq = 0;
  for (;;) {
    const page = await readAudit(redis, keys, seq + 1);
    if (page.length === 0) break;
    for (const { seq: written, prev: before, hash, ...event } of page) {
      if (written !== seq + 1 || before !== prev || hash !== hashOf(written, before, event))
        return { sound: seq, brokenAt: seq + 1 };
      seq = written;
      prev = hash;
    }
  }
  const head = await auditHead(redis, keys);
  return head.seq === seq && head.hash === prev ? { sound: seq } : { sound: seq, brokenAt: seq + 1 };
}

function hashOf(seq: number, prev: string, { at, actor, action, subjects, detail }: AuditEvent): string {
  return createHash('sha256')
    .update(JSON.stringify([seq, prev, at, actor, action, subjects, detail]))
    .digest('hex');
}
