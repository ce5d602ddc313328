import { DAY, HOUR } from './duration.ts';

/** An entry of Workiva's activity log, as far as anything here depends on it. */
export type Activity = {
  action: { alias: string; name?: string | null | undefined; category?: string | null | undefined };
  performer: {
    id: string;
    type: string;
    displayName?: string | null | undefined;
    uniqueName?: string | null | undefined;
  };
  targets: readonly {
    id: string;
    type: string;
    name?: string | null | undefined;
    uniqueName?: string | null | undefined;
  }[];
  activityDateTime: string;
  outcome?: string | null | undefined;
};

/** How far, in ms, every read goes back behind the one before it: entries may arrive late. */
export const OVERLAP_MS = 15 * 60_000;

/** How late, in ms, an entry may come and still be seen: once in so many ms a read looks as far back for such. */
export const LATE_MS = 48 * HOUR;
const LOOK_BACK_EVERY_MS = DAY;

/** Where the reading of the activity log stands. Moments are in ms. */
export type ReadPlace = {
  /** When it was first read. */
  startedAt: number;
  /** From when on the log was asked for without a gap. */
  askedFrom: number;
  /** The oldest entry that it has had since then: a log that is cut off does not say so. Of an empty one, when that was seen. */
  oldest?: number | undefined;
  /** The newest entry that has been read. */
  latest?: number | undefined;
  /** Where the next read goes on, but for the overlap. */
  from: number;
  /** When a read that reached the end of the log began. */
  completeAt?: number | undefined;
  /** When the latest read began that reached the end and looked for late entries. */
  lookedBackAt?: number | undefined;
  /** From when on it is remembered which changes have been read. */
  rememberedFrom?: number | undefined;
};

/** A read under way. */
export type Reading = {
  place: ReadPlace;
  now: number;
  /** What the log is asked for. */
  since: number;
  /** Whether it goes back further than others, for entries that have come late. */
  looksBack: boolean;
  /** Whether the entry that was the newest before it, or an older one, has been met again. */
  metLatest: boolean;
  /** Whether entries have come in the order of their times so far; else nothing is passed over before the end. */
  inOrder: boolean;
  oldest?: number | undefined;
  newest?: number | undefined;
};

/** Begins a read. The first one goes back `firstReach` ms. */
export function beginReading(before: ReadPlace | undefined, firstReach: number, now: number): Reading {
  const askedFrom = now - firstReach;
  const known = before ?? { startedAt: now, askedFrom, from: askedFrom };
  const next = before ? Math.max(before.from - OVERLAP_MS, before.askedFrom) : askedFrom;
  const { lookedBackAt = now, rememberedFrom = next } = known;
  const looksBack = now - lookedBackAt >= LOOK_BACK_EVERY_MS;
  // Whatever has come since the last such look is of a time after this, or is too late.
  const late = Math.max(lookedBackAt - LATE_MS, rememberedFrom, known.askedFrom);
  const since = looksBack ? Math.min(late, next) : next;
  const place = { ...known, lookedBackAt, rememberedFrom };
  return { place, now, since, looksBack, metLatest: known.latest === undefined, inOrder: true };
}

/** Up to when (ms) it may be forgotten which changes have been read: no later read goes back so far. */
export const forgottenTo = ({ place: { lookedBackAt }, since, now }: Reading): number =>
  Math.min(since, (lookedBackAt ?? now) - LATE_MS);

/** Takes some of the entries, in the order in which they came. */
export function takeEntries(reading: Reading, activities: readonly Activity[]): Reading {
  let { metLatest, inOrder, oldest, newest } = reading;
  const { latest } = reading.place;
  for (const { activityDateTime } of activities) {
    const at = Date.parse(activityDateTime);
    if (latest !== undefined && at <= latest) metLatest = true;
    if (newest !== undefined && at < newest) inOrder = false;
    oldest = Math.min(at, oldest ?? at);
    newest = Math.max(at, newest ?? at);
  }
  const taken = { ...reading, metLatest, inOrder, oldest, newest };
  return inOrder ? { ...taken, place: moved(taken) } : taken;
}

/** Ends a read that has reached the end of the log. */
export function endReading(reading: Reading): ReadPlace {
  const { now, newest, metLatest, looksBack, place } = reading;
  const lookedBackAt = looksBack ? now : place.lookedBackAt;
  const { startedAt, rememberedFrom } = place;
  if (newest === undefined && !metLatest) {
    return { startedAt, askedFrom: now, oldest: now, from: now, completeAt: now, lookedBackAt, rememberedFrom };
  }
  const ended = moved(reading);
  return { ...ended, oldest: ended.oldest ?? now, completeAt: now, lookedBackAt };
}

/**
 * The place once what was read is behind it. The entry that was the newest comes again in the overlap; where it does not,
 * the log no longer goes back that far, and something in between may be missing.
 */
function moved({ place, now, metLatest, oldest, newest }: Reading): ReadPlace {
  if (oldest === undefined || newest === undefined) return place;
  const latest = Math.max(newest, place.latest ?? newest);
  // Entries of a clock that is ahead must not make the next read pass over others.
  const from = Math.max(place.from, Math.min(newest, now));
  if (!metLatest) return { ...place, askedFrom: oldest, oldest, latest, from };
  return { ...place, oldest: Math.min(oldest, place.oldest ?? oldest), latest, from };
}

/** From when on it is known what was not done, in ms; nothing until the log has been read to its end once. */
export function knownSince({ askedFrom, oldest, completeAt }: ReadPlace): number | undefined {
  return completeAt === undefined ? undefined : Math.max(askedFrom, oldest ?? completeAt);
}

/** The latest activity of each user, in ms, by username. `users` are usernames by their ids in Workiva. */
export function lastUsesIn(activities: readonly Activity[], users: ReadonlyMap<string, string>): Map<string, number> {
  const names = new Set(users.values());
  const uses = new Map<string, number>();
  for (const { performer, activityDateTime } of activities) {
    const username = users.get(performer.id) ?? performer.uniqueName?.toLowerCase();
    if (username === undefined || !names.has(username)) continue;
    const at = Date.parse(activityDateTime);
    uses.set(username, Math.max(at, uses.get(username) ?? at));
  }
  return uses;
}

/** Recognises an activity. Its id is another at every call, so that it is told by what was done, to what, by whom and when. */
export function activityKey({ action, performer, targets, activityDateTime }: Activity): string {
  const about = targets.map(({ type, id }) => `${type} ${id}`).sort();
  return [action.alias, new Date(activityDateTime).toISOString(), performer.id, ...about].join('\n');
}

/** What is known of the use of one integration user; moments in ms. */
export type Usage = {
  /** From when on its activities have been read without a gap. */
  from: number;
  /** Its latest activity. */
  at?: number | undefined;
};

/** What is known of a user whose activities have been followed since `from`, as far as the log has been read. */
export function usageIn(place: ReadPlace | undefined, user: Usage | undefined): Usage | undefined {
  const since = place && knownSince(place);
  if (since === undefined || user === undefined) return undefined;
  return { ...user, from: Math.max(since, user.from) };
}

/** Why nothing is known of any use; `on` when something is. */
export type LogAccess = 'on' | 'no_access' | 'no_scope';
