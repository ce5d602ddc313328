import type { KnownBlock } from '@slack/types';
import { changesBetween, type Difference, sameUsername } from '../../domain/change.ts';
import type { AccessRequest } from '../../domain/records.ts';
import type { Terms } from '../../domain/terms.ts';
import { packed, section } from './blocks.ts';
import { clip, day, escapeText, person } from './text.ts';

/** The most that is shown of one value; a purpose stands below as a whole. */
const VALUE_LIMIT = 300;

/** One difference in a line: from what to what. */
export function differenceLine({ label, from, to }: Difference): string {
  const shown = (value: string) => (label === 'Expires' ? day(value) : escapeText(clip(value, VALUE_LIMIT)));
  return `*${label}*: ${shown(from)} → ${shown(to)}`;
}

const LISTS: Partial<Record<string, (terms: Terms) => readonly string[]>> = {
  Scopes: ({ scopes }) => scopes,
  'IP Restrictions': ({ ipRestrictions }) => ipRestrictions,
  Roles: ({ roles }) => roles,
};
/** The most that is shown of what is added to a long list, and of what is gone from it. */
const ENTRIES_LIMIT = 1_000;

/** What differs, a line each. Of a list that is too long to stand there twice, what is added and what is gone. */
export function changeLines(before: Terms, after: Terms): string[] {
  return changesBetween(before, after).map((change) => {
    const entries = LISTS[change.label];
    const fits = Math.max(change.from.length, change.to.length) <= VALUE_LIMIT;
    if (fits || !entries) return differenceLine(change);
    const [old, now] = [entries(before), entries(after)];
    const added = now.filter((entry) => !old.includes(entry));
    const gone = old.filter((entry) => !now.includes(entry));
    return `*${change.label}*: ${[...entriesWords('with', added), ...entriesWords('without', gone)].join('; ')}`;
  });
}

const entriesWords = (word: string, entries: readonly string[]): string[] =>
  entries.length === 0 ? [] : [`${word} ${escapeText(clip(entries.join(', '), ENTRIES_LIMIT))}`];

/** What an approver left out of what was asked, one line for each part; of the scopes those that are gone. */
export function lessLines(asked: Terms, given: Terms): string {
  const gone = asked.scopes.filter((name) => !given.scopes.includes(name));
  const lines = changesBetween(asked, given).map((change) =>
    change.label === 'Scopes' ? `*Scopes*: without ${escapeText(gone.join(', '))}` : differenceLine(change),
  );
  return lines.map((line) => `• ${line}`).join('\n');
}

/** What a request to change a grant changes, and what comes of it. */
export function changeBlocks({ kind, grant, owner, terms, previous }: AccessRequest): KnownBlock[] {
  if (kind !== 'change' || !previous) return [];
  const lines = changeLines(previous, terms).map((line) => `• ${line}`);
  const invalid = `:warning: *With another Workiva Username the secret of ${grant} becomes invalid.* ${person(owner)} has to collect a new one.`;
  return [...packed(`*What changes in ${grant}*`, lines), ...(sameUsername(previous, terms) ? [] : [section(invalid)])];
}
