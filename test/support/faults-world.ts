import { fileURLToPath } from 'node:url';
import type { Redis } from 'ioredis';
import type { Config } from '../../src/config.ts';
import { openQueues, type ProvisionRetry, QUEUES, type Queues, queuePrefix } from '../../src/jobs/queues.ts';
import { createLogger, type Logger } from '../../src/observability/log.ts';
import { startWorld, type World, type WorldOptions } from '../../src/playground/world.ts';

const WIDE_AUTOMATIC = fileURLToPath(new URL('./wide-automatic.yml', import.meta.url));

import type { StartOptions } from '../../src/parts.ts';
import { connectWaiting } from '../../src/store/connection.ts';
import { createKeys } from '../../src/store/keys.ts';
import { daysAhead, type Filed, headerOf, openStore, textOf, type Wish } from './journey.ts';

/** Four tries within two seconds, the first of them after Workiva's operations here have ended. */
export const QUICK_RETRY: ProvisionRetry = { attempts: 4, firstDelayMs: 150, jitter: 0.5 };

/** Looks at long work every 60 ms at most: it takes 50 here. */
const quickWait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.min(ms, 60)));

/** A world without pacing, whose Grantdesk tries provisioning steps again quickly. */
export async function startQuickWorld(options: WorldOptions = {}, start: StartOptions = {}): Promise<World> {
  const { role = 'all', workiva, ...rest } = options;
  const times = { operationMs: 50, pollMs: 10 };
  const world = await startWorld({
    policyPath: WIDE_AUTOMATIC,
    ...rest,
    role: 'app',
    paced: false,
    workiva: { ...times, ...workiva },
  });
  const quick = { provisionRetry: QUICK_RETRY, operationWait: quickWait, ...start };
  if (role !== 'app') await restart(world, { role }, quick);
  return world;
}

/** Puts another Grantdesk, by default one that does all, in the place of the world's first. */
export async function restart(world: World, changes: Partial<Config> = {}, options: StartOptions = {}): Promise<void> {
  await world.grantdesk.stop();
  world.grantdesk = await world.startAnother({ role: 'all', ...changes }, options);
  world.slack.connect(`http://127.0.0.1:${world.grantdesk.port}/slack/events`);
}

/** A wish that the policy grants without asking anybody, with a user of its own and no roles. */
export const automatic = (world: World, changes: Wish = {}): Wish => ({
  workspace: 'Sandbox',
  expires: daysAhead(world, 20),
  roles: [],
  ...changes,
});

/** Waits until something is so, looking every few milliseconds. */
export async function eventually<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  timeoutMs = 30_000,
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Waits until the requester's card says something. */
export const cardSays = (world: World, { request, by }: Pick<Filed, 'request' | 'by'>, words: string) =>
  world.slack.until(
    () =>
      world.slack
        .directMessages(by)
        .some((message) => headerOf(message).startsWith(`${request} ·`) && textOf(message).includes(words)),
    `“${words}” on the card of ${request}`,
  );

/** A request as it is stored. */
export async function storedRequest(world: World, id: string) {
  const { store, close } = openStore(world);
  try {
    const found = await store.request(id);
    if (!found) throw new Error(`${id} is not stored.`);
    return found.record;
  } finally {
    close();
  }
}

/** A grant as it is stored. */
export async function storedGrant(world: World, id: string) {
  const { store, close } = openStore(world);
  try {
    const found = await store.grant(id);
    if (!found) throw new Error(`${id} is not stored.`);
    return found.record;
  } finally {
    close();
  }
}

/** What has happened to a record, by the audit log. */
export async function auditOf(world: World, id: string): Promise<string[]> {
  const { store, close } = openStore(world);
  try {
    return (await store.audit.read()).filter(({ subjects }) => subjects.includes(id)).map(({ action }) => action);
  } finally {
    close();
  }
}

/** Recomputes the audit chain. */
export async function auditIsWhole(world: World): Promise<boolean> {
  const { store, close } = openStore(world);
  try {
    const { sound, brokenAt } = await store.audit.verify();
    return sound > 0 && brokenAt === undefined;
  } finally {
    close();
  }
}

/** Works on Redis itself. */
export async function withRedis<T>(world: World, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = connectWaiting(world.redis.url, () => undefined);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** Works with the queues of a world, as another process would. */
export const withQueues = <T>(world: World, work: (queues: Queues) => Promise<T>): Promise<T> =>
  withRedis(world, async (redis) => {
    const queues = openQueues(redis, 'grantdesk', () => undefined);
    try {
      return await work(queues);
    } finally {
      await Promise.all(QUEUES.map((name) => queues[name].close()));
    }
  });

/**
 * Waits until every message is sent that was due by now, so that one too many would be there too. `firstTry`: until each
 * has been tried, also where Slack did not take it.
 */
export const messagesSent = (world: World, until: 'taken' | 'firstTry' = 'taken'): Promise<void> =>
  withRedis(world, (redis) =>
    withQueues(world, async ({ notify }) => {
      await eventually(async () => (await redis.xlen(createKeys('grantdesk').outbox)) === 0, 'the outbox to be empty');
      await eventually(async () => {
        const left = await notify.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized');
        const tried =
          until === 'taken' ? [] : (await notify.getDelayed()).filter(({ attemptsMade }) => attemptsMade > 0);
        return left - tried.length === 0;
      }, 'the messages to be sent');
    }),
  );

/** Does what passes by itself within the 30 s that a lock lasts: the locks of dead workers end, and others may look. */
export const forgetDeadWorkers = (world: World) =>
  withRedis(world, async (redis) => {
    const locks = await redis.keys('*:lock');
    const checks = QUEUES.map((queue) => `${queuePrefix('grantdesk', queue)}:${queue}:stalled-check`);
    await redis.del(...locks, ...checks);
  });

/** A log whose lines can be read. */
export function readableLog(level = 'trace'): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  return { log: createLogger(level, { write: (line) => void lines.push(line) }), lines };
}
