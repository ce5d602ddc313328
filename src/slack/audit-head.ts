import type { WebClient } from '@slack/web-api';
import type { Clock } from '../domain/clock.ts';
import { DAY } from '../domain/duration.ts';
import type { Delivery } from '../domain/effects.ts';
import type { Policy } from '../policy/schema.ts';
import { onceWithin } from '../store/once.ts';
import type { Store } from '../store/store.ts';
import type { Alert } from './alerts.ts';
import { slackFault } from './faults.ts';
import { waitFor } from './pacing.ts';
import { auditHeadMessage } from './views/audit-head.ts';

/** A day's post is not made again, however long the job of that day is tried. */
const ONCE_IN_MS = 2 * DAY;

export type AuditHeadParts = {
  client: WebClient;
  store: Store;
  policy: () => Policy;
  clock: Clock;
  /** Tells the admins when somebody has to see to the channel. */
  alert: Alert;
  /** How long, in ms, a channel rests after each message. */
  slotMs: number;
};

/**
 * Makes the function that posts the head of the audit trail to the audit channel, once a day for all processes together.
 * Where the policy names no such channel, or nothing has happened yet, it does nothing. `slot` is a moment reserved for
 * it. Throws on what may succeed later; the day is then free again.
 */
export function createAuditHeadPost(parts: AuditHeadParts): (slot: number | undefined) => Promise<Delivery> {
  const { client, store, policy, clock, alert, slotMs } = parts;
  return async (slot) => {
    const channel = policy().channels.audit;
    const head = await store.audit.head();
    if (channel === undefined || head.seq === 0) return { outcome: 'sent' };
    const until = await waitFor(store, channel, slotMs, slot);
    if (until !== undefined) return { outcome: 'wait', until };

    const date = clock.now().toISOString().slice(0, 10);
    const day = `audit-head:${date}`;
    try {
      const once = await onceWithin(store, day, ONCE_IN_MS, async () => {
        const message = auditHeadMessage(head, date);
        await client.chat.postMessage({ channel, ...message, unfurl_links: false, unfurl_media: false });
      });
      return once.outcome === 'busy' ? { outcome: 'wait', until: once.until } : { outcome: 'sent' };
    } catch (error) {
      const fault = slackFault(error, channel);
      if (fault?.retryAfterMs !== undefined) {
        await store.pause(channel, fault.retryAfterMs);
        return { outcome: 'wait', until: Date.now() + fault.retryAfterMs };
      }
      if (fault?.ofChannel) await alert(channel, fault);
      if (fault?.final) return { outcome: 'refused', sentence: fault.sentence };
      throw error;
    }
  };
}
