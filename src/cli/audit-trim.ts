import { basename } from 'node:path';
import { OPERATOR } from '../codes/enrolments.ts';
import { inWords } from '../domain/duration.ts';
import { type AuditState, auditEntries, auditState, type SealedEvent } from '../store/audit.ts';
import { readSealed } from '../store/audit-link.ts';
import { entriesIn, lastBefore } from '../store/audit-range.ts';
import { forgetTrimmed, trimAudit } from '../store/audit-trim.ts';
import { checkAudit } from '../store/audit-verify.ts';
import { writeEvents } from './audit-export.ts';
import { checkFile, linesOf } from './audit-verify.ts';
import type { AuditIo, ExitCode } from './io.ts';
import { readMoment } from './moments.ts';
import { policyAt } from './policy-option.ts';
import { UnusableError } from './run-with.ts';
import { refuse, say } from './say.ts';
import { fileSink } from './sink.ts';
import { type Opened, withRedis } from './with-redis.ts';

type Options = { before?: string; export: string; policy?: string };

/** How many events are looked at before their subjects are taken out of the index. */
const BATCH = 1_000;

/** Takes away old events, once they are exported, and the export is found to be whole. */
export async function trimAuditTrail(io: AuditIo, options: Options): Promise<ExitCode> {
  const before = boundary(io, options);
  if ('kept' in before) return refuse(io, before.kept);
  return withRedis(io, async (opened) => {
    const { redis, keys } = opened;
    const { faults } = await checkAudit(redis, keys);
    if (faults.length > 0) {
      return refuse(
        io,
        'The audit trail is not sound, so nothing is trimmed. Look at it with: npx grantdesk audit verify',
      );
    }
    const state = await auditState(redis, keys);
    const last = await lastBefore(auditEntries(redis, keys, state), before);
    if (!last) return said(io, `No event is older than ${before.toISOString()}: there is nothing to trim.`);
    return trim(io, opened, { state, last, file: options.export });
  });
}

/** The moment before which events may go, or why the policy keeps them. */
function boundary(io: AuditIo, { before, policy: path }: Options): Date | { kept: string } {
  const { keep } = policyAt(io, path).policy.audit;
  const chosen = before === undefined ? undefined : readMoment('--before', before);
  const latest = new Date(io.clock.now().getTime() - (keep ?? 0));
  const remedy = `Give ${latest.toISOString()} or an earlier moment.`;
  if (!chosen && keep === undefined) {
    throw new UnusableError(['Say with --before up to when, or set audit.keep in the policy.']);
  }
  if (chosen === undefined || chosen <= latest) return chosen ?? latest;
  if (keep === undefined) throw new UnusableError([`--before lies ahead. ${remedy}`]);
  return { kept: `--before is within the ${inWords(keep)} that the policy keeps. ${remedy}` };
}

type Part = { state: AuditState; last: SealedEvent; file: string };

async function trim(io: AuditIo, { redis, keys, store }: Opened, { state, last, file }: Part): Promise<ExitCode> {
  const { anchor } = state;
  const sink = await fileSink(file);
  const range = { first: anchor.seq + 1, last: last.seq };
  const events = await writeEvents(sink, entriesIn(auditEntries(redis, keys, state), range), 'jsonl');
  const sha256 = await sink.close();
  const written = await checkFile(file, [last], anchor);
  if (written.faults.length > 0 || written.last.seq !== last.seq) {
    throw new UnusableError([`${file} does not hold what was to be trimmed, so nothing is. Delete it, and try again.`]);
  }
  const detail = { events, file: basename(file), sha256, ...io.place };
  await trimAudit(store, { last, by: OPERATOR, now: io.clock.now(), detail });
  for await (const subjects of subjectsIn(file)) await forgetTrimmed(redis, keys, subjects, last.seq);
  return said(
    io,
    `Events ${range.first} to ${range.last} were trimmed. They are in ${file} (SHA-256: ${sha256}): keep it where nobody can change it. The audit trail goes on from event ${last.seq}.`,
  );
}

async function* subjectsIn(file: string): AsyncGenerator<Set<string>> {
  let subjects = new Set<string>();
  let looked = 0;
  for await (const line of linesOf(file)) {
    const event = readSealed(line);
    for (const subject of event ? [...event.subjects, event.actor] : []) subjects.add(subject);
    looked += 1;
    if (looked % BATCH > 0) continue;
    yield subjects;
    subjects = new Set();
  }
  yield subjects;
}

function said(io: AuditIo, sentence: string): ExitCode {
  say(io, sentence);
  return 0;
}
