import type { KeyObject } from 'node:crypto';
import { OPERATOR } from '../codes/enrolments.ts';
import { eventAbout } from '../domain/effects.ts';
import type { Review } from '../domain/review-records.ts';
import { REPORT_COLUMNS, reportCells, reportHeader } from '../domain/review-report.ts';
import { readReportRows, reportDigest } from '../store/review-report.ts';
import type { Store } from '../store/store.ts';
import { csvLine } from './csv.ts';
import type { AuditIo, ExitCode } from './io.ts';
import { REPORT_KINDS, type ReportFile, type Seal, signatureOf, signaturePath, UNSIGNED } from './review-file.ts';
import { fingerprintOf, reportKey } from './review-key.ts';
import { refuse } from './say.ts';
import { fileSink, outputSink, type Sink } from './sink.ts';
import { fileSinks } from './sink-pair.ts';
import { withRedis } from './with-redis.ts';

const PAGE = 200;

/** The forms that a report is written in. */
export const REPORT_FORMATS = ['csv', 'json'] as const;
type Options = { format: (typeof REPORT_FORMATS)[number]; out?: string };

/** What a report is made of. */
type Made = Pick<ReportFile, 'review' | 'digest' | 'seal'>;
/** What was written: the SHA-256 of the file, and the key that signed it, if one did. `remark`: what to do with it. */
type Written = { sha256: string; key: string | undefined; remark: string };

/** Writes the report of a review that is over, row by row, and puts on record that it was written. */
export async function writeReport(io: AuditIo, id: string, { format, out }: Options): Promise<ExitCode> {
  const key = reportKey(io);
  return withRedis<ExitCode>(io, async ({ store }) => {
    const review = (await store.review(id))?.record;
    if (review?.state !== 'closed' || review.digest === undefined) {
      return refuse(io, review ? notOver(review) : `There is no ${id}. \`npx grantdesk review list\` has them.`);
    }
    const made = { review: reportHeader(review), digest: review.digest, seal: (await sealOf(review, store)) ?? null };
    if ((await reportDigest(made.review, readReportRows(store, id))) !== made.digest) {
      return refuse(
        io,
        `What is stored of ${id} is not what its end has sealed, so no report is written: it was changed in Redis. Compare it with a backup.`,
      );
    }
    const { remark, ...written } =
      format === 'csv' ? await writeCsv(io, made, { key, out }, store) : await writeJson(io, made, { key, out }, store);
    await noteReport(io, store, review, { format, ...written });
    io.stderr.write(`${remark}\n`);
    return 0;
  });
}

const notOver = ({ id, escalatedUntil, answerBy }: Review) =>
  `${id} is not over yet: it ends when every grant has its answer, at the latest ${escalatedUntil ?? answerBy}.`;

type Where = { key: KeyObject | undefined; out: string | undefined };

/** The signature stands in a file of its own, so that the table stays a table. */
async function writeCsv(io: AuditIo, made: Made, { key, out }: Where, store: Store): Promise<Written> {
  if (key === undefined || out === undefined) {
    const sink = out === undefined ? outputSink(io.stdout) : await fileSink(out);
    await writeTable(sink, made.review.id, store);
    return { sha256: await sink.close(), key: undefined, remark: key === undefined ? UNSIGNED : NO_PLACE };
  }
  const [sink, beside] = await fileSinks(out, signaturePath(out));
  const rows = await writeTable(sink, made.review.id, store);
  const sha256 = await sink.close();
  const statement = { kind: REPORT_KINDS.csv, ...made, csv: { sha256, rows } };
  await beside.write(`${JSON.stringify({ ...statement, signature: signatureOf(statement, key) }, null, 2)}\n`);
  await beside.close();
  const signer = fingerprintOf(key);
  const remark = `Signed by the key ${signer}. The signature is in ${signaturePath(out)}: give both files.`;
  return { sha256, key: signer, remark };
}

const NO_PLACE =
  'This report is not signed: the signature of CSV is written beside its file. To sign it, write it again with --out FILE.';

/** Answers how many rows there are below the names of the columns. */
async function writeTable(sink: Sink, id: string, store: Store): Promise<number> {
  let rows = 0;
  await sink.write(csvLine(REPORT_COLUMNS));
  for await (const row of readReportRows(store, id)) {
    await sink.write(csvLine(reportCells(id, row)));
    rows += 1;
  }
  return rows;
}

async function writeJson(io: AuditIo, made: Made, { key, out }: Where, store: Store): Promise<Written> {
  const sink = out === undefined ? outputSink(io.stdout) : await fileSink(out);
  const statement = { kind: REPORT_KINDS.json, ...made };
  const signature = key === undefined ? { unsigned: UNSIGNED } : signatureOf(statement, key);
  // The rows go one by one in the place of the closing brace, so that a long report needs little memory.
  await sink.write(`${JSON.stringify({ ...statement, signature }, null, 2).slice(0, -2)},\n  "rows": [`);
  let between = '\n    ';
  for await (const row of readReportRows(store, made.review.id)) {
    await sink.write(`${between}${JSON.stringify(row)}`);
    between = ',\n    ';
  }
  await sink.write('\n  ]\n}\n');
  const signer = key === undefined ? undefined : fingerprintOf(key);
  const remark = signer === undefined ? UNSIGNED : `Signed by the key ${signer}.`;
  return { sha256: await sink.close(), key: signer, remark };
}

/** The audit event that ended the review; nothing once it was trimmed. */
async function sealOf({ id, digest }: Review, { audit }: Store): Promise<Seal | undefined> {
  for (let seen = 0; ; seen += PAGE) {
    const { events } = await audit.history(id, PAGE, seen);
    const end = events.find(({ action, detail }) => action === 'review.closed' && detail.digest === digest);
    if (end) return { seq: end.seq, at: end.at, hash: end.hash };
    if (events.length < PAGE) return undefined;
  }
}

type Noted = { format: string; sha256: string; key: string | undefined };

async function noteReport(io: AuditIo, store: Store, review: Review, { key, ...noted }: Noted): Promise<void> {
  const detail = { ...noted, digest: review.digest ?? '', ...(key === undefined ? {} : { key }), ...io.place };
  const event = eventAbout([review], OPERATOR, 'review.reported', io.clock.now(), detail);
  await store.commit({ requests: [], grants: [], events: [event], effects: [], claims: [], releases: [] });
}
