import { actionInWords, detailInWords } from '../domain/audit-words.ts';
import type { SealedEvent } from '../store/audit.ts';
import type { AuditIo, ExitCode } from './io.ts';
import { momentWriter } from './moments.ts';
import { refuse, say } from './say.ts';
import { withRedis } from './with-redis.ts';

const PAGE = 200;

type Options = { tz?: string; last: number };

/** Writes the history of a request, a grant or a person in plain lines, oldest first. */
export async function showAudit(io: AuditIo, named: string, { tz, last }: Options): Promise<ExitCode> {
  const subject = named === 'operator' || named === 'audit' ? named : named.toUpperCase();
  const moment = momentWriter(tz);
  return withRedis(io, async ({ store }) => {
    const newest: SealedEvent[] = [];
    let total = 0;
    do {
      const page = await store.audit.history(subject, Math.min(PAGE, last - newest.length), newest.length);
      newest.push(...page.events);
      total = page.events.length === 0 ? newest.length : page.total;
    } while (newest.length < Math.min(last, total));
    if (total === 0) {
      return refuse(
        io,
        `Nothing is kept about ${subject}. Name a request, a grant or a person: REQ-12, GRANT-57, U0FINANCE.`,
      );
    }
    const shown =
      total === newest.length
        ? countOf(total)
        : `the newest ${newest.length} of ${countOf(total)}; --last ${total} shows all`;
    say(io, `${subject}: ${shown}`);
    for (const event of newest.reverse()) say(io, lineOf(event, moment));
    return 0;
  });
}

const countOf = (events: number) => (events === 1 ? '1 event' : `${events} events`);

function lineOf({ seq, at, actor, action, subjects, detail }: SealedEvent, moment: (iso: string) => string): string {
  const details = detailInWords(detail).map(({ label, text }) => `    ${label}: ${text}`);
  return [`${moment(at)}  #${seq}  ${actionInWords(action)} by ${actor} (${subjects.join(', ')})`, ...details].join(
    '\n',
  );
}
