import { readStoreConfig, type StoreConfig } from '../config.ts';
import { connectStore, hasDatabase, type Scripts } from '../store/connection.ts';
import { createKeys, type Keys } from '../store/keys.ts';
import { NO_DATABASE } from '../store/no-database.ts';
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
      throw new UnusableError([unreachable(fault ?? cause)], { cause });
    });
    if (!(await hasDatabase(redis))) throw new UnusableError([`REDIS_URL ${NO_DATABASE}`]);
    return await act({ config, redis, keys: createKeys(installation), store: createStore(redis, installation) });
  } finally {
    redis.disconnect();
  }
}

/** A name that stands for several addresses fails at each of them, with no word of its own. None of the words holds a password. */
function unreachable(fault: unknown): string {
  const [first] = fault instanceof AggregateError ? fault.errors : [fault];
  const why = first instanceof Error && first.message !== '' ? first.message : 'no answer';
  if (/\b(NOAUTH|WRONGPASS|NOPERM)\b/.test(why)) {
    return `Redis refuses the user or password of REDIS_URL (${why.replace(/\.$/, '')}). Correct them there.`;
  }
  return `Redis cannot be reached: check REDIS_URL, and that Redis is running (${why.replace(/\.$/, '')}).`;
}
