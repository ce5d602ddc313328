import { createHash } from 'node:crypto';
import { headerLine, type ReportHeader, type ReportRow, reportRows, rowLine } from '../domain/review-report.ts';
import type { Store } from './store.ts';

/** The rows of a review's report, read part by part. */
export async function* readReportRows({ reviews }: Pick<Store, 'reviews'>, review: string): AsyncGenerator<ReportRow> {
  for await (const { record } of reviews.parts(review)) yield* reportRows(record);
}

/** SHA-256 (hex) of a report: of its header and every row, each on a line. */
export async function reportDigest(
  header: ReportHeader,
  rows: AsyncIterable<ReportRow> | Iterable<ReportRow>,
): Promise<string> {
  const hash = createHash('sha256').update(`${headerLine(header)}\n`);
  for await (const row of rows) hash.update(`${rowLine(row)}\n`);
  return hash.digest('hex');
}
