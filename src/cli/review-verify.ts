import type { SealedEvent } from '../store/audit.ts';
import { reportDigest } from '../store/review-report.ts';
import type { ExitCode, StoreIo } from './io.ts';
import { isSigned, reportKey } from './review-key.ts';
import { ReportFile } from './review-report.ts';
import { readText, UnusableError } from './run-with.ts';
import { refuse, say } from './say.ts';
import { withRedis } from './with-redis.ts';

/**
 * Holds a report against its signature. One with an HMAC is verified by the key alone; one without by the audit chain,
 * which has the digest of every review that is over.
 */
export async function verifyReport(io: StoreIo, path: string): Promise<ExitCode> {
  const report = readReport(path);
  const { review, rows, digest, hmac } = report;
  if ((await reportDigest(review, rows)) !== digest) {
    return refuse(io, `${path} was changed: what it says does not add up to its digest. Write the report anew.`);
  }
  if (hmac === null) return againstChain(io, path, report);
  const key = reportKey(io);
  if (key === undefined) {
    const sentence = `${path} is signed with a key. Set GRANTDESK_REPORT_KEY to the one that it was written with.`;
    throw new UnusableError([sentence]);
  }
  if (!isSigned(digest, hmac, key)) {
    return refuse(io, `${path} is not signed with this key: it was changed, or written with another.`);
  }
  say(io, `${path} is sound: the report of ${review.id}, signed with this key. ${rowsInWords(report)}`);
  return 0;
}

function readReport(path: string): ReportFile {
  try {
    return ReportFile.parse(JSON.parse(readText(path)));
  } catch (cause) {
    if (cause instanceof UnusableError) throw cause;
    throw new UnusableError([`${path} is not a report in JSON. Give one that \`review report\` has written.`], {
      cause,
    });
  }
}

async function againstChain(io: StoreIo, path: string, report: ReportFile): Promise<ExitCode> {
  const { seal, review, digest } = report;
  if (!seal) {
    return refuse(io, `${path} has neither an HMAC nor a place in the audit trail, so nothing proves it.`);
  }
  return withRedis<ExitCode>(io, async ({ store }) => {
    const [event] = await store.audit.read(seal.seq, 1);
    const fault = chainFault(event, report);
    if (fault !== undefined) {
      return refuse(io, `${path}: ${fault}`);
    }
    say(
      io,
      `${path} is sound: the audit trail holds the digest of ${review.id} as event ${seal.seq} (${digest}). ${rowsInWords(report)}`,
    );
    say(io, 'That the audit trail itself is whole, shows: npx grantdesk audit verify');
    return 0;
  });
}

function chainFault(event: SealedEvent | undefined, { seal, review, digest }: ReportFile): string | undefined {
  if (!seal || event?.seq !== seal.seq) {
    return 'the event that holds its digest is not in the audit trail. Where it was trimmed, look into the export of it.';
  }
  const isIts =
    event.action === 'review.closed' &&
    event.subjects.includes(review.id) &&
    event.hash === seal.hash &&
    event.at === seal.at;
  if (isIts && event.detail.digest === digest) return undefined;
  return `event ${seal.seq} of the audit trail holds something else: the report was changed.`;
}

const rowsInWords = ({ rows }: ReportFile) => (rows.length === 1 ? '1 grant.' : `${rows.length} grants.`);
