import { Redis } from 'ioredis';
import type { AuditEvent } from '../../src/domain/effects.ts';
import type { AccessRequest } from '../../src/domain/records.ts';
import { type EmbeddedRedis, startEmbeddedRedis } from '../../src/playground/embedded-redis.ts';
import type { Change } from '../../src/store/commit.ts';
import { connectStore, type Scripts } from '../../src/store/connection.ts';
import { createKeys } from '../../src/store/keys.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { ANA, NOW, pending } from './domain-cases.ts';

/** A Redis with stores on it, each on a connection of its own as in a process of its own. */
export type StoreBench = {
  server: EmbeddedRedis;
  /** A store of an installation, by default the one of the present test. */
  open(): { store: Store; redis: Scripts };
  /** For looking, and for damaging things. */
  raw: Redis;
  keys: ReturnType<typeof createKeys>;
  installation: string;
  close(): Promise<void>;
};

let installations = 0;

export async function startBench(): Promise<StoreBench> {
  const server = await startEmbeddedRedis();
  const raw = new Redis(server.url);
  raw.on('error', () => undefined);
  const connections: Redis[] = [raw];
  installations += 1;
  const installation = `test-${installations}`;
  return {
    server,
    raw,
    installation,
    keys: createKeys(installation),
    open() {
      const redis = connectStore(server.url, () => undefined);
      connections.push(redis);
      return { redis, store: createStore(redis, installation) };
    },
    async close() {
      for (const connection of connections) connection.disconnect();
      await server.stop();
    },
  };
}

export function request(changes: Partial<AccessRequest> = {}): AccessRequest {
  return { ...pending().request, ...changes };
}

export function event(changes: Partial<AuditEvent> = {}): AuditEvent {
  return { at: NOW.toISOString(), actor: ANA, action: 'request.filed', subjects: ['REQ-7'], detail: {}, ...changes };
}

/** A change with nothing in it but what is given. */
export function change(parts: Partial<Change> = {}): Change {
  return { requests: [], grants: [], events: [], effects: [], claims: [], releases: [], ...parts };
}

/** Everything that is stored, to see that nothing was written. */
export async function everything(raw: Redis): Promise<Record<string, unknown>> {
  const keys = (await raw.keys('*')).sort();
  const entries = await Promise.all(
    keys.map(async (key) => [key, (await raw.dumpBuffer(key))?.toString('hex')] as const),
  );
  return Object.fromEntries(entries);
}
