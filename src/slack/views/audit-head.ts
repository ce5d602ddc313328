import type { AuditHead } from '../../store/audit.ts';
import { context, copyable, header, type Message, section } from './blocks.ts';

/** Puts on record outside of Redis where the audit trail stands, and says how to hold it against that later. */
export function auditHeadMessage({ seq, hash }: AuditHead, date: string): Message {
  const head = `${seq}:${hash}`;
  const events = seq === 1 ? '1 event' : `${seq} events`;
  return {
    text: `The audit trail on ${date}: ${events}, head ${head}`,
    blocks: [
      header(`Audit trail on ${date}`),
      section(`${events} so far. Nobody can change one of them, or take one away, and keep this head:`),
      copyable('Head', head),
      copyable('To verify', `npx grantdesk audit verify --head ${head}`),
      context('Leave this message here: whoever can write to Redis could seal the trail anew, but not this.'),
    ],
  };
}
