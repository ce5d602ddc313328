import { CsvError, type Info, parse } from 'csv-parse/sync';
import { COLUMNS, headerFaults, type Remark, type Row } from '../domain/import-row.ts';
import { UnusableError } from './run-with.ts';

type Read = { rows: Row[]; faults: Remark[] };
type CsvRecord = { record: string[]; info: Info };

/** Reads the lines of a CSV file (RFC 4180; commas or semicolons), or says where it is not one. */
export function readGrantsCsv(text: string, path: string): Read {
  if (text.includes('�')) {
    throw new UnusableError([`${path}: is not written in UTF-8. Save it again as “CSV UTF-8”.`]);
  }
  // One kind of line end, so that one within a cell counts as one line.
  const records = recordsOf(text.replace(/\r\n?/g, '\n'));
  if ('faults' in records) return { rows: [], faults: records.faults };
  const [head, ...rest] = withLines(records);
  if (!head) throw new UnusableError([`${path}: is empty. Its first line must name the columns: ${COLUMNS.join(',')}`]);
  const header = head.cells.map((name) => name.trim().toLowerCase().replace(/\s+/g, '_'));
  if (!header.some((name) => COLUMNS.some((column) => column === name))) {
    throw new UnusableError([
      `${path}: is not a file of grants. Its first line must name the columns: ${COLUMNS.join(',')}`,
    ]);
  }
  const faults = headerFaults(header, head.line);
  if (faults.length > 0) return { rows: [], faults };
  const long = rest.filter(({ cells }) => cells.length !== header.length);
  return {
    rows: rest.map(({ line, cells }) => ({
      line,
      cells: Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ''])),
    })),
    faults: long.map(({ line, cells }) => ({ line, column: 'all', sentence: countSentence(cells, header) })),
  };
}

const countSentence = (cells: readonly string[], header: readonly string[]) =>
  `This line has ${cells.length} cells, and the first line names ${header.length} columns. Put a cell that contains the separator into quotes.`;

function recordsOf(text: string): CsvRecord[] | { faults: Remark[] } {
  const first = /\S.*/.exec(text)?.[0] ?? '';
  const delimiter = first.includes(',') || !first.includes(';') ? ',' : ';';
  try {
    return parse(text, { bom: true, delimiter, info: true, relax_column_count: true }) as unknown as CsvRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : 1;
    return {
      faults: [
        {
          line,
          column: 'all',
          sentence:
            'A quote is open, or stands within a cell that is not quoted. A quote within quotes is written twice.',
        },
      ],
    };
  }
}

/** The line on which each record begins; a cell may go over several. Empty lines are passed over. */
function withLines(records: readonly CsvRecord[]): { line: number; cells: string[] }[] {
  let begins = 1;
  return records.flatMap(({ record, info }) => {
    const line = begins;
    begins = info.lines + 1;
    return record.every((cell) => cell.trim() === '') ? [] : [{ line, cells: record }];
  });
}
