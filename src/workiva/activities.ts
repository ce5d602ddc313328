import { type Api, collect, ORGANIZATION } from './api.ts';
import { WorkivaActivity, WorkivaActivityAction } from './schemas.ts';
import { firstAccepted, quoted } from './search.ts';

/** The calls that read the organization's activity log. They need the OAuth scope `activity:read`. */
export type ActivityCalls = {
  /**
   * What happened at or after `since` (ISO 8601), or ever. Workiva is asked for the oldest first; a reader that needs
   * the order must check it.
   */
  activities(options: { since?: string }): AsyncIterable<WorkivaActivity>;
  /** The kinds of activity that Workiva records. */
  activityActions(): Promise<WorkivaActivityAction[]>;
};

const OLDEST_FIRST = { $orderBy: 'activityDateTime asc' };

/** Makes them for one organization. */
export function activityCalls(api: Api, organization: string): ActivityCalls {
  return {
    async *activities({ since }) {
      const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
      const call = { path: `${ORGANIZATION}/activities`, ids: { organization } };
      for await (const activity of firstAccepted(api, call, queriesFor(since), WorkivaActivity)) {
        if (Date.parse(activity.activityDateTime) >= from) yield activity;
      }
    },
    activityActions: () => collect(api.list({ path: '/activityActions' }, WorkivaActivityAction)),
  };
}

/** Filters on the time are published, how a time is written in them is not: both ways are tried, then none. */
function queriesFor(since: string | undefined): [Record<string, string>, ...Record<string, string>[]] {
  if (since === undefined) return [OLDEST_FIRST];
  const filtered = (time: string) => ({ ...OLDEST_FIRST, $filter: `activityDateTime ge ${time}` });
  return [filtered(since), filtered(quoted(since)), OLDEST_FIRST];
}
