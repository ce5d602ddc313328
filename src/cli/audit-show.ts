import type { Wording } from '../domain/audit-told.ts';
import { detailInWords, eventInWords } from '../domain/audit-words.ts';
import { driftId, isDriftId } from '../domain/drift-record.ts';
import { SYSTEM } from '../domain/effects.ts';
import type { SealedEvent } from '../store/audit.ts';
import type { Beginning } from '../store/audit-index.ts';
import type { AuditIo, ExitCode } from './io.ts';
import { momentWriter } from './moments.ts';
import { refuse, say } from './say.ts';
import { withRedis } from './with-redis.ts';

const PAGE = 200;

type Options = { tz?: string; last: number };

/** Writes the history of a request, a grant or a person in plain lines, oldest first. */
export async function showAudit(io: AuditIo, named: string, { tz, last }: Options): Promise<ExitCode> {
  const subject = subjectNamed(named);
  const moment = momentWriter(tz);
  return withRedis(io, async ({ store }) => {
    const newest: SealedEvent[] = [];
    let total = 0;
    let begins: Beginning | undefined;
    do {
      const page = await store.audit.history(subject, Math.min(PAGE, last - newest.length), newest.length);
      newest.push(...page.events);
      begins = page.begins;
      total = page.events.length === 0 ? newest.length : page.total;
    } while (newest.length < Math.min(last, total));
    if (total === 0) {
      return refuse(
        io,
        [
          `Nothing is kept about ${subject}. Name a request, a grant or a person: REQ-12, GRANT-57, U0FINANCE.`,
          ...trimmedWords(begins, moment),
        ].join(' '),
      );
    }
    const shown =
      total === newest.length
        ? countOf(total)
        : `the newest ${newest.length} of ${countOf(total)}; --last ${total} shows all`;
    say(io, [`${subject}: ${shown}`, ...trimmedWords(begins, moment)].join('. '));
    for (const event of newest.reverse()) say(io, lineOf(event, moment));
    return 0;
  });
}

/** Ids are in capitals, whatever is typed; what comes after DRIFT- is a username, which has none. */
function subjectNamed(typed: string): string {
  if (typed === 'operator' || typed === 'audit') return typed;
  const id = typed.toUpperCase();
  return isDriftId(id) ? driftId(id.slice(driftId('').length)) : id;
}

/** Says that what is shown may not be all, and where the rest is. */
function trimmedWords(begins: Beginning | undefined, moment: (iso: string) => string): string[] {
  if (!begins) return [];
  const latest = begins.file === undefined ? '' : `, the latest of them ${begins.file}`;
  return [
    `The trail begins with event ${begins.seq}, ${moment(begins.at)}: what was before is in the files that audit trim has exported${latest}.`,
  ];
}

const countOf = (events: number) => (events === 1 ? '1 event' : `${events} events`);

function lineOf(event: SealedEvent, moment: (iso: string) => string): string {
  const wording = { ...WORDING, moment };
  const details = detailInWords(event, wording).map(({ label, entries }) => `    ${label}: ${entries.join(', ')}`);
  const { at, seq, subjects } = event;
  const sentence = eventInWords(event, wording);
  const named: readonly string[] = sentence.split(/[^\w-]+/);
  const others = subjects.filter((id) => !named.includes(id));
  const about = others.length === 0 ? '' : ` (about ${others.join(', ')})`;
  return [`${moment(at)}  #${seq}  ${sentence}${about}`, ...details].join('\n');
}

/** People stay the IDs that the trail has: a terminal knows no names. */
const WORDING: Omit<Wording, 'moment'> = {
  person: (id) => (id === SYSTEM ? 'Grantdesk' : id),
  day: (date) => date,
  text: (typed) => typed,
};
