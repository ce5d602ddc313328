import { randomBytes } from 'node:crypto';

/** The one workspace of the stand-in and the app that is installed there. */
export const TEAM = { id: 'T0GRANTDESK', domain: 'grantdesk-demo', name: 'Grantdesk demo' } as const;
export const APP = { id: 'A0GRANTDESK', botId: 'B0GRANTDESK', botUserId: 'U0GRANTDESK', name: 'grantdesk' } as const;

/** The deprecated verification token, still part of every payload. */
export const VERIFICATION_TOKEN = 'verification-token-of-the-stand-in';

/** An id in the form of Slack's: a letter for the kind, then capitals and digits. */
export function freshId(kind: string): string {
  return `${kind}0${randomBytes(5).toString('hex').toUpperCase()}`;
}

/** A short id, as Slack gives to blocks and elements that came without one. */
export function shortId(): string {
  return randomBytes(4).toString('base64url').slice(0, 5);
}
