import { readWorkivaConfig } from '../config.ts';
import { createWorkivaPace } from '../store/workiva-pace.ts';
import { createWorkivaClient, type WorkivaClient } from '../workiva/client.ts';
import type { StoreIo } from './io.ts';
import type { Opened } from './with-redis.ts';

/**
 * A client of the environment's access to Workiva; nothing where there is none. It shares the pace of the installation,
 * so that a command takes nothing from what is being provisioned.
 *
 * @throws ConfigError
 */
export function workivaOf(
  { env, installation, clock }: Pick<StoreIo, 'env' | 'installation' | 'clock'>,
  { redis }: Pick<Opened, 'redis'>,
): WorkivaClient | undefined {
  const access = readWorkivaConfig(env);
  if (access.access === 'none') return undefined;
  const pace = createWorkivaPace(redis, installation, { perSecond: access.perSecond });
  return createWorkivaClient({ ...access, pace, clock });
}
