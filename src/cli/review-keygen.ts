import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { CliIo, ExitCode } from './io.ts';
import { fingerprintOf, reportKey } from './review-key.ts';
import { UnusableError } from './run-with.ts';
import { fileSinks } from './sink-pair.ts';

/** Makes the key pair of reports: into two new files, or shown once. */
export async function makeKeyPair({ stdout }: CliIo, { out }: { out?: string }): Promise<ExitCode> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  if (out === undefined) {
    stdout.write(shownOnce(privateKey, publicKey));
    return 0;
  }
  const open = `${out}.pub`;
  const [secretFile, openFile] = await fileSinks(out, open);
  await secretFile.write(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  await openFile.write(pemOf(publicKey));
  await Promise.all([secretFile.close(), openFile.close()]);
  stdout.write(`${out} holds the private key, for who writes reports alone: GRANTDESK_REPORT_KEY_FILE=${out}\n`);
  stdout.write(`${open} holds the public key, for auditors: it verifies reports and signs none.\n`);
  stdout.write(`${fingerprintLine(publicKey)}\n${CONFIRM}\n`);
  return 0;
}

/** Writes the public key that belongs to the private one of the environment. */
export function writePublicKey(io: CliIo): ExitCode {
  const key = reportKey(io);
  if (key === undefined) {
    throw new UnusableError(['GRANTDESK_REPORT_KEY is not set. Give the private key that reports are signed with.']);
  }
  io.stdout.write(pemOf(createPublicKey(key)));
  io.stderr.write(`${fingerprintLine(key)}\n`);
  return 0;
}

const CONFIRM = 'Tell auditors the fingerprint in another way than you give them the file.';

const fingerprintLine = (key: KeyObject) => `SHA-256 fingerprint: ${fingerprintOf(key)}`;

const pemOf = (key: KeyObject) => key.export({ format: 'pem', type: 'spki' }).toString();

const shownOnce = (privateKey: KeyObject, publicKey: KeyObject) =>
  [
    'This private key is shown once and kept nowhere. Put it where only who writes reports can read it:',
    '',
    `GRANTDESK_REPORT_KEY=${privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')}`,
    '',
    'This is the public key, for auditors: it verifies reports and signs none.',
    '',
    `${pemOf(publicKey)}`,
    fingerprintLine(publicKey),
    CONFIRM,
    '',
  ].join('\n');
