import type { WebClient } from '@slack/web-api';
import type { Clock } from '../domain/clock.ts';
import { isDelegationId } from '../domain/delegation.ts';
import { isDriftId } from '../domain/drift-record.ts';
import { type Delivery, type MessageName, messageKey } from '../domain/effects.ts';
import { isGrantId, isRequestId } from '../domain/ids.ts';
import { readPairMessage } from '../domain/pair-ref.ts';
import type { Grant } from '../domain/records.ts';
import type { Logger } from '../observability/log.ts';
import type { Policy } from '../policy/schema.ts';
import type { MessageRef, MessageRefs } from '../store/message-refs.ts';
import type { Store } from '../store/store.ts';
import type { Alert } from './alerts.ts';
import { slackFault } from './faults.ts';
import { waitFor } from './pacing.ts';
import { render } from './render.ts';
import type { Address, Rendered } from './rendered.ts';
import { digestFacts } from './use-cases/digest.ts';
import { preferencesFor } from './use-cases/preferences.ts';
import { readerOf, reviewFacts } from './use-cases/review.ts';
import { wisherOf } from './wishes.ts';

export type MessengerParts = {
  client: WebClient;
  store: Store;
  refs: MessageRefs;
  policy: () => Policy;
  clock: Clock;
  log: Logger;
  /** Tells the admins when somebody has to see to a channel. */
  alert: Alert;
  workivaUrl: string;
  tokenUrl: string;
  /** Hears that somebody was told something in their direct messages. */
  afterTelling?: ((person: string) => Promise<void>) | undefined;
  /** How long, in ms, a channel rests after each message. */
  slotMs: number;
};

/**
 * Makes the function that posts a message the first time and updates it from then on, always from the state as it is
 * now. Throws on what may succeed later.
 */
export function createMessenger(parts: MessengerParts) {
  const { client, store, log } = parts;
  const directChannels = new Map<string, string>();

  const channelOf = async (to: Address): Promise<string> => {
    if ('channel' in to) return to.channel;
    const known = directChannels.get(to.person);
    if (known !== undefined) return known;
    const opened = await client.conversations.open({ users: to.person });
    const channel = opened.channel?.id ?? to.person;
    directChannels.set(to.person, channel);
    return channel;
  };

  return async (subject: MessageName, slot: number | undefined): Promise<Delivery> => {
    const rendered = await renderNow(subject, parts);
    if (!rendered) return { outcome: 'sent' };
    let channel = 'channel' in rendered.to ? rendered.to.channel : rendered.to.person;
    try {
      const target = await channelOf(rendered.to);
      const ref = await parts.refs.find(messageKey(subject));
      channel = ref?.channel ?? target;
      const until = await waitFor(store, channel, parts.slotMs, slot);
      if (until !== undefined) return { outcome: 'wait', until };
      if (!ref || !(await update(ref, rendered, target, parts))) {
        channel = target;
        await post(subject, rendered, target, parts);
      }
      if ('person' in rendered.to) await parts.afterTelling?.(rendered.to.person);
      return { outcome: 'sent' };
    } catch (error) {
      const fault = slackFault(error, channel);
      if (fault?.retryAfterMs !== undefined) {
        await store.pause(channel, fault.retryAfterMs);
        return { outcome: 'wait', until: Date.now() + fault.retryAfterMs };
      }
      if (fault) log.error({ message: subject, code: fault.code }, fault.sentence);
      if (fault?.ofChannel && 'channel' in rendered.to) await parts.alert(channel, fault);
      if (fault?.final) return { outcome: 'refused', sentence: fault.sentence };
      throw error;
    }
  };
}

async function renderNow(subject: MessageName, parts: MessengerParts): Promise<Rendered | undefined> {
  const { store, policy, clock, workivaUrl, tokenUrl } = parts;
  const request = isRequestId(subject.about) ? (await store.request(subject.about))?.record : undefined;
  const grantId = isGrantId(subject.about) ? subject.about : request?.grant;
  const grant = grantId === undefined ? undefined : (await store.grant(grantId))?.record;
  const delegation = isDelegationId(subject.about) ? (await store.delegation(subject.about))?.record : undefined;
  const review = await reviewFacts(subject.about, readerOf(subject), store);
  const drift = isDriftId(subject.about) ? (await store.drift(subject.about))?.record : undefined;
  const replacement = await replacementIn(subject, store);
  const now = clock.now();
  const digest = await digestFacts(subject, policy(), now, store);
  const wisher = wisherOf(subject, grant);
  const preferences = wisher === undefined ? undefined : await preferencesFor(wisher, store);
  return render(subject, {
    ...{ request, grant, delegation, drift, review, digest, preferences, replacement },
    ...{ policy: policy(), now, workivaUrl, tokenUrl },
  });
}

/** The grant that takes the place of the one that a message is about, where the message is about both. */
async function replacementIn({ message, detail = '' }: MessageName, store: Store): Promise<Grant | undefined> {
  if (message !== 'replacement' && message !== 'replacement-admin') return undefined;
  return (await store.grant(readPairMessage(detail).grant))?.record;
}

async function post(
  subject: MessageName,
  rendered: Rendered,
  channel: string,
  { client, refs }: MessengerParts,
): Promise<void> {
  const { text, blocks } = rendered.message;
  const head = rendered.threadOf && (await refs.find(messageKey({ message: rendered.threadOf, about: subject.about })));
  // What began a thread in another channel, which the policy named before, cannot be followed in this one.
  const thread = head?.channel === channel ? head : undefined;
  const posted = await client.chat.postMessage({
    channel,
    text,
    blocks,
    unfurl_links: false,
    unfurl_media: false,
    ...(thread ? { thread_ts: thread.ts } : {}),
  });
  await refs.save(messageKey(subject), { channel: posted.channel ?? channel, ts: posted.ts ?? '' });
}

/**
 * Brings a posted message up to date. Answers false when somebody has deleted it, or when its channel is of no use any more
 * and the policy names another by now: then it is posted anew.
 */
async function update(
  ref: MessageRef,
  { message: { text, blocks } }: Rendered,
  target: string,
  { client }: MessengerParts,
): Promise<boolean> {
  try {
    await client.chat.update({ ...ref, text, blocks });
    return true;
  } catch (error) {
    const fault = slackFault(error, ref.channel);
    if (fault?.code === 'message_not_found' || (fault?.ofChannel && ref.channel !== target)) return false;
    throw error;
  }
}
