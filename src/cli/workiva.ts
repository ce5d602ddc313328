import { readWorkivaConfig } from '../config.ts';
import { organizationFault, otherOrganization } from '../store/organization.ts';
import { createWorkivaPace } from '../store/workiva-pace.ts';
import { createWorkivaClient, type WorkivaClient } from '../workiva/client.ts';
import type { StoreIo } from './io.ts';
import { UnusableError } from './run-with.ts';
import type { Opened } from './with-redis.ts';

/**
 * A client of the environment's access to Workiva; nothing where there is none. It shares the pace of the installation,
 * so that a command takes nothing from what is being provisioned.
 *
 * @throws ConfigError, or UnusableError where what is stored is about another organization
 */
export async function workivaOf(
  { env, installation, clock }: Pick<StoreIo, 'env' | 'installation' | 'clock'>,
  { redis }: Pick<Opened, 'redis'>,
): Promise<WorkivaClient | undefined> {
  const access = readWorkivaConfig(env);
  if (access.access === 'none') return undefined;
  const kept = await otherOrganization(redis, installation, access.organizationId);
  if (kept !== undefined) throw new UnusableError([organizationFault(kept)]);
  const pace = createWorkivaPace(redis, installation, { perSecond: access.perSecond });
  return createWorkivaClient({ ...access, pace, clock });
}
