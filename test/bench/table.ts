import type { Finding } from './measure.ts';

const HEAD = ['what', 'ours, ms', 'bare, ms', 'ratio', 'p95, ms', 'max, ms'];

/** The findings as a table in Markdown, its columns lined up. */
export function tableOf(findings: readonly Finding[]): string {
  const rows = [HEAD, ...findings.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)].join('\n');
}

const cellsOf = ({ what, ours, bare, ratio, more }: Finding): string[] => [
  what,
  inMs(ours),
  inMs(bare),
  ratio.toFixed(2),
  more ? inMs(more.p95) : '',
  more ? inMs(more.max) : '',
];

const inMs = (ms: number) => (ms < 10 ? ms.toFixed(2) : ms.toFixed(0));
