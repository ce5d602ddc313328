import type { AuditEvent } from './effects.ts';
import { visibleLine } from './typed-text.ts';

/** How people, days, moments and what somebody typed are written: Slack and the command line differ in that. */
export type Wording = {
  /** A Slack user ID, `grantdesk` or `operator`. */
  person(id: string): string;
  /** A calendar date. */
  day(date: string): string;
  moment(iso: string): string;
  /** What somebody typed. */
  text(typed: string): string;
};

/** What a sentence about an event is made of. */
export type Told = {
  /** Who did it, as the sentence begins. */
  who: string;
  /** The request, grant or review that it is about; of two grants `other` is the second. */
  request: string;
  grant: string;
  other: string;
  review: string;
  /** Whether nobody pressed anything. */
  byItself: boolean;
  /** A detail as it is stored; empty where there is none. */
  raw(key: string): string;
  /** A detail as people read it. */
  value(key: string): string;
  person(key: string): string;
  /** The first thing that the event is about, and the person where it is one. */
  subject: string;
};

/** The details of which a sentence says all there is to say, and the sentence. */
export type Telling = { says(told: Told): string; said?: readonly string[] };

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
/** The details that name people. */
const PEOPLE: ReadonlySet<string> = new Set([
  'owner',
  'to',
  'from',
  'for',
  'dropped',
  'people',
  'reviewer',
  'mayDecide',
]);
const PERSON = /^[UW][A-Z0-9]{2,}$/;

/** Writes one value of a detail: a person, a day, a moment, or what was typed, on one line. */
export function valueInWords(key: string, value: string | number, wording: Wording): string {
  const text = String(value);
  if (PEOPLE.has(key) && PERSON.test(text)) return wording.person(text);
  // What somebody typed may look like one, and be none.
  const isInCalendar = !Number.isNaN(Date.parse(text));
  if (DAY.test(text) && isInCalendar) return wording.day(text);
  if (MOMENT.test(text) && isInCalendar) return wording.moment(text);
  return wording.text(visibleLine(text));
}

/** Takes an event apart for the sentence about it. */
export function toldOf({ actor, subjects, detail }: Omit<AuditEvent, 'at'>, wording: Wording): Told {
  const grants = subjects.filter((id) => id.startsWith('GRANT-'));
  const named = (prefix: string, otherwise: string) => subjects.find((id) => id.startsWith(prefix)) ?? otherwise;
  const values = (key: string) => {
    const value = detail[key] ?? [];
    return Array.isArray(value) ? value : [value];
  };
  const value = (key: string) =>
    values(key)
      .map((one) => valueInWords(key, one, wording))
      .join(', ');
  return {
    who: actor === 'operator' ? 'An operator' : wording.person(actor),
    request: named('REQ-', 'the request'),
    grant: grants[0] ?? 'the grant',
    other: grants[1] ?? 'another grant',
    review: named('REVIEW-', 'the review'),
    byItself: actor === 'grantdesk',
    subject: PERSON.test(subjects[0] ?? '') ? wording.person(subjects[0] ?? '') : (subjects[0] ?? ''),
    raw: (key) => values(key).join(', '),
    value,
    person: (key) => (values(key).length === 0 ? 'somebody' : value(key)),
  };
}
