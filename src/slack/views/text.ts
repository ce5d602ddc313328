import { DAY } from '../../domain/duration.ts';
import { isPerson } from '../../policy/principals.ts';

/** Characters that format in mrkdwn, and what is shown for them: Slack knows no way to escape these. */
const LOOKALIKES: Record<string, string> = { '*': '∗', '~': '∼', '`': 'ˋ', _: 'ˍ', ':': '∶' };

/** Formatting marks; an underscore only at the edge of a word, a colon only where a name of an emoji begins. */
const MARKS = /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=[\w'+-]+:)/gu;

/** Makes what a person typed safe in mrkdwn: nothing in it can mention, link or format. Source: Slack, "Escaping text". */
export function escapeText(text: string): string {
  return entities(text).replace(MARKS, (mark) => LOOKALIKES[mark] ?? mark);
}

/** What a person typed, escaped and shown as code, where no character formats. */
export function code(text: string): string {
  return `\`${entities(text).replaceAll('`', 'ˋ')}\``;
}

const entities = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The beginning of a mention, a moment, a link or an entity, which Slack would show as it is where its end is missing. */
const HALF = /(?:<(?:[!@#h][^<>]*)?|&[a-z]{0,3})$/;

/** Cuts a text to a limit of Slack's, and nothing in two that means something only as a whole. */
export function clip(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(HALF, '')}…`;
}

/** Begins a sentence with what else stands in the middle of one. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Names a person so that Slack shows their name, or says that Grantdesk itself acted. */
export function person(id: string): string {
  return isPerson(id) ? `<@${id}>` : 'Grantdesk';
}

/** A moment in the reader's own time zone. */
export function moment(iso: string): string {
  const date = new Date(iso);
  const fallback = date.toISOString().slice(0, 16).replace('T', ' ');
  return `<!date^${Math.floor(date.getTime() / 1000)}^{date_short_pretty} at {time}|${fallback} UTC>`;
}

const DAY_FORMAT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** A calendar date such as a grant's Expires, which is the same day for every reader. */
export function day(date: string): string {
  return DAY_FORMAT.format(new Date(`${date}T00:00:00Z`));
}

/** How far away a calendar date is: "in 7 days", "tomorrow", "today", "3 days ago". */
export function daysAway(date: string, now: Date): string {
  const today = new Date(`${now.toISOString().slice(0, 10)}T00:00:00Z`).getTime();
  const days = Math.round((new Date(`${date}T00:00:00Z`).getTime() - today) / DAY);
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(days, 'day');
}

/** Joins words as a sentence does: "a, b or c". */
export function either(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(words);
}

/** Joins words as a sentence does: "a, b and c". */
export function both(words: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(words);
}
