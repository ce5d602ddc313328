import { createHash, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { REPORT_COLUMNS } from '../domain/review-report.ts';
import { reportDigest } from '../store/review-report.ts';
import { csvLine } from './csv.ts';
import type { ExitCode, StoreIo } from './io.ts';
import {
  CsvSignature,
  isSignedBy,
  REPORT_KINDS,
  ReportFile,
  type Signature,
  signaturePath,
  type Unsigned,
} from './review-file.ts';
import { fingerprintOf, publicKeyAt } from './review-key.ts';
import { readReportJson } from './review-read.ts';
import { againstTrail } from './review-trail.ts';
import { readText, UnusableError } from './run-with.ts';
import { refuse, say } from './say.ts';

/**
 * Holds a report against its signature, with the public key alone. One in JSON that is not signed is held against the
 * audit trail instead, which needs Redis.
 */
export async function verifyReport(
  io: StoreIo,
  path: string,
  { publicKey }: { publicKey?: string },
): Promise<ExitCode> {
  const key = publicKey === undefined ? undefined : publicKeyAt(publicKey);
  const text = readText(path);
  if (existsSync(signaturePath(path))) return verifyCsv(io, path, key);
  if (text.startsWith(csvLine(REPORT_COLUMNS).trimEnd())) {
    return refuse(io, `${path} is not signed, or ${signaturePath(path)}, which its signature is in, is not beside it.`);
  }
  return verifyJson(io, path, text, key);
}

async function verifyJson(io: StoreIo, path: string, text: string, key: KeyObject | undefined): Promise<ExitCode> {
  const read = readReportJson(path, text, ReportFile, REPORT_KINDS.json);
  if (!read.ok) return refuse(io, read.fault);
  const { rows, signature, ...statement } = read.file;
  const { review, digest } = statement;
  if ('value' in signature) {
    const fault = signatureFault(path, statement, signature, key);
    if (fault !== undefined) return refuse(io, fault);
  } else if (key !== undefined) {
    return refuse(io, `${path} is not signed. Without --public-key it is held against the audit trail.`);
  }
  if ((await reportDigest(review, rows)) !== digest) {
    return refuse(
      io,
      rows.length < review.grants
        ? `${path} was cut: ${rows.length} of its ${review.grants} rows are left.`
        : `${path} was changed: what it says does not add up to its digest.`,
    );
  }
  if (!('value' in signature)) return againstTrail(io, path, read.file);
  return sound(io, path, { id: review.id, grants: rows.length, signer: signature.key });
}

function verifyCsv(io: StoreIo, path: string, key: KeyObject | undefined): ExitCode {
  const beside = signaturePath(path);
  const read = readReportJson(beside, readText(beside), CsvSignature, REPORT_KINDS.csv);
  if (!read.ok) return refuse(io, read.fault);
  const { signature, ...statement } = read.file;
  const { review, csv } = statement;
  const bytes = readFileSync(path);
  const fault = signatureFault(beside, statement, signature, key) ?? bytesFault(path, bytes, csv);
  if (fault !== undefined) return refuse(io, fault);
  return sound(io, path, { id: review.id, grants: csv.rows, signer: signature.key });
}

/** Why the signature proves nothing; nothing where it does. Throws UnusableError without a key to hold it against. */
function signatureFault(path: string, statement: Unsigned, signature: Signature, key: KeyObject | undefined) {
  if (key === undefined) {
    throw new UnusableError([
      `${path} names the key ${signature.key} as the one that has signed it. Give its public key: --public-key FILE`,
    ]);
  }
  const given = fingerprintOf(key);
  if (signature.key !== given) {
    return `${path} is signed by another key: it names ${signature.key}, and the public key that you gave is ${given}.`;
  }
  if (isSignedBy(statement, signature, key)) return undefined;
  return `${path} was changed, or not signed by the key ${given} that it names: the signature does not fit.`;
}

/** What was done to the bytes that were signed: a row without its end is not there any more. */
function bytesFault(path: string, bytes: Buffer, { sha256, rows }: CsvSignature['csv']): string | undefined {
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return undefined;
  const left = Math.max(0, bytes.toString('utf8').split('\n').length - 2);
  if (left < rows) return `${path} was cut: ${left} of its ${rows} rows are left.`;
  return `${path} was changed: it is not, byte by byte, what was signed.`;
}

type Proven = { id: string; grants: number; signer: string };

function sound(io: StoreIo, path: string, { id, grants, signer }: Proven): ExitCode {
  say(
    io,
    `${path} is sound: the report of ${id}, ${grants === 1 ? '1 grant' : `${grants} grants`}, signed by the key ${signer}.`,
  );
  return 0;
}
