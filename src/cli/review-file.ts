import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../domain/canonical-json.ts';
import { ReportHeader, ReportRow } from '../domain/review-report.ts';
import { fingerprintOf, isSigned, signText } from './review-key.ts';

/** The kinds of file, each with the version of its form: a report in JSON, and what stands beside one in CSV. */
export const REPORT_KINDS = { json: 'grantdesk-review/2', csv: 'grantdesk-review-csv/2' } as const;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Where the audit chain holds the digest of a report. */
const Seal = z.strictObject({ seq: z.int(), at: z.string(), hash: z.string() });
export type Seal = z.infer<typeof Seal>;

/** `key`: the fingerprint of the public key. `value`: the signature, in base64. */
const Signature = z.strictObject({ algorithm: z.literal('Ed25519'), key: Sha256, value: z.base64() });
export type Signature = z.infer<typeof Signature>;

/** What a report says where its signature would be. */
export const UNSIGNED =
  'This report is not signed. To sign it, set GRANTDESK_REPORT_KEY and write it again; npx grantdesk review keygen makes the key.';

const HEAD = {
  review: ReportHeader,
  /** SHA-256 of the review and its rows. */
  digest: Sha256,
  seal: Seal.nullable(),
};

/** A report in JSON. */
export const ReportFile = z.strictObject({
  kind: z.literal(REPORT_KINDS.json),
  ...HEAD,
  signature: z.union([Signature, z.strictObject({ unsigned: z.string() })]),
  rows: z.array(ReportRow),
});
export type ReportFile = z.infer<typeof ReportFile>;

/** What stands beside a report in CSV: its signature, and what that covers. `csv.rows`: without the names of the columns. */
export const CsvSignature = z.strictObject({
  kind: z.literal(REPORT_KINDS.csv),
  ...HEAD,
  csv: z.strictObject({ sha256: Sha256, rows: z.int() }),
  signature: Signature,
});
export type CsvSignature = z.infer<typeof CsvSignature>;

/** What both have before their signature. */
export type Unsigned = Omit<ReportFile, 'rows' | 'signature'> | Omit<CsvSignature, 'signature'>;

/** The file that holds the signature of a report in CSV. */
export const signaturePath = (path: string): string => `${path}.sig`;

/** Signs what a file says. The rows of JSON are covered by their digest, the bytes of CSV by their SHA-256. */
export function signatureOf(statement: Unsigned, key: KeyObject): Signature {
  const named = { algorithm: 'Ed25519', key: fingerprintOf(key) } as const;
  return { ...named, value: signText(signedText(statement, named), key) };
}

/** Whether what a file says is what was signed, by the private key that belongs to this public one. */
export function isSignedBy(statement: Unsigned, { value, ...named }: Signature, key: KeyObject): boolean {
  return isSigned(signedText(statement, named), value, key);
}

const signedText = (statement: Unsigned, signature: Omit<Signature, 'value'>) =>
  canonicalJson({ ...statement, signature });
