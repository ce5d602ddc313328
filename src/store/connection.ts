import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';

/** The scripts of store/lua as methods: keys first, then arguments. */
export type Scripts = Redis & {
  commitChange(keyCount: number, ...keysAndArguments: string[]): Promise<[number, ...(string | number)[]]>;
  saveActivity(place: string, lastUses: string, told: string, read: string, page: string): Promise<0 | 1>;
  reserveSlot(key: string, now: number, length: number, reserve: 0 | 1): Promise<number>;
  paceWorkiva(pace: string, turns: string, ...values: (string | number)[]): Promise<[number, number, number]>;
};

const script = (name: string) => readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8');

const reconnectAfter = (attempt: number) => Math.min(50 * 2 ** attempt, 2_000);

/**
 * Connects to Redis for the store. A command fails within two seconds while Redis is away, because somebody waits for
 * the answer. `onError` hears of connection faults; ioredis reconnects by itself.
 */
export function connectStore(url: string, onError: (error: Error) => void): Scripts {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, commandTimeout: 2_000, retryStrategy: reconnectAfter });
  redis.on('error', onError);
  redis.defineCommand('commitChange', { lua: script('commit') });
  redis.defineCommand('saveActivity', { lua: script('save-activity'), numberOfKeys: 4 });
  redis.defineCommand('reserveSlot', { lua: script('reserve-slot'), numberOfKeys: 1 });
  redis.defineCommand('paceWorkiva', { lua: script('workiva-pace'), numberOfKeys: 2 });
  return redis as Scripts;
}

/** Connects for reads that block, and for workers: a command waits until Redis is back. */
export function connectWaiting(url: string, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: reconnectAfter });
  redis.on('error', onError);
  return redis;
}

/** Connects for adding jobs: an add fails at once while Redis is away, and is tried again by who adds. */
export async function connectProducer(url: string, onError: (error: Error) => void): Promise<Redis> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    retryStrategy: reconnectAfter,
  });
  redis.on('error', onError);
  await redis.connect();
  return redis;
}

/** Whether Redis has the database of its address. ioredis would only say so in passing, and go on in the first one. */
export async function hasDatabase(redis: Redis): Promise<boolean> {
  const { db = 0 } = redis.options;
  try {
    if (db !== 0) await redis.select(db);
    return true;
  } catch (error) {
    if (error instanceof Error && /^ERR .*(DB index|SELECT)/.test(error.message)) return false;
    throw error;
  }
}

/** Says what of Redis's settings would lose data, each in one sentence with its remedy. Empty when all is well. */
export async function redisFaults(redis: Redis): Promise<string[]> {
  const info = `${await redis.info('persistence')}\n${await redis.info('memory')}`;
  const faults: string[] = [];
  if (!/^aof_enabled:1/m.test(info)) {
    faults.push('Redis runs without AOF, so a crash loses decisions: start it with --appendonly yes.');
  }
  if (!/^maxmemory_policy:noeviction/m.test(info)) {
    faults.push('Redis may evict records when memory is short: set maxmemory-policy to noeviction.');
  }
  return faults;
}
