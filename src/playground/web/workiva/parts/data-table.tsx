import type { ReactNode } from 'react';

/** One column: what its header says, and how a row fills it. */
export type Column<Row> = { header: string; cell: (row: Row) => ReactNode; className?: string };

type DataTableProps<Row> = {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** What stands there instead while there are no rows. */
  empty: ReactNode;
};

/** A table that becomes a stack of cards where it has little room. The first column names the row. */
export function DataTable<Row>({ caption, columns, rows, keyOf, empty }: DataTableProps<Row>) {
  if (rows.length === 0) return <div className="wk-empty">{empty}</div>;
  const [first, ...others] = columns;
  return (
    <table className="wk-table">
      <caption className="unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ header }) => (
            <th key={header} scope="col">
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            <th scope="row">{first?.cell(row)}</th>
            {others.map(({ header, cell, className }) => (
              <td key={header} data-label={header} className={className}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
