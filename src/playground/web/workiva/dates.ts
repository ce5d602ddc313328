const DAY_MS = 86_400_000;

const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const moment = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'UTC',
});

/** `2026-03-01` → `1 Mar 2026`. */
export function dayInWords(day: string): string {
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) ? day : date.format(time);
}

/** An ISO time → `1 Mar 2026, 14:05:09`, UTC. */
export function momentInWords(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? iso : moment.format(time);
}

/** Whole days from now to a day; 0 is today, negative is past. */
export function daysUntil(day: string, now: string): number {
  return Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${now.slice(0, 10)}T00:00:00Z`)) / DAY_MS);
}

/** The day after now, `YYYY-MM-DD`: the earliest day on which a grant may expire. */
export function tomorrow(now: string): string {
  return new Date(Date.parse(now) + DAY_MS).toISOString().slice(0, 10);
}
