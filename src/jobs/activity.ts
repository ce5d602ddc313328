import type { Clock } from '../domain/clock.ts';
import { DAY } from '../domain/duration.ts';
import type { OutsideChange } from '../domain/outside.ts';
import {
  type Activity,
  beginReading,
  endReading,
  forgottenTo,
  type LogAccess,
  lastUsesIn,
  type Reading,
  takeEntries,
} from '../domain/usage.ts';
import type { Logger } from '../observability/log.ts';
import type { Policy } from '../policy/schema.ts';
import type { StoredPlace } from '../store/activity.ts';
import type { Store } from '../store/store.ts';
import { lackingScopes } from '../workiva/access.ts';
import type { WorkivaClient } from '../workiva/client.ts';
import { hasCode } from '../workiva/errors.ts';
import { changesIn, changesToTell, type Followers, followUsers, notReadBefore } from './activity-known.ts';
import { batchesOf } from './batches.ts';
import { KEEP_FEW, type Queues } from './queues.ts';
import type { Running } from './running.ts';
import { bringUnused } from './unused.ts';
import { startLongWork, type WorkerSetup } from './worker.ts';

/** How often, in ms, the activity log is read on. */
export const ACTIVITY_EVERY_MS = 10 * 60_000;

/** How many entries are taken in before the place is saved. */
const PAGE = 500;

/** How long, in ms, a change that was told is remembered at least. */
const REMEMBER_MS = 7 * DAY;

const NEEDED_SCOPE = 'activity:read';

export type ActivityParts = {
  store: Store;
  policy: () => Policy;
  clock: Clock;
  /** Without it nothing is known of any use. */
  workiva: Pick<WorkivaClient, 'activities' | 'scopes' | 'findUser'> | undefined;
  /** The client ID of Grantdesk's own client in Workiva. */
  ownClientId: string;
  /** Hears of changes that were made outside Grantdesk, each once; once more where a process was killed meanwhile. */
  onOutside?: ((changes: OutsideChange[]) => Promise<void>) | undefined;
};

type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/** Starts the worker that reads Workiva's activity log on, one at a time in all processes, and its schedule. */
export async function startActivity(
  parts: ActivityParts,
  queues: Queues,
  everyMs: number,
  setup: WorkerSetup,
): Promise<Running> {
  await queues.activity.setGlobalConcurrency(1);
  await queues.activity.upsertJobScheduler('activity', { every: everyMs }, { name: 'activity', opts: KEEP_FEW });
  const work = (isStopping: () => boolean) => () => readActivities(parts, setup.log, isStopping);
  return startLongWork('activity', work, setup, { concurrency: 1 });
}

/**
 * Reads the activity log on from where the last read has come to, page by page, and saves each. After the last page the
 * grants that nothing uses are brought to their owners. It may be stopped and killed at any time: the next goes on.
 */
export async function readActivities(
  parts: ActivityParts,
  log: Log,
  isStopping: () => boolean = () => false,
): Promise<void> {
  const { store, workiva } = parts;
  if (!workiva || !(await mayRead(workiva))) {
    await noteAccess(workiva ? 'no_scope' : 'no_access', parts, log);
    return;
  }
  try {
    const isThrough = await readOn({ ...parts, workiva }, isStopping);
    await noteAccess('on', parts, log);
    if (isThrough) await bringUnused({ ...parts, store, workiva }, log, isStopping);
  } catch (error) {
    if (!hasCode(error, 'forbidden')) throw error;
    await noteAccess('no_scope', parts, log);
  }
}

/** Where Workiva does not say which scopes it gave, the read itself shows. */
async function mayRead(workiva: Pick<WorkivaClient, 'scopes'>): Promise<boolean> {
  return lackingScopes(await workiva.scopes(), [NEEDED_SCOPE]).length === 0;
}

const SAID: Record<LogAccess, string> = {
  on: 'The activity log of Workiva is read from now on',
  no_access: 'The activity log of Workiva is not read: Grantdesk has no access to the API',
  no_scope: `The activity log of Workiva is not read: Grantdesk’s client lacks the scope ${NEEDED_SCOPE}`,
};

async function noteAccess(access: LogAccess, { store }: ActivityParts, log: Log): Promise<void> {
  if (await store.activity.noteAccess(access)) log.info({ access }, SAID[access]);
}

type ReadingParts = ActivityParts & { workiva: NonNullable<ActivityParts['workiva']> };

/** Answers whether the end was reached: not when it is told to stop, nor when another process reads as well. */
async function readOn(parts: ReadingParts, isStopping: () => boolean): Promise<boolean> {
  const { store, policy, clock, workiva } = parts;
  let stored = await store.activity.place();
  let reading = beginReading(stored.place, policy().limits.unused_after, clock.now().getTime());
  const followers = await followUsers(parts, reading.since);
  for await (const page of batchesOf(workiva.activities({ since: new Date(reading.since).toISOString() }), PAGE)) {
    reading = takeEntries(reading, page);
    const saved = await takeIn(page, { reading, stored, followers }, parts);
    if (!saved || isStopping()) return false;
    stored = saved;
  }
  const nothing = { uses: new Map(), told: new Map(), read: new Map(), ...forgetting(reading) };
  return (await store.activity.save(stored, { place: endReading(reading), ...nothing })) !== undefined;
}

type PageContext = { reading: Reading; stored: StoredPlace; followers: Followers };

async function takeIn(
  page: readonly Activity[],
  { reading, stored, followers }: PageContext,
  { store, onOutside }: ReadingParts,
): Promise<StoredPlace | undefined> {
  const news = onOutside ? await newsIn(page, reading, store) : [];
  const changes = await changesToTell(news, followers, store);
  if (changes.length > 0) await onOutside?.(changes.map(({ change }) => change));
  return store.activity.save(stored, {
    place: reading.place,
    uses: lastUsesIn(page, followers.users),
    told: new Map(changes.map(({ key, change }) => [key, Date.parse(change.at)])),
    read: changesIn(page),
    ...forgetting(reading),
  });
}

/** What happened before Grantdesk first looked is not news, nor what an earlier read has met. */
async function newsIn(page: readonly Activity[], { place }: Reading, store: Store): Promise<Activity[]> {
  const since = page.filter(({ activityDateTime }) => Date.parse(activityDateTime) > place.startedAt);
  return notReadBefore(since, store);
}

/** Nothing is forgotten that a later read may meet again. */
const forgetting = (reading: Reading) => ({
  forget: Math.min(reading.now - REMEMBER_MS, forgottenTo(reading)),
  forgetRead: forgottenTo(reading),
});
