import { isDeepStrictEqual } from 'node:util';
import type { Timing } from '../../domain/waiting.ts';
import type { SealedEvent } from '../../store/audit.ts';
import { connectStore } from '../../store/connection.ts';
import { createKeys } from '../../store/keys.ts';
import { createStore } from '../../store/store.ts';
import type { JobView } from './contract.ts';
import { createJobReader } from './jobs.ts';
import { firstEventIn, type NextEvent, nextEventIn } from './next-event.ts';
import type { Timeline } from './timeline.ts';

const EVERY_MS = 500;
const INSTALLATION = 'grantdesk';

/** What is known of jobs, audit trail and the next event. */
export type Seen = { jobs: JobView[]; audit: SealedEvent[]; nextEvent: NextEvent | undefined };

/** The hour (UTC) at which Grantdesk compares what is recorded with Workiva every night. */
const NIGHT_HOUR = 3;

export type BackstageWatch = ReturnType<typeof watchBackstage>;

/**
 * Looks into Redis every half second while somebody is watching, and tells of what is new there. `timing` is the
 * policy's, by which what comes next is named.
 */
export function watchBackstage(redisUrl: string, timeline: Timeline, timing: Timing, changed: () => void) {
  const redis = connectStore(redisUrl, () => undefined);
  const store = createStore(redis, INSTALLATION);
  const jobs = createJobReader(redisUrl, INSTALLATION, timeline.at);
  let seen: Seen = { jobs: [], audit: [], nextEvent: undefined };
  let looking: Promise<void> | undefined;
  let watchers = 0;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    const more = await store.audit.read(seen.audit.length + 1);
    const nextEvent = await firstEventIn(redis, store, INSTALLATION, timeline.clock.now(), timing);
    const found = { jobs: await jobs.read(), audit: [...seen.audit, ...more], nextEvent };
    if (isDeepStrictEqual(found, seen)) return;
    seen = found;
    changed();
  }

  function lookAgain(): void {
    // While Redis is away, what was seen last stays.
    looking ??= look()
      .catch(() => undefined)
      .finally(() => {
        looking = undefined;
      });
  }

  return {
    seen: () => seen,
    /** What comes after this moment, to which the clock can be set. */
    nextEvent: () => nextEventIn(redis, store, INSTALLATION, timeline.clock.now(), timing),
    /** Has Workiva's activity log read now. */
    readActivityLog: (): void => unlessAway(jobs.readActivityLog()),
    /** Does what the machine's clock would have done since then, had the clock not jumped. */
    timePassed(before: Date): void {
      unlessAway(jobs.readActivityLog());
      if (isNightBetween(before, timeline.clock.now())) unlessAway(jobs.compareWithWorkiva());
    },
    /** Has every message that stands in Slack rendered anew. */
    refreshMessages: async () => jobs.refresh(await redis.hkeys(createKeys(INSTALLATION).messageRefs)),
    /** Answers how to end it. */
    watch(): () => void {
      watchers += 1;
      lookAgain();
      timer ??= setInterval(lookAgain, EVERY_MS);
      return () => {
        watchers -= 1;
        if (watchers > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    async stop(): Promise<void> {
      clearInterval(timer);
      redis.disconnect();
      await jobs.stop();
      await looking;
    },
  };
}

/** While Redis is away nothing can be queued; what the machine's clock brings comes all the same. */
const unlessAway = (queued: Promise<unknown>): void => void queued.catch(() => undefined);

/** Whether Grantdesk would have compared what is recorded with Workiva between two moments. */
function isNightBetween(from: Date, to: Date): boolean {
  const night = new Date(from);
  night.setUTCHours(NIGHT_HOUR, 0, 0, 0);
  if (night <= from) night.setUTCDate(night.getUTCDate() + 1);
  return night <= to;
}
