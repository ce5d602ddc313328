import type { WebClient } from '@slack/web-api';
import type { Codes } from './codes/codes.ts';
import type { Config } from './config.ts';
import type { Clock } from './domain/clock.ts';
import type { ProvisionRetry } from './jobs/queues.ts';
import type { Running } from './jobs/running.ts';
import type { Logger } from './observability/log.ts';
import type { Metrics } from './observability/metrics.ts';
import type { PolicySource } from './policy/reload.ts';
import type { Directory } from './slack/directory.ts';
import type { Scripts } from './store/connection.ts';
import type { Store } from './store/store.ts';
import type { WorkivaClient } from './workiva/client.ts';
import type { Pace } from './workiva/pace.ts';

/** What tests and the playground set; production leaves all of it out. */
export type StartOptions = {
  clock?: Clock;
  log?: Logger;
  /** How long, in ms, a job may go without a sign of life before another worker takes it over. */
  lockMs?: number;
  /** How long, in ms, a Slack channel rests after each message. */
  slotMs?: number;
  /** How often a provisioning step is tried before a person has to act, and how soon. */
  provisionRetry?: ProvisionRetry;
  /** How to let time pass between two looks at long work in Workiva. */
  operationWait?: (ms: number) => Promise<void>;
  /** The pace of calls to Workiva. Default: one that all processes share through Redis. */
  workivaPace?: Pace;
  /** How long, in ms, running work may take to finish when Grantdesk is stopped. */
  drainMs?: number;
  /** How often, in ms, Workiva's activity log is read on. Default: every 10 minutes. */
  activityEveryMs?: number;
  /** How often, in ms, the policy file is looked at; 0 for never. */
  policyPollMs?: number;
};

/** What the parts are made from. */
export type Parts = {
  config: Config;
  policySource: PolicySource;
  redis: Scripts;
  store: Store;
  client: WebClient;
  directory: Directory;
  codes: Codes;
  /** Without it every step is an admin task. */
  workiva: WorkivaClient | undefined;
  clock: Clock;
  metrics: Metrics;
  log: Logger;
  options: StartOptions;
};

/** What is running, in the order of stopping: all that works first, connections last. */
export type Stages = { work: Running[]; queues: Running[]; connections: Running[] };
