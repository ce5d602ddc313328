import type { Scripts } from './connection.ts';
import { createKeys } from './keys.ts';

/**
 * Answers the Workiva organization that the records of an installation are about, where it is another: in that one
 * nothing would be found of what is recorded, and what is not found counts as taken away.
 */
export async function otherOrganization(
  redis: Scripts,
  installation: string,
  organization: string,
): Promise<string | undefined> {
  const kept = await redis.get(createKeys(installation).organization);
  return kept === null || kept === organization.toLowerCase() ? undefined : kept;
}

/** Keeps which organization the records are about. While there are none, another may take its place. */
export async function keepOrganization(redis: Scripts, installation: string, organization: string): Promise<void> {
  const keys = createKeys(installation);
  const isEmpty = (await redis.exists(keys.counter('request'))) === 0;
  if (isEmpty) await redis.set(keys.organization, organization.toLowerCase());
  else await redis.set(keys.organization, organization.toLowerCase(), 'NX');
}

/** Says it to whoever has set the environment. */
export const organizationFault = (kept: string): string =>
  `WORKIVA_ORGANIZATION_ID is not ${kept}, which everything stored in this Redis is about. Give that one, or use a Redis of its own.`;
