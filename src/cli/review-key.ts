import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readReportKey } from '../config.ts';
import type { CliIo } from './io.ts';
import { readText, UnusableError } from './run-with.ts';

const MAKE = 'Make a key pair with: npx grantdesk review keygen';

/** The private key that reports are signed with, from the environment or the file that it names; nothing where there is none. */
export function reportKey({ env }: Pick<CliIo, 'env'>): KeyObject | undefined {
  const text = readReportKey(env);
  if (text === undefined) return undefined;
  if (text.includes('PUBLIC KEY-----')) throw unusable(`is a public key. Give the private one, or ${lower(MAKE)}`);
  const key = readKey(() => createPrivateKey(isPem(text) ? unescaped(text) : { key: der(text), ...PKCS8 }));
  if (!key) {
    throw unusable(
      `is not a private key, in PEM or in base64 (PKCS#8, without a passphrase). A random secret, as earlier versions took, signs no longer: whoever verified with it could have forged. ${MAKE}`,
    );
  }
  if (!isEd25519(key)) throw unusable(`is a private key of another kind than Ed25519. ${MAKE}`);
  return key;
}

/** The public key in a file. Throws UnusableError where there is none. */
export function publicKeyAt(path: string): KeyObject {
  const text = readText(path);
  if (text.includes('PRIVATE KEY-----')) {
    throw new UnusableError([
      `${path} holds a private key, which only who writes reports should have. Give the public one: npx grantdesk review public-key`,
    ]);
  }
  const key = readKey(() => createPublicKey(isPem(text) ? text : { key: der(text), ...SPKI }));
  if (key && isEd25519(key)) return key;
  throw new UnusableError([
    `${path} holds no public key of Ed25519. Give the one that \`review keygen\` has written, in PEM.`,
  ]);
}

/** SHA-256 (hex) of a public key in DER, or of the one that belongs to a private key. */
export function fingerprintOf(key: KeyObject): string {
  const open = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(open.export({ format: 'der', type: 'spki' }))
    .digest('hex');
}

/** Ed25519 signature (base64) of a text. */
export const signText = (text: string, key: KeyObject): string => sign(null, Buffer.from(text), key).toString('base64');

/** Whether a signature is the one of this text under the private key that belongs to this public one. */
export const isSigned = (text: string, signature: string, key: KeyObject): boolean =>
  verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));

const PKCS8 = { format: 'der', type: 'pkcs8' } as const;
const SPKI = { format: 'der', type: 'spki' } as const;

const isPem = (text: string) => text.includes('-----BEGIN');
const isEd25519 = (key: KeyObject) => key.asymmetricKeyType === 'ed25519';
const der = (text: string) => Buffer.from(text, 'base64');
const lower = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1);

/** A variable of one line, as some files of variables have it, writes the ends of lines as \n. */
const unescaped = (text: string) => text.replaceAll('\\n', '\n');

/** Why a text is no key is not repeated: it would be about a secret. */
function readKey(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const unusable = (fault: string) => new UnusableError([`GRANTDESK_REPORT_KEY ${fault}`]);
