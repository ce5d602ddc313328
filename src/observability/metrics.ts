import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** `delayed`: put off, as Slack or the pace wanted; `retried`: failed, with a try left; `failed`: given up. */
export type JobOutcome = 'done' | 'delayed' | 'retried' | 'failed';

/** `refused`: answered, but not with what was asked for. */
export type CallOutcome = 'ok' | 'refused' | 'rate_limited' | 'server_error' | 'unreachable';

/** One call of another system. `endpoint` names the kind of call, with no id in it. */
export type ObservedCall = { endpoint: string; outcome: CallOutcome; seconds: number };

/** What is stored, as it is counted when somebody looks. */
export type StoredFacts = {
  /** How many jobs each queue has in each state. */
  queues: Readonly<Record<string, Readonly<Record<string, number>>>>;
  outbox: { length: number; oldestSeconds: number };
  requests: Readonly<Record<string, number>>;
  grants: Readonly<Record<string, number>>;
};

/**
 * What Grantdesk measures of itself. Labels never name a record, a person or a client: what they can be is known
 * beforehand.
 */
export type Metrics = {
  jobEnded(queue: string, outcome: JobOutcome, seconds: number): void;
  slackCalled(call: ObservedCall): void;
  workivaCalled(call: ObservedCall): void;
  auditSealed(action: string): void;
  policyRead(outcome: 'taken' | 'same' | 'refused'): void;
  /** How many differences from Workiva the last look has found. */
  driftFound(count: number): void;
  /** How many integration users the comparison with Workiva that is under way, or was the last, has looked at. */
  driftLooked(users: number): void;
  /** All of it in Prometheus's text format. When `stored` throws, what is stored is left out and told as unreachable. */
  expose(stored: () => Promise<StoredFacts>): Promise<{ contentType: string; text: string }>;
};

/** Seconds, from one round trip to Redis up to a step that waits for long work in Workiva. */
const JOB_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 300];
const CALL_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];

let ofProcess: Registry | undefined;

/** Measures of the process itself, taken once however many Grantdesks run in it. */
function processMetrics(): Registry {
  if (ofProcess) return ofProcess;
  ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess });
  return ofProcess;
}

/** Makes the measures of one Grantdesk, all at zero. */
export function createMetrics(): Metrics {
  const own = new Registry();
  const moved = createMoved(own);
  const stored = createStored(own);
  const all = Registry.merge([processMetrics(), own]);
  return {
    jobEnded(queue, outcome, seconds) {
      moved.jobs.inc({ queue, outcome });
      moved.jobSeconds.observe({ queue }, seconds);
    },
    slackCalled: ({ endpoint, outcome, seconds }) => moved.slackSeconds.observe({ endpoint, outcome }, seconds),
    workivaCalled: ({ endpoint, outcome, seconds }) => moved.workivaSeconds.observe({ endpoint, outcome }, seconds),
    auditSealed: (action) => moved.audit.inc({ action }),
    policyRead: (outcome) => moved.policy.inc({ outcome }),
    driftFound: (count) => moved.drift.set(count),
    driftLooked: (users) => moved.driftUsers.set(users),
    async expose(read) {
      stored.show(await read().catch(() => undefined));
      return { contentType: all.contentType, text: await all.metrics() };
    },
  };
}

/** What moves while Grantdesk works. */
function createMoved(register: Registry) {
  const registers = [register];
  return {
    jobs: new Counter({
      name: 'grantdesk_jobs_total',
      help: 'Runs of jobs by how they ended.',
      labelNames: ['queue', 'outcome'],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'grantdesk_job_duration_seconds',
      help: 'How long runs of jobs took.',
      labelNames: ['queue'],
      buckets: JOB_SECONDS,
      registers,
    }),
    slackSeconds: callSeconds('slack', 'Slack', register),
    workivaSeconds: callSeconds('workiva', 'Workiva', register),
    audit: new Counter({
      name: 'grantdesk_audit_events_sealed_total',
      help: 'Audit events that this process has sealed, by what happened.',
      labelNames: ['action'],
      registers,
    }),
    policy: new Counter({
      name: 'grantdesk_policy_reads_total',
      help: 'Readings of the policy file after the start: taken, the same as before, or refused for its faults.',
      labelNames: ['outcome'],
      registers,
    }),
    drift: new Gauge({
      name: 'grantdesk_drift_findings',
      help: 'Differences between Grantdesk and Workiva that the last look of this process has found.',
      registers,
    }),
    driftUsers: new Gauge({
      name: 'grantdesk_drift_users',
      help: 'Integration users that the comparison with Workiva under way, or the last, has looked at.',
      registers,
    }),
  };
}

function callSeconds(system: string, title: string, register: Registry) {
  return new Histogram({
    name: `grantdesk_${system}_call_duration_seconds`,
    help: `How long calls of ${title} took, by kind of call and outcome.`,
    labelNames: ['endpoint', 'outcome'],
    buckets: CALL_SECONDS,
    registers: [register],
  });
}

/** What is stored in Redis, the same for every process of an installation. */
function createStored(register: Registry) {
  const registers = [register];
  const reachable = new Gauge({
    name: 'grantdesk_redis_reachable',
    help: '1 when what is stored could be counted, else 0.',
    registers,
  });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name: `grantdesk_${name}`, help, labelNames: [...labelNames], registers });
  const queues = gauge('queue_jobs', 'Jobs of each queue by state.', ['queue', 'state']);
  const outbox = gauge('outbox_entries', 'Effects that no queue has been given yet.');
  const oldest = gauge('outbox_oldest_age_seconds', 'How long the oldest of them has waited; 0 when there is none.');
  const requests = gauge('requests', 'Open requests by state.', ['state']);
  const grants = gauge('grants', 'Grants that have not ended, by state.', ['state']);
  return {
    show(facts: StoredFacts | undefined): void {
      for (const one of [queues, outbox, oldest, requests, grants]) one.reset();
      reachable.set(facts ? 1 : 0);
      if (!facts) {
        for (const one of [outbox, oldest]) one.remove();
        return;
      }
      for (const [queue, states] of Object.entries(facts.queues)) {
        for (const [state, count] of Object.entries(states)) queues.set({ queue, state }, count);
      }
      for (const [state, count] of Object.entries(facts.requests)) requests.set({ state }, count);
      for (const [state, count] of Object.entries(facts.grants)) grants.set({ state }, count);
      outbox.set(facts.outbox.length);
      oldest.set(facts.outbox.oldestSeconds);
    },
  };
}
