import type { WebClient } from '@slack/web-api';
import type { Config } from './config.ts';
import type { Logger } from './observability/log.ts';
import { type Identity, identify } from './slack/app.ts';
import { slackFault } from './slack/faults.ts';
import { hasDatabase, redisFaults, type Scripts } from './store/connection.ts';
import { INSTALLATION } from './store/keys.ts';
import { NO_DATABASE } from './store/no-database.ts';
import { keepOrganization, organizationFault, otherOrganization } from './store/organization.ts';

/** Why Grantdesk did not start: one sentence for each fault, with its remedy. */
export class StartError extends Error {
  readonly code = 'not_started';
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(`Grantdesk did not start:\n${faults.map((fault) => `  ${fault}`).join('\n')}`, options);
    this.name = 'StartError';
    this.faults = faults;
  }
}

/**
 * Sees that Redis and Slack can be reached, and that what is stored is about the organization of the environment. Throws
 * {@link StartError} with every fault; what is only unwise is logged.
 */
export async function checkSurroundings(
  { workiva }: Config,
  redis: Scripts,
  client: WebClient,
  log: Logger,
): Promise<Identity> {
  const [settings, identity] = await Promise.allSettled([redisFaults(redis), identify(client)]);
  const faults: string[] = [];
  if (settings.status === 'rejected')
    faults.push('Redis cannot be reached: check REDIS_URL, and that Redis is running.');
  else for (const fault of settings.value) log.warn(fault);
  const isUsable = settings.status === 'fulfilled' && (await hasDatabase(redis));
  if (settings.status === 'fulfilled' && !isUsable) faults.push(`REDIS_URL ${NO_DATABASE}`);
  if (isUsable && workiva.access === 'api') {
    await keepOrganization(redis, INSTALLATION, workiva.organizationId);
    const kept = await otherOrganization(redis, INSTALLATION, workiva.organizationId);
    if (kept !== undefined) faults.push(organizationFault(kept));
  }
  if (identity.status === 'fulfilled' && faults.length === 0) return identity.value;
  if (identity.status === 'rejected') faults.push(slackStartFault(identity.reason));
  throw new StartError(faults);
}

function slackStartFault(error: unknown): string {
  return (
    slackFault(error, '')?.sentence ?? 'Slack cannot be reached: check the network, and SLACK_API_URL if it is set.'
  );
}

/** Says why a port could not be listened on. Node names the port in its error. */
export function listenFault(error: unknown, { port, admin }: Config): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const isAdmin = 'port' in error && error.port === admin.port && admin.port !== port;
  if (error.code === 'EADDRNOTAVAIL' && isAdmin) {
    return 'ADMIN_HOST is not an address of this machine: give one of its own, as 127.0.0.1 or 0.0.0.0.';
  }
  if (error.code !== 'EADDRINUSE') return undefined;
  return isAdmin
    ? `Port ${admin.port} is taken: stop what listens there, or set ADMIN_PORT.`
    : `Port ${port} is taken: stop what listens there, or set PORT.`;
}
