import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { AuditEvent } from '../domain/effects.ts';
import type { Keys } from './keys.ts';

const PAGE = 1_000;

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
export async function readAudit(redis: Redis, keys: Keys, from = 1, count = PAGE): Promise<SealedEvent[]> {
  const entries = await redis.lrange(keys.audit, from - 1, from - 2 + count);
  return entries.map((entry) => JSON.parse(entry) as SealedEvent);
}

/**
 * Recomputes the chain as it stands now. Answers how many events were sound, and the number of the first that is not.
 * Length and head are read at one moment, so that events that are being written meanwhile do not look like a fault.
 */
export async function verifyAudit(redis: Redis, keys: Keys): Promise<{ sound: number; brokenAt?: number }> {
  const answers = await redis.multi().llen(keys.audit).hmget(keys.auditHead, 'seq', 'hash').exec();
  const [length = 0, [seq, hash] = []] = (answers ?? []).map(([, answer]) => answer) as [number, (string | null)[]];
  let sound: AuditHead = { seq: 0, hash: '' };
  while (sound.seq < length) {
    const page = await redis.lrange(keys.audit, sound.seq, Math.min(sound.seq + PAGE, length) - 1);
    for (const entry of page) {
      const next = followerOf(sound, entry);
      if (!next) return { sound: sound.seq, brokenAt: sound.seq + 1 };
      sound = next;
    }
    if (page.length === 0) break;
  }
  const whole = Number(seq ?? 0) === sound.seq && (hash ?? '') === sound.hash;
  return whole ? { sound: sound.seq } : { sound: sound.seq, brokenAt: sound.seq + 1 };
}

/** The head after one more entry, or nothing when the entry is not the one that was sealed there. */
function followerOf({ seq, hash }: AuditHead, entry: string): AuditHead | undefined {
  const event = parsed(entry);
  if (!event) return undefined;
  const [sealed] = seal({ seq, hash }, [event]);
  return sealed && JSON.stringify(sealed) === entry ? sealed : undefined;
}

function parsed(entry: string): AuditEvent | undefined {
  try {
    const { seq: _seq, prev: _prev, hash: _hash, ...event } = JSON.parse(entry) as SealedEvent;
    return event;
  } catch {
    return undefined;
  }
}

function hashOf(seq: number, prev: string, { at, actor, action, subjects, detail }: AuditEvent): string {
  return createHash('sha256')
    .update(JSON.stringify([seq, prev, at, actor, action, subjects, detail]))
    .digest('hex');
}
