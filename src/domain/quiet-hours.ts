import { DAY, MINUTE } from './duration.ts';
/** When people are left alone, in their own time: `from` and `to` as HH:MM, over midnight where `to` is earlier. */
export type QuietHours = { from: string; to: string; weekends: boolean };

const STEP = 15 * MINUTE;
const WEEK = 7 * DAY;

/**
 * Until when somebody in this time zone (IANA name) is left alone, or nothing when they may be disturbed now. Looks
 * ahead in quarters of an hour, which every time zone's offset is a multiple of, so that changes of the clock count,
 * and then for the minute.
 */
export function quietUntil(now: Date, tz: string, quiet: QuietHours): Date | undefined {
  const clock = localClock(tz);
  if (!isQuiet(clock(now), quiet)) return undefined;
  const first = Math.floor(now.getTime() / STEP) * STEP + STEP;
  for (let at = first; at < now.getTime() + WEEK; at += STEP) {
    if (isQuiet(clock(new Date(at)), quiet)) continue;
    const minutes = Array.from({ length: STEP / MINUTE }, (_, minute) => new Date(at - STEP + (minute + 1) * MINUTE));
    return minutes.find((minute) => minute > now && !isQuiet(clock(minute), quiet));
  }
  return undefined;
}

type LocalTime = { weekday: string; time: string };

function localClock(tz: string): (at: Date) => LocalTime {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: tz,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return { weekday: parts.weekday ?? '', time: `${parts.hour}:${parts.minute}` };
  };
}

function isQuiet({ weekday, time }: LocalTime, { from, to, weekends }: QuietHours): boolean {
  if (weekends && (weekday === 'Sat' || weekday === 'Sun')) return true;
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
