import { randomBytes } from 'node:crypto';

/** An id that says nothing, like Workiva's. */
export function opaqueId(): string {
  return randomBytes(12).toString('base64url');
}
