import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { InvalidArgumentError } from 'commander';
import type { AuditHead } from '../store/audit.ts';
import { MOST_FAULTS, type Walked, walkChain } from '../store/audit-chain.ts';
import type { ChainFault } from '../store/audit-faults.ts';
import { readLink } from '../store/audit-link.ts';
import { checkAudit, unmetFaults } from '../store/audit-verify.ts';
import { besideStored } from './audit-beside.ts';
import type { AuditIo, ExitCode } from './io.ts';
import { UnusableError } from './run-with.ts';
import { say, sayJson } from './say.ts';
import { withRedis } from './with-redis.ts';

type Options = { file?: string; head?: AuditHead[]; json?: true };
/** `remarks`: what else is to be said. `endProven`: whether something from elsewhere says that nothing comes after. */
type Verified = Walked & { remarks: string[]; endProven: boolean };

/** Says whether the chain of audit events is sound, and what of it is not. */
export async function verifyAuditTrail(io: AuditIo, { file, head = [], json }: Options): Promise<ExitCode> {
  const { remarks, ...found } = file === undefined ? await verifyStored(io, head) : await verifyFile(io, file, head);
  const isSound = found.faults.length === 0;
  if (json) sayJson(io, { ok: isSound, ...found, remarks });
  else if (isSound) say(io, [soundSentence(found, head), ...remarks, ...headLine(found)].join('\n'));
  else say(io, [...faultLines(found), ...remarks].join('\n'));
  return isSound ? 0 : 1;
}

/** What is stored has its head beside it, so that a missing end is a fault. */
async function verifyStored(io: AuditIo, known: readonly AuditHead[]): Promise<Verified> {
  const walked = await withRedis(io, ({ redis, keys }) => checkAudit(redis, keys, known));
  return { ...walked, remarks: [], endProven: true };
}

/** A file does not say where it was to end: a head that is given says it, or the stored trail where Redis is at hand. */
async function verifyFile(io: AuditIo, file: string, known: readonly AuditHead[]): Promise<Verified> {
  const walked = await checkExport(file, known);
  if (walked.faults.length > 0) return { ...walked, remarks: [], endProven: false };
  const { faults, remarks, isHead } = await besideStored(io, walked.last);
  const endProven = isHead || known.some(({ seq }) => seq === walked.last.seq);
  const isUnproven = faults.length === 0 && !endProven;
  return { ...walked, faults, endProven, remarks: [...remarks, ...(isUnproven ? [unproven(walked)] : [])] };
}

const unproven = ({ last }: Walked) =>
  `What comes after event ${last.seq} is not proven: the end of the file may be cut off. Give --head SEQ:HASH, which \`audit export\` printed and the audit channel has.`;

/** Where not one line is an event, it is another file rather than a trail of which nothing is left. */
async function checkExport(file: string, known: readonly AuditHead[]): Promise<Walked> {
  let lines = 0;
  for await (const line of linesOf(file)) {
    if (readLink(line)) return checkFile(file, known);
    lines += 1;
  }
  if (lines === 0) return emptied(file, known);
  throw new UnusableError([`${file}: holds no audit event. Give what \`audit export --format jsonl\` has written.`]);
}

/** An empty file proves nothing: whatever was in it is gone. */
async function emptied(file: string, known: readonly AuditHead[]): Promise<Walked> {
  const walked = await checkFile(file, known);
  const sentence = `${file} is empty: no event is in it. Export again, or take the file from where it is kept.`;
  return { ...walked, faults: [{ kind: 'missing', seq: 1, sentence }, ...walked.faults] };
}

/** Verifies an exported file. What its first event follows is not in it, unless `anchor` says it. */
export async function checkFile(file: string, known: readonly AuditHead[], anchor?: AuditHead): Promise<Walked> {
  const walked = await walkChain(linesOf(file), anchor, known);
  return { ...walked, faults: [...walked.faults, ...unmetFaults(walked, known)] };
}

/** The lines of a file that are not empty, read as they are needed. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  try {
    for await (const line of createInterface({ input: createReadStream(file, 'utf8') })) if (line !== '') yield line;
  } catch (cause) {
    throw new UnusableError([`${file}: cannot be read. Give the path of a file that exists.`], { cause });
  }
}

function soundSentence({ anchor, last }: Walked, known: readonly AuditHead[]): string {
  if (last.seq === anchor.seq) return 'There is no event to verify.';
  const before = anchor.seq === 0 ? '' : ` What is before event ${anchor.seq + 1} is not in it.`;
  const held =
    known.length === 0 ? '' : ` It holds ${known.map(({ seq }) => `event ${seq} as you gave it`).join(', ')}.`;
  return `The audit trail is sound from event ${anchor.seq + 1} to event ${last.seq}.${before}${held}`;
}

const headLine = ({ anchor, last }: Walked): string[] =>
  last.seq === anchor.seq ? [] : [`Head: ${last.seq}:${last.hash}`];

function faultLines({ anchor, sound, faults }: Walked): string[] {
  const until = sound === anchor.seq ? 'Nothing before the first fault is sound' : `It is sound up to event ${sound}`;
  const count = faults.length >= MOST_FAULTS ? 'Too many faults to look for more' : `Faults: ${faults.length}`;
  return [...faults.map(faultLine), `${count}. ${until}. Keep it as it is, and compare it with a backup or an export.`];
}

const faultLine = ({ kind, sentence }: ChainFault) => `✗ ${kind}: ${sentence}`;

/** Reads a head as the audit channel shows it, and gathers those that are given. */
export function readHead(text: string, before: AuditHead[] = []): AuditHead[] {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-fA-F]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined) {
    throw new InvalidArgumentError('It is not a head. Copy it from the audit channel, as 57:9f86….');
  }
  return [...before, { seq: Number(seq), hash: hash.toLowerCase() }];
}
