import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CliIo } from './io.ts';
import { readText, UnusableError } from './run-with.ts';

const SHORTEST = 32;

/** The key that reports are signed with, from the environment or the file that it names; nothing where there is none. */
export function reportKey({ env }: Pick<CliIo, 'env'>): string | undefined {
  const { GRANTDESK_REPORT_KEY: given, GRANTDESK_REPORT_KEY_FILE: path } = env;
  if (given && path) throw unusable('and GRANTDESK_REPORT_KEY_FILE are both set. Keep one of them.');
  const key = path ? readText(path).trim() : given?.trim();
  if (!key) return undefined;
  if (key.length < SHORTEST) {
    throw unusable(`is shorter than ${SHORTEST} characters. Give what \`openssl rand -base64 32\` prints.`);
  }
  return key;
}

const unusable = (fault: string) => new UnusableError([`GRANTDESK_REPORT_KEY ${fault}`]);

/** HMAC-SHA256 (hex) of a report's digest. */
export const sign = (digest: string, key: string): string => createHmac('sha256', key).update(digest).digest('hex');

/** Whether a signature is the one of this digest under this key. */
export function isSigned(digest: string, signature: string, key: string): boolean {
  const [right, given] = [Buffer.from(sign(digest, key)), Buffer.from(signature)];
  return right.length === given.length && timingSafeEqual(right, given);
}
