import { readStoreConfig, type StoreConfig } from '../config.ts';
import { connectStore, type Scripts } from '../store/connection.ts';
import { createKeys, type Keys } from '../store/keys.ts';
import { createStore, type Store } from '../store/store.ts';
import type { StoreIo } from './io.ts';
import { UnusableError } from './run-with.ts';

/** What a command works with that reads or changes what is stored. */
export type Opened = { config: StoreConfig; redis: Scripts; keys: Keys; store: Store };

/** Connects to the Redis of the environment for as long as a command needs it. Throws UnusableError when it is away. */
export async function withRedis<T>(
  { env, installation }: Pick<StoreIo, 'env' | 'installation'>,
  act: (opened: Opened) => Promise<T>,
): Promise<T> {
  const config = readStoreConfig(env);
  let fault: Error | undefined;
  const redis = connectStore(config.redisUrl, (error) => {
    fault = error;
  });
  try {
    await redis.ping().catch((cause: unknown) => {
      const why = `Redis cannot be reached: check REDIS_URL, and that Redis is running (${fault?.message}).`;
      throw new UnusableError([why], { cause });
    });
    return await act({ config, redis, keys: createKeys(installation), store: createStore(redis, installation) });
  } finally {
    redis.disconnect();
  }
}
