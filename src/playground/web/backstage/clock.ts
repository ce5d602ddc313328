import { useEffect, useMemo, useState } from 'react';

const TICK_MS = 1_000;

const words = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

const dayOfWeek = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });

const time = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZone: 'UTC',
});

/** The playground's time as it runs on between two snapshots. */
export function useRunningClock(now: string): Date {
  const ahead = useMemo(() => Date.parse(now) - Date.now(), [now]);
  const [machine, setMachine] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setMachine(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return new Date(Math.max(machine + ahead, Date.parse(now)));
}

/** `26 Nov 2026, 14:05`, UTC. */
export function clockWords(at: Date): string {
  return words.format(at);
}

/** `Thu`, UTC. */
export function weekday(at: Date): string {
  return dayOfWeek.format(at);
}

/** `26 Nov, 14:05:09`, UTC. */
export function rowTime(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? iso : time.format(at);
}

/** How far something lies ahead: `In 12 days`, `In 4 hours`; `Now` when its time has come. */
export function fromNow(iso: string, now: Date): string {
  if (Date.parse(iso) <= now.getTime()) return 'Now';
  const minutes = Math.max(0, Math.round((Date.parse(iso) - now.getTime()) / 60_000));
  if (minutes < 90) return minutes <= 1 ? 'In a minute' : `In ${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `In ${hours} hours` : `In ${Math.round(hours / 24)} days`;
}
