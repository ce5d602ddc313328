const DAY_MS = 86_400_000;

type Clock = { tz: string; now: Date };

const LOCALE = 'en-GB';

function words(date: Date, tz: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALE, { timeZone: tz, ...options }).format(date);
}

/** How many days away from today a moment is, in a person's own time zone. */
function daysFromToday(date: Date, { tz, now }: Clock): number {
  const dayOf = (moment: Date) =>
    new Date(`${new Intl.DateTimeFormat('sv-SE', { timeZone: tz }).format(moment)}T00:00Z`);
  return Math.round((dayOf(date).getTime() - dayOf(now).getTime()) / DAY_MS);
}

function pretty(date: Date, clock: Clock, otherwise: string): string {
  return { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' }[daysFromToday(date, clock)] ?? otherwise;
}

/** A time of day, e.g. `16:05`, in a person's own time zone. */
export function timeOf(date: Date, tz: string): string {
  return words(date, tz, { hour: '2-digit', minute: '2-digit' });
}

/** A moment in full, for titles: weekday, date, time and zone. */
export function fullMoment(date: Date, tz: string): string {
  return words(date, tz, { dateStyle: 'full', timeStyle: 'short' });
}

/** The line between messages of different days. */
export function dayHeading(date: Date, clock: Clock): string {
  const long = words(date, clock.tz, { weekday: 'long', day: 'numeric', month: 'long' });
  const word = pretty(date, clock, long);
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The calendar day of a moment, to tell days apart. */
export function dayKey(date: Date, tz: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: tz }).format(date);
}

/** A moment as a date and time field takes it, e.g. `2026-11-24T16:05`, in a person's own time zone. */
export function localMoment(seconds: number, tz: string): string {
  const options = { timeZone: tz, dateStyle: 'short', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat('sv-SE', options).format(new Date(seconds * 1_000)).replace(' ', 'T');
}

/** The seconds since 1970 of what a date and time field holds; nothing while it is not whole. */
export function secondsOf(local: string, tz: string): string {
  const asUtc = Date.parse(`${local}Z`) / 1_000;
  if (Number.isNaN(asUtc)) return '';
  const aheadAt = (seconds: number) => Date.parse(`${localMoment(seconds, tz)}Z`) / 1_000 - seconds;
  // The second look is for moments near a change of the clocks.
  const near = asUtc - aheadAt(asUtc);
  return String(asUtc - aheadAt(near));
}

const TOKENS: Record<string, (date: Date, clock: Clock) => string> = {
  date_num: (date, { tz }) => dayKey(date, tz),
  date_slash: (date, { tz }) => words(date, tz, { dateStyle: 'short' }),
  date: (date, { tz }) => words(date, tz, { dateStyle: 'long' }),
  date_short: (date, { tz }) => words(date, tz, { dateStyle: 'medium' }),
  date_long: (date, { tz }) => words(date, tz, { dateStyle: 'full' }),
  date_pretty: (date, clock) => pretty(date, clock, words(date, clock.tz, { dateStyle: 'long' })),
  date_short_pretty: (date, clock) => pretty(date, clock, words(date, clock.tz, { dateStyle: 'medium' })),
  date_long_pretty: (date, clock) => pretty(date, clock, words(date, clock.tz, { dateStyle: 'full' })),
  time: (date, { tz }) => timeOf(date, tz),
  time_secs: (date, { tz }) => words(date, tz, { timeStyle: 'medium' }),
  ago: (date, { now }) => ago(date, now),
};

function ago(date: Date, now: Date): string {
  const minutes = Math.round((date.getTime() - now.getTime()) / 60_000);
  const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
  if (Math.abs(minutes) < 1_440) return relative.format(Math.round(minutes / 60), 'hour');
  return relative.format(Math.round(minutes / 1_440), 'day');
}

/** What a date token shows to a person. Source: Slack, "Date formatting". A token nobody knows gives the fallback. */
export function dateWords(seconds: number, format: string, fallback: string, clock: Clock): string {
  const date = new Date(seconds * 1_000);
  if (Number.isNaN(date.getTime())) return fallback;
  let unknown = false;
  const shown = format.replace(/\{(\w+)\}/g, (_, name: string) => {
    const token = TOKENS[name];
    unknown ||= token === undefined;
    return token?.(date, clock) ?? '';
  });
  return unknown || shown === '' ? fallback : shown;
}
