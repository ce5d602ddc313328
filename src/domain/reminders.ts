import { type Effect, notify } from './effects.ts';
import type { AccessRequest } from './records.ts';

/** A reminder that was sent: in which run of the clock (when it began, ms), due after how long (ms), and to whom. */
export type Reminder = { since: number; after: number; person: string };

/** What a reminder is due after that is the first word of it, in ms. */
export const AT_ONCE = 0;

/** The most reminders that one move brings up to date, so that a large group does not hold up other messages. */
const MOST_SETTLED = 50;

/** What a reminder is called among all about one request; {@link readReminder} reads it. */
export const reminderName = ({ since, after, person }: Reminder): string => `${since}.${after}.${person}`;

/** Reads the name of a reminder. */
export function readReminder(name: string): Reminder {
  const [since, after, person = ''] = name.split('.');
  return { since: Number(since), after: Number(after), person };
}

/**
 * The effects that bring reminders up to date, so that they lure nobody into what has moved on: the newest one of each
 * person, or of each of these people.
 */
export function settledReminders({ id, waiting }: AccessRequest, people?: readonly string[]): Effect[] {
  const newest = new Map(waiting?.told.map((name) => [readReminder(name).person, name]));
  return [...newest]
    .filter(([person]) => people?.includes(person) ?? true)
    .slice(-MOST_SETTLED)
    .map(([, name]) => notify('reminder', id, name));
}
