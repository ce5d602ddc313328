import { readStoreConfig } from '../config.ts';
import { connectStore, type Scripts } from '../store/connection.ts';
import { createKeys, type Keys } from '../store/keys.ts';
import { createStore, type Store } from '../store/store.ts';
import type { CliIo } from './io.ts';
import { UnusableError } from './policy-io.ts';

/** What a command works with that reads or changes what is stored. */
export type Opened = { redis: Scripts; keys: Keys; store: Store };

/** Connects to the Redis of the environment for as long as a command needs it. Throws UnusableError when it is away. */
export async function withRedis<T>(
  io: CliIo & { installation: string },
  act: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { redisUrl } = readStoreConfig(io.env);
  let fault: Error | undefined;
  const redis = connectStore(redisUrl, (error) => {
    fault = error;
  });
  try {
    await redis.ping().catch((cause: unknown) => {
      const why = `Redis cannot be reached: check REDIS_URL, and that Redis is running (${fault?.message}).`;
      throw new UnusableError([why], { cause });
    });
    return await act({ redis, keys: createKeys(io.installation), store: createStore(redis, io.installation) });
  } finally {
    redis.disconnect();
  }
}
