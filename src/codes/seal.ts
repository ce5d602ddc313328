import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Whom a secret belongs to. It can be opened for nobody else. */
export type SealedFor = { installation: string; person: string };

/** `seal_broken`: the key is another one than it was sealed with, it belongs to somebody else, or it was changed. */
export class SealError extends Error {
  override name = 'SealError';
  readonly code = 'seal_broken';

  constructor(options?: ErrorOptions) {
    super('A stored secret cannot be opened with the present GRANTDESK_CODES_KEY', options);
  }
}

/** Encrypts a secret with a key of 32 bytes. The answer begins with the version of its form. */
export function sealSecret(key: Buffer, owner: SealedFor, secret: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(additionalData(owner));
  const encrypted = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), encrypted]).toString('base64url')}`;
}

/** Decrypts what {@link sealSecret} made for the same owner with the same key. Throws {@link SealError}. */
export function openSecret(key: Buffer, owner: SealedFor, sealed: string): string {
  const [version, text = ''] = sealed.split('.');
  const bytes = Buffer.from(text, 'base64url');
  if (version !== VERSION || bytes.length <= IV_BYTES + TAG_BYTES) throw new SealError();
  const iv = bytes.subarray(0, IV_BYTES);
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(additionalData(owner)).setAuthTag(tag);
  try {
    const decrypted = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
    return Buffer.concat(decrypted).toString('utf8');
  } catch (cause) {
    throw new SealError({ cause });
  }
}

const additionalData = ({ installation, person }: SealedFor) =>
  Buffer.from(JSON.stringify(['grantdesk-code', VERSION, installation, person]));
