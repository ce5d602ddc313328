import type { WebClient } from '@slack/web-api';
import { createCodes } from './codes/codes.ts';
import type { Config } from './config.ts';
import { type Clock, systemClock } from './domain/clock.ts';
import { followPolicy } from './follow-policy.ts';
import type { Running } from './jobs/running.ts';
import { healthRoutes, startHealthServer } from './observability/health.ts';
import { createLogger, type Logger } from './observability/log.ts';
import type { Parts, Stages, StartOptions } from './parts.ts';
import { loadPolicy } from './policy/load.ts';
import { POLL_MS } from './policy/reload.ts';
import { createAdminNotice } from './slack/alerts.ts';
import { createSlackApp, createWebClient, type Identity, identify } from './slack/app.ts';
import { createDirectory } from './slack/directory.ts';
import { slackFault } from './slack/faults.ts';
import { connectStore, redisFaults } from './store/connection.ts';
import { INSTALLATION } from './store/keys.ts';
import { createStore } from './store/store.ts';
import { startWorkers } from './workers.ts';
import { createWorkivaClient } from './workiva/client.ts';

/** How long, in ms, running work may take to finish after the signal to stop; what lasts longer goes back to its queue. */
const DRAIN_MS = 8_000;

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

type Listening = Running & { port: number };

/** Grantdesk at work. `port` is where it listens. */
export type Grantdesk = Listening & {
  /** Takes the policy file as it is now; when it cannot be used, the policy in force stays. */
  reloadPolicy(): Promise<void>;
};

/** Starts what the role asks for. Throws {@link StartError} or PolicyError with every fault it found. */
export async function startGrantdesk(config: Config, options: StartOptions = {}): Promise<Grantdesk> {
  const { clock = systemClock, log = createLogger(config.logLevel), drainMs = DRAIN_MS } = options;
  const { policyPollMs: pollMs = POLL_MS } = options;
  const loaded = loadPolicy(config.policyPath);
  const redis = connectStore(config.redisUrl, (err) => log.warn({ err }, 'The connection to Redis has a fault'));
  const client = createWebClient(config.slack, log);
  const stages: Stages = { work: [], queues: [], connections: [{ stop: async () => redis.disconnect() }] };
  const stop = () => stopAll([stages.work, stages.queues, stages.connections], drainMs);
  try {
    const identity = await checkSurroundings(redis, client, log);
    const store = createStore(redis, INSTALLATION);
    const directory = createDirectory({ client, clock, teamId: identity.teamId, log });
    const policySource = followPolicy({ path: config.policyPath, loaded, pollMs, client, directory, store, log });
    stages.work.push(policySource);
    const workiva = workivaClient(config, options, clock);
    const parts: Parts = { config, policySource, redis, store, client, directory, workiva, clock, log, options };
    if (config.role !== 'app') await startWorkers(parts, stages);
    const front = await startFront(parts, identity);
    stages.work.push(front);
    log.info({ port: front.port, role: config.role }, 'Grantdesk is ready');
    let stopped: Promise<void> | undefined;
    return {
      port: front.port,
      reloadPolicy: policySource.reload,
      stop() {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (error) {
    await stop();
    throw portTaken(error)
      ? new StartError([`Port ${config.port} is taken: stop what listens there, or set PORT.`])
      : error;
  }
}

function workivaClient({ workiva }: Config, { operationWait: wait }: StartOptions, clock: Clock) {
  if (workiva.access === 'none') return undefined;
  return createWorkivaClient({ ...workiva, clock, ...(wait === undefined ? {} : { wait }) });
}

const portTaken = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';

async function checkSurroundings(
  redis: ReturnType<typeof connectStore>,
  client: WebClient,
  log: Logger,
): Promise<Identity> {
  const [settings, identity] = await Promise.allSettled([redisFaults(redis), identify(client)]);
  const faults: string[] = [];
  if (settings.status === 'rejected')
    faults.push('Redis cannot be reached: check REDIS_URL, and that Redis is running.');
  else for (const fault of settings.value) log.warn(fault);
  if (identity.status === 'fulfilled' && faults.length === 0) return identity.value;
  if (identity.status === 'rejected') faults.push(slackStartFault(identity.reason));
  throw new StartError(faults);
}

function slackStartFault(error: unknown): string {
  return (
    slackFault(error, '')?.sentence ?? 'Slack cannot be reached: check the network, and SLACK_API_URL if it is set.'
  );
}

/** Starts what listens: Slack's requests, unless this process only works off jobs, and the health checks. */
async function startFront(
  { config, policySource, store, redis, client, directory, clock, log }: Parts,
  identity: Identity,
): Promise<Listening> {
  const health = healthRoutes([
    {
      name: 'redis',
      check: () =>
        store.ping().then(
          () => undefined,
          () => 'Redis cannot be reached.',
        ),
    },
  ]);
  const overHttp = config.role !== 'worker' && config.slack.appToken === undefined;
  const server = overHttp ? undefined : await startHealthServer(config.port, health);
  if (config.role === 'worker' && server) return server;

  const app = createSlackApp(config.slack, identity, health, {
    store,
    policy: policySource.current,
    directory,
    clock,
    log,
    codes: createCodes(redis, INSTALLATION, config.codesKey, clock),
    tellAdmins: createAdminNotice({ client, policy: () => policySource.current().policy, firstTime: store.firstTime }),
  });
  const listening = await app.start(config.port);
  return {
    port: server?.port ?? portOf(listening, config.port),
    async stop() {
      await Promise.all([app.stop(), server?.stop()]);
    },
  };
}

function portOf(server: unknown, fallback: number): number {
  const address =
    typeof server === 'object' && server !== null && 'address' in server
      ? (server.address as () => unknown)()
      : undefined;
  return typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : fallback;
}

/**
 * Stops stage after stage, the parts of each at once, so that none begins something new while another finishes. When
 * that takes too long, goes on, so that the process can end. Throws what went wrong once everything has been told.
 */
async function stopAll(stages: readonly (readonly Running[])[], drainMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<[]>((resolve) => {
    timer = setTimeout(resolve, drainMs, []);
  });
  const faults: unknown[] = [];
  for (const stage of stages) {
    const outcomes = await Promise.race([Promise.allSettled(stage.map((part) => part.stop())), late]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') faults.push(outcome.reason);
  }
  clearTimeout(timer);
  if (faults.length > 0) throw new AggregateError(faults, 'Something did not stop as it should');
}
