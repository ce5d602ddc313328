import { startAdmin } from './admin.ts';
import { createCodes } from './codes/codes.ts';
import type { Config } from './config.ts';
import { type Clock, systemClock } from './domain/clock.ts';
import { followPolicy } from './follow-policy.ts';
import type { Running } from './jobs/running.ts';
import { healthRoutes, startHealthServer } from './observability/health.ts';
import { createLogger, type Logger } from './observability/log.ts';
import { createMetrics, type Metrics } from './observability/metrics.ts';
import type { Parts, Stages, StartOptions } from './parts.ts';
import { loadPolicy } from './policy/load.ts';
import { POLL_MS } from './policy/reload.ts';
import { removesUsers } from './policy/schema.ts';
import { createAdminNotice } from './slack/alerts.ts';
import { createSlackApp, createWebClient, type Identity } from './slack/app.ts';
import { createDirectory } from './slack/directory.ts';
import type { Foresee } from './slack/use-cases/parts.ts';
import { checkSurroundings, listenFault, StartError } from './start-faults.ts';
import { connectStore, type Scripts } from './store/connection.ts';
import { INSTALLATION } from './store/keys.ts';
import { grantsNeeding } from './store/needing.ts';
import { createStore, type Store } from './store/store.ts';
import { createWorkivaPace } from './store/workiva-pace.ts';
import { startWorkers } from './workers.ts';
import { createWorkivaClient } from './workiva/client.ts';
import { foresee } from './workiva/foresee.ts';
import { grantsByAdmin } from './workiva/grant-gateway.ts';
import { homeFault } from './workiva/screens.ts';
import { createWorkspaceRoles, noWorkspaceRoles, type WorkspaceRoles } from './workiva/workspace-roles.ts';

/** How long, in ms, running work may take to finish after the signal to stop; what lasts longer goes back to its queue. */
const DRAIN_MS = 8_000;

type Listening = Running & { port: number };

/** Grantdesk at work. `port` is where it listens, `adminPort` where operators look at it. */
export type Grantdesk = Listening & {
  adminPort: number;
  /** Takes the policy file as it is now; when it cannot be used, the policy in force stays. */
  reloadPolicy(): Promise<void>;
};

/** Starts what the role asks for. Throws {@link StartError} or PolicyError with every fault it found. */
export async function startGrantdesk(config: Config, options: StartOptions = {}): Promise<Grantdesk> {
  const { clock = systemClock, log = createLogger(config.logLevel), drainMs = DRAIN_MS } = options;
  const { policyPollMs: pollMs = POLL_MS } = options;
  const loaded = loadPolicy(config.policyPath);
  const redis = connectStore(config.redisUrl, (err) => log.warn({ err }, 'The connection to Redis has a fault'));
  const metrics = createMetrics();
  const client = createWebClient({ ...config.slack, observe: metrics.slackCalled }, log);
  const stages: Stages = { work: [], queues: [], connections: [{ stop: async () => redis.disconnect() }] };
  const stop = () => stopAll([stages.work, stages.queues, stages.connections], drainMs);
  try {
    const identity = await checkSurroundings(config, redis, client, log);
    const admin = await startAdmin({ config, redis, metrics, log });
    stages.queues.push(admin);
    const store = countingSealed(createStore(redis, INSTALLATION), metrics);
    const directory = createDirectory({ client, clock, teamId: identity.teamId, log });
    const codes = createCodes(redis, INSTALLATION, config.codesKey, clock);
    const own = { client, directory, codes, store, metrics, log };
    const policySource = followPolicy({ path: config.policyPath, loaded, pollMs, ...own });
    stages.work.push(policySource);
    const workiva = workivaClient(config, redis, metrics, { ...options, clock, log });
    const parts: Parts = { ...own, config, policySource, redis, workiva, clock, options };
    if (config.role !== 'app') await startWorkers(parts, stages);
    const front = await startFront(parts, identity);
    stages.work.push(front);
    const homeless = homeFault(config.workiva);
    if (homeless !== undefined) log.warn(homeless);
    log.info({ port: front.port, adminPort: admin.port, role: config.role }, 'Grantdesk is ready');
    let stopped: Promise<void> | undefined;
    return {
      port: front.port,
      adminPort: admin.port,
      reloadPolicy: policySource.reload,
      stop() {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (error) {
    await stop();
    const fault = listenFault(error, config);
    throw fault === undefined ? error : new StartError([fault]);
  }
}

function workivaClient(
  { workiva }: Config,
  redis: Scripts,
  { workivaCalled: onRequest }: Metrics,
  { operationWait: wait, workivaPace, clock, log }: StartOptions & { clock: Clock; log: Logger },
) {
  if (workiva.access === 'none') return undefined;
  const shared = createWorkivaPace(redis, INSTALLATION, {
    perSecond: workiva.perSecond,
    onSlower: (perSecond, afterMs) => log.warn({ perSecond, afterMs }, 'Workiva asks to slow down, and all calls do'),
  });
  const pace = workivaPace ?? shared;
  return createWorkivaClient({ ...workiva, pace, clock, onRequest, ...(wait === undefined ? {} : { wait }) });
}

/** Each commit that is written has sealed its audit events. */
function countingSealed(store: Store, metrics: Metrics): Store {
  return {
    ...store,
    async commit(change) {
      await store.commit(change);
      for (const { action } of change.events) metrics.auditSealed(action);
    },
  };
}

/** Starts what listens: Slack's requests, unless this process only works off jobs, and the health checks. */
async function startFront(
  { config, policySource, store, client, directory, codes, workiva, clock, metrics, log }: Parts,
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

  const app = createSlackApp({ ...config.slack, observe: metrics.slackCalled }, identity, health, {
    store,
    policy: policySource.current,
    directory,
    clock,
    log,
    codes,
    tellAdmins: createAdminNotice({ client, policy: () => policySource.current().policy, memory: store }),
    workspaceRoles: workspaceRoles(workiva, clock, log),
    foresee: foreseeFor({ store, workiva, policySource }),
  });
  const listening = await app.start(config.port);
  return {
    port: server?.port ?? portOf(listening, config.port),
    async stop() {
      await Promise.all([app.stop(), server?.stop()]);
    },
  };
}

/** Looks ahead with what is stored now. */
function foreseeFor({ store, workiva, policySource }: Pick<Parts, 'store' | 'workiva' | 'policySource'>): Foresee {
  return async (request) => {
    const ofUser = await grantsNeeding(request.terms.user.username, store);
    const removeUser = () => removesUsers(policySource.current().policy);
    return foresee(request, { workiva, grants: grantsByAdmin, ofUser, removeUser });
  };
}

function workspaceRoles(workiva: Parts['workiva'], clock: Clock, log: Logger): WorkspaceRoles {
  if (!workiva) return noWorkspaceRoles;
  const onFailure = (err: unknown, workspace: string) =>
    log.warn(
      { err, workspace },
      'The roles of a workspace could not be learned from Workiva: what is known is offered',
    );
  return createWorkspaceRoles({ workiva, clock, onFailure });
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
