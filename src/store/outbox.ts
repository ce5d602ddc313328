import type { Redis } from 'ioredis';
import { z } from 'zod';
import { Effect } from '../domain/effects.ts';
import type { OutboxEffect } from './commit.ts';
import { createKeys } from './keys.ts';

const OutboxEntry = z.object({ id: z.string(), effect: Effect });

/**
 * Effects read from the outbox, oldest first. `unreadable` are the ids of entries that this version does not know, as
 * when a newer one has written them; `last` is the id to read on from.
 */
export type OutboxBatch = { items: { entry: string; item: OutboxEffect }[]; unreadable: string[]; last: string };

/** Where the outbox begins. */
export const OUTBOX_START = '0';

/** Reads effects that wait in the outbox after an id, for at most `blockMs`; `forget` takes delivered ones out. */
export function createOutbox(redis: Redis, installation: string) {
  const { outbox } = createKeys(installation);
  return {
    async next(after: string, count: number, blockMs: number): Promise<OutboxBatch> {
      const answer = await redis.xread('COUNT', count, 'BLOCK', blockMs, 'STREAMS', outbox, after);
      const batch: OutboxBatch = { items: [], unreadable: [], last: after };
      for (const [entry, fields] of answer?.[0]?.[1] ?? []) {
        const parsed = OutboxEntry.safeParse(readJson(fields[1]));
        if (parsed.success) batch.items.push({ entry, item: parsed.data });
        else batch.unreadable.push(entry);
        batch.last = entry;
      }
      return batch;
    },
    async forget(entries: readonly string[]): Promise<void> {
      if (entries.length > 0) await redis.xdel(outbox, ...entries);
    },
  };
}
export type Outbox = ReturnType<typeof createOutbox>;

function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}
