import { z } from 'zod';
import { DAY } from '../domain/duration.ts';
import { CalendarDate } from '../domain/expiry.ts';
import { UnusableError } from './run-with.ts';

const Instant = z.iso.datetime({ offset: true });

/** Reads a moment: a day is the start of it in UTC; `end` makes that its end. */
export function readMoment(option: string, text: string, end: 'end' | 'start' = 'start'): Date {
  if (CalendarDate.safeParse(text).success) {
    return new Date(Date.parse(`${text}T00:00:00Z`) + (end === 'end' ? DAY : 0));
  }
  if (Instant.safeParse(text).success) return new Date(text);
  throw new UnusableError([
    `${option} is not a moment. Write a day as 2026-01-31, or a moment as 2026-01-31T12:00:00Z.`,
  ]);
}

/** Makes the function that writes moments in a time zone, by default that of the machine. */
export function momentWriter(timeZone: string | undefined): (iso: string) => string {
  const format = dateFormat(timeZone);
  return (iso) => format.format(new Date(iso));
}

function dateFormat(timeZone: string | undefined): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('sv-SE', {
      dateStyle: 'short',
      timeStyle: 'long',
      ...(timeZone === undefined ? {} : { timeZone }),
    });
  } catch (cause) {
    throw new UnusableError(['--tz is not a time zone. Write one as Europe/Berlin, or UTC.'], { cause });
  }
}
