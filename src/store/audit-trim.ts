import type { AuditEvent } from '../domain/effects.ts';
import type { SealedEvent } from './audit.ts';
import { TRAIL, TRIMMED } from './audit-link.ts';
import type { Scripts } from './connection.ts';
import type { Keys } from './keys.ts';
import type { Store } from './store.ts';

/** Who trims, when, and where the events that go can be found from then on. */
export type Trim = { last: SealedEvent; by: string; now: Date; detail: AuditEvent['detail'] };

/**
 * Takes away the events up to one, and writes in the same step the event that tells of it. From then on the chain begins
 * after the last that went. Export and verify it first: nothing brings it back.
 */
export async function trimAudit(store: Store, { last: { seq, hash }, by, now, detail }: Trim): Promise<void> {
  const event = {
    at: now.toISOString(),
    actor: by,
    action: TRIMMED,
    subjects: [TRAIL],
    detail: { seq, hash, ...detail },
  };
  await store.commit({
    requests: [],
    grants: [],
    events: [event],
    effects: [],
    claims: [],
    releases: [],
    trim: { seq, hash },
  });
}

/** Takes the events that went out of the index of these subjects. It may be done again, and may be left undone. */
export async function forgetTrimmed(
  redis: Scripts,
  keys: Keys,
  subjects: Iterable<string>,
  seq: number,
): Promise<void> {
  await Promise.all([...subjects].map((subject) => redis.zremrangebyscore(keys.auditOf(subject), '-inf', seq)));
}
