import type { Redis } from 'ioredis';
import { z } from 'zod';
import { Effect } from '../domain/effects.ts';
import type { OutboxEffect } from './commit.ts';
import { createKeys } from './keys.ts';

const OutboxEntry = z.object({ id: z.string(), effect: Effect });

/** Reads effects that wait in the outbox, oldest first, for at most `blockMs`; `forget` takes delivered ones out. */
export function createOutbox(redis: Redis, installation: string) {
  const { outbox } = createKeys(installation);
  return {
    async next(count: number, blockMs: number): Promise<{ entry: string; item: OutboxEffect }[]> {
      const answer = await redis.xread('COUNT', count, 'BLOCK', blockMs, 'STREAMS', outbox, '0');
      const entries = answer?.[0]?.[1] ?? [];
      return entries.map(([entry, fields]) => ({ entry, item: OutboxEntry.parse(JSON.parse(fields[1] ?? 'null')) }));
    },
    forget: (entries: readonly string[]) => redis.xdel(outbox, ...entries),
  };
}
export type Outbox = ReturnType<typeof createOutbox>;
