import type { KnownBlock } from '@slack/types';
import { changesBetween, type Difference, sameUsername } from '../../domain/change.ts';
import type { AccessRequest } from '../../domain/records.ts';
import type { Terms } from '../../domain/terms.ts';
import { section } from './blocks.ts';
import { clip, day, escapeText, person } from './text.ts';

/** The most that is shown of one value; a purpose stands below as a whole. */
const VALUE_LIMIT = 300;

/** One difference in a line: from what to what. */
export function differenceLine({ label, from, to }: Difference): string {
  const shown = (value: string) => (label === 'Expires' ? day(value) : escapeText(clip(value, VALUE_LIMIT)));
  return `*${label}*: ${shown(from)} → ${shown(to)}`;
}

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
  const lines = changesBetween(previous, terms).map((change) => `• ${differenceLine(change)}`);
  const invalid = `:warning: *With another Workiva Username the secret of ${grant} becomes invalid.* ${person(owner)} has to collect a new one.`;
  return [
    section(`*What changes in ${grant}*\n${lines.join('\n')}`),
    ...(sameUsername(previous, terms) ? [] : [section(invalid)]),
  ];
}
