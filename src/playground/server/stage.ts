import { timingOf } from '../../jobs/sweep.ts';
import { createLogger } from '../../observability/log.ts';
import { loadPolicy } from '../../policy/load.ts';
import { LISTED_AFTER_MS } from '../workiva/stand-in.ts';
import type { WorkivaStandInOptions } from '../workiva/types.ts';
import { startWorld, type World } from '../world.ts';
import { createApp } from './app.ts';
import { watchBackstage } from './backstage.ts';
import type { BackstageSnapshot } from './contract.ts';
import { createFaultSwitches } from './faults.ts';
import { createProcess } from './process.ts';
import { createTimeline } from './timeline.ts';
import { createTraffic } from './traffic.ts';

/** How often Grantdesk looks for what is due, so that a moved clock shows at once. */
const SWEEP_EVERY_MS = 1_000;

export type StageOptions = {
  /** Whether Slack holds to its rates, and Grantdesk with it. Default true. */
  paced?: boolean;
  /** Whether Grantdesk has a client of its own in Workiva. Default true; without, an admin does every step by hand. */
  workivaAccess?: boolean;
  /** How quick Workiva's operations are. */
  workiva?: Pick<WorkivaStandInOptions, 'operationMs' | 'pollMs'>;
};

export type Stage = Awaited<ReturnType<typeof setStage>>;

/** A world with everything that lets people look behind it and trouble it. `changed` is called after every change. */
export async function setStage(changed: () => void, options: StageOptions = {}) {
  const { timeline, traffic, world } = await openWorld(changed, options);
  const { config } = world;
  const unlisten = world.slack.onChange(changed);
  const faults = createFaultSwitches(world);
  const backstage = watchBackstage(world.redis.url, timeline, timingOf(loadPolicy(config.policyPath).policy), changed);
  const processParts = { paced: options.paced ?? true, timeline, changed };
  const app = createApp(world, { ...processParts, config });
  const worker = createProcess({ ...processParts, config: { ...config, role: 'worker' } });
  const redis = createRedisSwitch(world, changed);
  void worker.start();

  return {
    ...{ world, timeline, faults, backstage, app, worker, redis },
    advance(ms: number): void {
      const before = timeline.clock.now();
      timeline.clock.advance(ms);
      app.advance(ms);
      worker.advance(ms);
      backstage.timePassed(before);
      changed();
    },
    backstageSnapshot: (): BackstageSnapshot => {
      const { nextEvent, ...seen } = backstage.seen();
      return {
        now: timeline.now(),
        ...(nextEvent && { nextEvent }),
        ...{ faults: faults.state(), worker: worker.state(), redis: redis.state() },
        traffic: traffic.entries(),
        ...seen,
      };
    },
    stop: async (): Promise<void> => {
      unlisten();
      await Promise.all([app.kill(), worker.kill(), backstage.stop()]);
      await world.stop();
    },
  };
}

/** Goes on with the code as it now is, and brings every message up to date with it. A worker that was killed stays so. */
export async function renewCode({ app, worker, backstage }: Stage): Promise<void> {
  const renewWorker = async () => {
    if (worker.state() === 'killed') return;
    await worker.stop();
    await worker.start();
  };
  const [renewed] = await Promise.all([app.renew(), renewWorker()]);
  if (renewed) await backstage.refreshMessages();
}

async function openWorld(changed: () => void, { paced = true, workivaAccess = true, workiva }: StageOptions) {
  const timeline = createTimeline();
  const traffic = createTraffic(timeline.now, changed);
  const world = await startWorld({
    clock: timeline.clock,
    role: 'app',
    paced,
    workivaAccess,
    sweepEveryMs: SWEEP_EVERY_MS,
    log: createLogger(process.env.LOG_LEVEL ?? 'silent'),
    slack: { now: () => timeline.clock.now().getTime(), observe: traffic.slack },
    workiva: { observe: traffic.workiva, listedAfterMs: LISTED_AFTER_MS, ...workiva },
  });
  return { timeline, traffic, world };
}

function createRedisSwitch({ redis }: World, changed: () => void) {
  let state: BackstageSnapshot['redis'] = 'running';
  return {
    state: () => state,
    async restart(): Promise<void> {
      state = 'restarting';
      changed();
      await redis.restart();
      state = 'running';
      changed();
    },
  };
}
