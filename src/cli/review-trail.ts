import type { SealedEvent } from '../store/audit.ts';
import type { ExitCode, StoreIo } from './io.ts';
import type { ReportFile } from './review-file.ts';
import { refuse, say } from './say.ts';
import { withRedis } from './with-redis.ts';

/** Holds a report that is not signed against the audit trail, which has the digest of every review that is over. */
export async function againstTrail(io: StoreIo, path: string, report: ReportFile): Promise<ExitCode> {
  const { seal, review, digest } = report;
  if (!seal) {
    return refuse(io, `${path} is not signed and has no place in the audit trail, so nothing proves it.`);
  }
  return withRedis<ExitCode>(io, async ({ store }) => {
    const [event] = await store.audit.read(seal.seq, 1);
    const fault = trailFault(event, report);
    if (fault !== undefined) return refuse(io, `${path}: ${fault}`);
    say(
      io,
      `${path} is not signed, but sound: the audit trail holds the digest of ${review.id} as event ${seal.seq} (${digest}). ${report.rows.length === 1 ? '1 grant' : `${report.rows.length} grants`}.`,
    );
    say(io, 'That the audit trail itself is whole, shows: npx grantdesk audit verify');
    return 0;
  });
}

function trailFault(event: SealedEvent | undefined, { seal, review, digest }: ReportFile): string | undefined {
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
