import type { GrantForm } from '../../../workiva/screen-types.ts';
import type { GrantRow } from '../../../workiva/types.ts';
import { daysUntil } from '../dates.ts';

/** The labels of the grant form, as Workiva's refusals name them. */
export const LABELS = {
  clientName: 'Client Name',
  workspace: 'Workspace',
  workivaUsername: 'Workiva Username',
  expires: 'Expires',
  scopes: 'Scopes',
  ipRestrictions: 'IP Restrictions',
} as const satisfies Record<keyof GrantForm, string>;

const SOON_DAYS = 30;

/** How a grant stands, in a word or two, and how much it matters. */
export function standingOf(grant: GrantRow, now: string): { words: string; tone: 'good' | 'warning' | 'bad' } {
  if (grant.status === 'expired') return { words: 'Expired', tone: 'bad' };
  const days = daysUntil(grant.expires, now);
  if (days > SOON_DAYS) return { words: 'Active', tone: 'good' };
  if (days <= 0) return { words: 'Last day', tone: 'warning' };
  return { words: days === 1 ? '1 day left' : `${days} days left`, tone: 'warning' };
}

/**
 * Reads scopes out of what was pasted: names separated by commas or line breaks. `unknown` are those that the form does
 * not offer.
 */
export function readScopes(text: string, offered: readonly string[]): { known: string[]; unknown: string[] } {
  const names = text
    .split(/[,;\n\t]/)
    .map((name) => name.trim().replace(/\s+/g, ' '))
    .filter(Boolean);
  const found = names.map((name) => ({
    name,
    scope: offered.find((scope) => scope.toLowerCase() === name.toLowerCase()),
  }));
  return {
    known: [...new Set(found.flatMap(({ scope }) => scope ?? []))],
    unknown: found.filter(({ scope }) => scope === undefined).map(({ name }) => name),
  };
}

/** `Spreadsheets (Read)`, `Spreadsheets (Write)` → one row for Spreadsheets, in the order offered. */
export function scopeRows(
  offered: readonly string[],
): { product: string; scopes: { name: string; level: string }[] }[] {
  const rows = new Map<string, { name: string; level: string }[]>();
  for (const name of offered) {
    const [, product = name, level = ''] = /^(.+) \((\w+)\)$/.exec(name) ?? [];
    rows.set(product, [...(rows.get(product) ?? []), { name, level }]);
  }
  return [...rows].map(([product, scopes]) => ({ product, scopes }));
}
