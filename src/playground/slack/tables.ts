import type { Limit } from './limit.ts';
import { rule } from './rules.ts';
import { CELLS } from './shapes.ts';
import { count } from './sizes.ts';

const TABLE = 'https://docs.slack.dev/reference/block-kit/blocks/table-block';
const MOST_CELLS = 20;

/** What Slack refuses of tables. */
export const TABLES: readonly Limit[] = [
  count('table: 1 to 100 rows', 'block:table', 'rows', [1, 100], TABLE),
  count('table: at most 20 column settings', 'block:table', 'column_settings', [0, 20], TABLE),
  rule('table: at most 20 cells in a row', TABLE, 'block:table', ({ value: { rows } }) => {
    const at = Array.isArray(rows) ? rows.findIndex((row) => !Array.isArray(row) || row.length > MOST_CELLS) : -1;
    if (at < 0) return undefined;
    const isList = Array.isArray((rows as unknown[])[at]);
    return [`rows/${at}`, isList ? `no more than ${MOST_CELLS} items allowed` : 'must be an array'];
  }),
  rule('table: cells of a known type', TABLE, 'cell', ({ type }) =>
    Object.hasOwn(CELLS, type) ? undefined : ['type', `unsupported type: ${type}`],
  ),
  rule('table: columns left, center or right', TABLE, 'column', ({ value: { align } }) =>
    align === undefined || ['left', 'center', 'right'].includes(String(align))
      ? undefined
      : ['align', 'must be one of the following: "left","center","right"'],
  ),
];
