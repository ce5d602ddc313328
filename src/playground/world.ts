import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';
import { createLogger, type Logger } from '../observability/log.ts';
import type { StartOptions } from '../parts.ts';
import { type Grantdesk, startGrantdesk } from '../start.ts';
import { type EmbeddedRedis, startEmbeddedRedis } from './embedded-redis.ts';
import { readManifest } from './manifest.ts';
import { createMovableClock, type MovableClock } from './movable-clock.ts';
import {
  SEED_CHANNELS,
  SEED_PEOPLE,
  SEED_USER_GROUPS,
  SEED_WORKIVA_USERS,
  SEED_WORKSPACES,
  WORKIVA_ADMINS,
} from './seed.ts';
import { type SlackStandIn, type SlackStandInOptions, startSlackStandIn } from './slack/stand-in.ts';
import { startWorkivaStandIn, type WorkivaStandIn } from './workiva/stand-in.ts';
import type { WorkivaStandInOptions } from './workiva/types.ts';

const POLICY = fileURLToPath(new URL('../../policy.yml', import.meta.url));

export type WorldOptions = {
  /** The policy file. Default: the example of this repository. */
  policyPath?: string;
  /** Whether Grantdesk has a client of its own in Workiva. Default true. */
  workivaAccess?: boolean;
  sweepEveryMs?: number;
  /** Default: a clock of its own. */
  clock?: MovableClock;
  /** What the first Grantdesk does. Default: all of it. */
  role?: Config['role'];
  /** Whether Grantdesk holds to the rates of Slack, which insists on them, and to its pace in Workiva. Default true; tests do without. */
  paced?: boolean;
  log?: Logger;
  slack?: Partial<SlackStandInOptions>;
  workiva?: Partial<WorkivaStandInOptions>;
};

/** Slack and Workiva as stand-ins, a Redis of one's own, a clock that can be moved, and the real Grantdesk between them. */
export type World = {
  redis: EmbeddedRedis;
  slack: SlackStandIn;
  workiva: WorkivaStandIn;
  clock: MovableClock;
  /** The configuration of the first Grantdesk, as the environment would give it. */
  config: Config;
  grantdesk: Grantdesk;
  /** Starts another Grantdesk on the same Redis. It is stopped with the world. */
  startAnother(changes?: Partial<Config>, options?: StartOptions): Promise<Grantdesk>;
  stop(): Promise<void>;
};

/** Starts all of it. Every start is a world of its own. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { log = createLogger('silent'), workivaAccess = true, paced = true } = options;
  const clock = options.clock ?? createMovableClock();
  const access = { botToken: `xoxb-${randomUUID()}`, signingSecret: randomUUID() };
  const client = { organizationId: randomUUID(), clientId: 'grantdesk-client', clientSecret: randomUUID() };
  const [redis, slack, workiva] = await Promise.all([
    startEmbeddedRedis({ persistent: true }),
    startSlackStandIn({
      ...access,
      people: SEED_PEOPLE,
      channels: SEED_CHANNELS,
      userGroups: SEED_USER_GROUPS,
      enforceRates: paced,
      botScopes: readManifest().botScopes,
      ...options.slack,
    }),
    startWorkivaStandIn({
      ...client,
      clock,
      workspaces: SEED_WORKSPACES,
      users: SEED_WORKIVA_USERS,
      admins: [...WORKIVA_ADMINS],
      ...options.workiva,
    }),
  ]);
  const config: Config = {
    slack: { ...access, appToken: options.slack?.appToken, apiUrl: slack.apiUrl },
    port: 0,
    redisUrl: redis.url,
    workiva: workivaAccess
      ? { access: 'api', apiUrl: workiva.apiUrl, appUrl: workiva.apiUrl, ...client, perSecond: paced ? 10 : 100 }
      : { access: 'none', apiUrl: workiva.apiUrl, appUrl: workiva.apiUrl },
    policyPath: options.policyPath ?? POLICY,
    role: options.role ?? 'all',
    logLevel: 'silent',
    admin: { port: 0, host: '127.0.0.1' },
    sweepEveryMs: options.sweepEveryMs ?? 300,
  };

  const running: Grantdesk[] = [];
  const startAnother = async (changes: Partial<Config> = {}, more: StartOptions = {}) => {
    const started = await startGrantdesk(
      { ...config, ...changes },
      { clock, log, ...(paced ? {} : { slotMs: 1 }), ...more },
    );
    running.push(started);
    return started;
  };
  const grantdesk = await startAnother();
  slack.connect(`http://127.0.0.1:${grantdesk.port}/slack/events`);
  return {
    redis,
    slack,
    workiva,
    clock,
    config,
    grantdesk,
    startAnother,
    async stop() {
      await Promise.all(running.map((one) => one.stop()));
      await Promise.all([slack.stop(), workiva.stop(), redis.stop()]);
    },
  };
}
