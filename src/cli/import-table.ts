import { differencesFrom } from '../domain/import.ts';
import type { Adopted, Remark } from '../domain/import-row.ts';
import type { Grant } from '../domain/records.ts';
import { hasEnded } from '../domain/review-settle.ts';
import { tableLines } from './table.ts';

/** What becomes of a line: a new grant, or nothing because its grant is there. */
export type Planned = Adopted & { there?: Grant | undefined };
export type Plan = { rows: Planned[]; faults: Remark[]; warnings: Remark[] };

const HEADER = ['Line', 'What happens', 'Client Name', 'Workspace', 'Username', 'Expires', 'Owner'];

/** The plan as people read it: a table, then what differs, what to look at, and what is wrong. */
export function planLines({ rows, faults, warnings }: Plan): string[] {
  const fresh = rows.filter(({ there }) => !there).length;
  return [
    ...(rows.length === 0 ? [] : tableLines([HEADER, ...rows.map(cellsOf)])),
    ...part('Left alone, because they have ended:', rows.flatMap(endedLines)),
    ...part('Differences, which are not applied:', rows.flatMap(differenceLines)),
    ...part('Warnings:', warnings.map(remarkLine)),
    ...part('Faults:', faults.map(remarkLine)),
    '',
    `New: ${fresh}. There already: ${rows.length - fresh}. Faults: ${faults.length}. Warnings: ${warnings.length}.`,
  ];
}

function cellsOf({ line, there, terms, owner }: Planned): string[] {
  const what = there ? `nothing: it is ${there.id} (${there.state})` : 'becomes a grant';
  return [String(line), what, terms.clientName, terms.workspace, terms.user.username, terms.expires, owner];
}

function endedLines({ line, there }: Planned): string[] {
  if (!there || !hasEnded(there)) return [];
  const on = there.endedAt === undefined ? '' : ` on ${there.endedAt.slice(0, 10)}`;
  return [
    `  line ${line}: ${there.id}, ${there.state}${on}: left alone. If Workiva still has it, delete it there, or request it anew with /grant.`,
  ];
}

function differenceLines(row: Planned): string[] {
  const { line, there } = row;
  if (!there || hasEnded(there)) return [];
  return differencesFrom(there, row).map(
    ({ label, from, to }) => `  line ${line}, ${there.id}: ${label} is ${from} here, and ${to} in the file`,
  );
}

const remarkLine = ({ line, column, sentence }: Remark) => `  line ${line}, ${column}: ${sentence}`;

const part = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', title, ...lines]);
