import { z } from 'zod';
import type { Review } from '../domain/review-records.ts';
import { REPORT_COLUMNS, ReportHeader, ReportRow, reportCells, reportHeader } from '../domain/review-report.ts';
import { readReportRows } from '../store/review-report.ts';
import type { Store } from '../store/store.ts';
import { csvLine } from './csv.ts';
import type { ExitCode, StoreIo } from './io.ts';
import { reportKey, sign } from './review-key.ts';
import { refuse } from './say.ts';
import { fileSink, outputSink, type Sink } from './sink.ts';
import { withRedis } from './with-redis.ts';

/** The forms that a report is written in. */
export const REPORT_FORMATS = ['csv', 'json'] as const;
type Options = { format: (typeof REPORT_FORMATS)[number]; out?: string };

const REPORT_KIND = 'grantdesk-review/1';

/** Where the audit chain holds the digest of a report. */
const Seal = z.object({ seq: z.int(), at: z.string(), hash: z.string() });
type Seal = z.infer<typeof Seal>;

/** A report in JSON. */
export const ReportFile = z.object({
  kind: z.literal(REPORT_KIND),
  review: ReportHeader,
  /** SHA-256 of the review and its rows. */
  digest: z.string(),
  /** HMAC-SHA256 of the digest, where there is a key. */
  hmac: z.string().nullable(),
  seal: Seal.nullable(),
  rows: z.array(ReportRow),
});
export type ReportFile = z.infer<typeof ReportFile>;

/** Writes the report of a review that is over, row by row. */
export async function writeReport(io: StoreIo, id: string, { format, out }: Options): Promise<ExitCode> {
  const key = reportKey(io);
  return withRedis<ExitCode>(io, async ({ store }) => {
    const review = (await store.review(id))?.record;
    if (review?.state !== 'closed' || review.digest === undefined) {
      return refuse(io, review ? notOver(review) : `There is no ${id}. \`npx grantdesk review list\` has them.`);
    }
    const sink = out === undefined ? outputSink(io.stdout) : await fileSink(out);
    if (format === 'csv') await writeCsv(sink, id, store);
    else await writeJson(sink, { review, digest: review.digest, key }, store);
    await sink.close();
    return 0;
  });
}

const notOver = ({ id, escalatedUntil, answerBy }: Review) =>
  `${id} is not over yet: it ends when every grant has its answer, at the latest ${escalatedUntil ?? answerBy}.`;

async function writeCsv(sink: Sink, id: string, store: Store): Promise<void> {
  await sink.write(csvLine(REPORT_COLUMNS));
  for await (const row of readReportRows(store, id)) await sink.write(csvLine(reportCells(id, row)));
}

async function writeJson(
  sink: Sink,
  { review, digest, key }: { review: Review; digest: string; key: string | undefined },
  store: Store,
): Promise<void> {
  const head: Omit<ReportFile, 'rows'> = {
    kind: REPORT_KIND,
    review: reportHeader(review),
    digest,
    hmac: key === undefined ? null : sign(digest, key),
    seal: (await sealOf(review, store)) ?? null,
  };
  // The rows go one by one in the place of the closing brace, so that a long report needs little memory.
  await sink.write(`${JSON.stringify(head, null, 2).slice(0, -2)},\n  "rows": [`);
  let between = '\n    ';
  for await (const row of readReportRows(store, review.id)) {
    await sink.write(`${between}${JSON.stringify(row)}`);
    between = ',\n    ';
  }
  await sink.write('\n  ]\n}\n');
}

/** The audit event that ended the review; nothing once it was trimmed. */
async function sealOf({ id, digest }: Review, { audit }: Store): Promise<Seal | undefined> {
  const { events } = await audit.history(id, 1);
  const [last] = events;
  if (last?.action !== 'review.closed' || last.detail.digest !== digest) return undefined;
  return { seq: last.seq, at: last.at, hash: last.hash };
}
