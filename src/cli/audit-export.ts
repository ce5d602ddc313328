import type { AuditHead, SealedEvent } from '../store/audit.ts';
import { auditEntries, auditState } from '../store/audit.ts';
import { type AuditRange, entriesIn, type ReadEntry, rangeIn } from '../store/audit-range.ts';
import { csvLine } from './csv.ts';
import type { AuditIo, ExitCode } from './io.ts';
import { readMoment } from './moments.ts';
import { UnusableError } from './run-with.ts';
import { fileSink, outputSink, type Sink } from './sink.ts';
import { withRedis } from './with-redis.ts';

/** The forms that the trail is written in. */
export const FORMATS = ['jsonl', 'csv'] as const;
type Options = { from?: string; to?: string; format: (typeof FORMATS)[number]; out?: string };

/** Writes the events of a period, oldest first. */
export async function exportAudit(io: AuditIo, { from, to, format, out }: Options): Promise<ExitCode> {
  const period = {
    from: from === undefined ? undefined : readMoment('--from', from),
    before: to === undefined ? undefined : readMoment('--to', to, 'end'),
  };
  if (period.from && period.before && period.from >= period.before) {
    throw new UnusableError(['--from is not before --to. Exchange them, or leave one of them out.']);
  }
  return withRedis<ExitCode>(io, async ({ redis, keys }) => {
    const state = await auditState(redis, keys);
    const range = await rangeIn(auditEntries(redis, keys, state), period);
    const sink = out === undefined ? outputSink(io.stdout) : await fileSink(out);
    const entries = auditEntries(redis, keys, state);
    let head: AuditHead | undefined;
    const noted = noting(range === undefined ? [] : entriesIn(entries, range), (last) => {
      head = last;
    });
    const count = await writeEvents(sink, noted, format);
    const digest = await sink.close();
    const { anchor } = await auditState(redis, keys);
    if (anchor.seq !== state.anchor.seq) throw new UnusableError([TRIMMED_MEANWHILE]);
    io.stderr.write(`${exportedSentence(count, range)}${out === undefined ? '' : ` SHA-256 of ${out}: ${digest}`}\n`);
    if (head && format === 'jsonl') io.stderr.write(`${headSentence(head, out)}\n`);
    return 0;
  });
}

const TRIMMED_MEANWHILE =
  'The trail was trimmed while it was read, so events may be missing: throw this export away, and export again.';

/** The file itself cannot say where it was to end, so that this is kept apart from it. */
const headSentence = ({ seq, hash }: AuditHead, out = 'FILE') =>
  `Head: ${seq}:${hash}\nKeep it apart from the file. With it, an end that is cut off is found: npx grantdesk audit verify --file ${out} --head ${seq}:${hash}`;

async function* noting(
  entries: AsyncIterable<ReadEntry> | ReadEntry[],
  note: (event: AuditHead) => void,
): AsyncGenerator<ReadEntry> {
  for await (const read of entries) {
    note(read.event);
    yield read;
  }
}

function exportedSentence(count: number, range: AuditRange | undefined): string {
  if (!range) return 'No event lies in this period.';
  return count === 1
    ? `1 event was exported: ${range.first}.`
    : `${count} events were exported: ${range.first} to ${range.last}.`;
}

/** Writes events as lines; JSON as it was sealed, so that it can be verified. Answers how many. */
export async function writeEvents(
  sink: Sink,
  entries: AsyncIterable<ReadEntry> | ReadEntry[],
  format: (typeof FORMATS)[number],
): Promise<number> {
  let count = 0;
  if (format === 'csv') await sink.write(csvLine(COLUMNS));
  for await (const { entry, event } of entries) {
    await sink.write(format === 'csv' ? csvLine(cellsOf(event)) : `${entry}\n`);
    count += 1;
  }
  return count;
}

const COLUMNS = ['seq', 'at', 'actor', 'action', 'subjects', 'detail', 'hash', 'prev'];

const cellsOf = ({ seq, at, actor, action, subjects, detail, hash, prev }: SealedEvent): string[] => [
  String(seq),
  at,
  actor,
  action,
  subjects.join(' '),
  JSON.stringify(detail),
  hash,
  prev,
];
