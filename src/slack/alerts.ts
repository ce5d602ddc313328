import type { WebClient } from '@slack/web-api';
import { DAY } from '../domain/duration.ts';
import type { Policy } from '../policy/schema.ts';
import { type Memory, onceWithin } from '../store/once.ts';
import type { Directory } from './directory.ts';
import type { SlackFault } from './faults.ts';

const ONCE_IN_MS = DAY;

type NoticeParts = {
  client: WebClient;
  policy: () => Policy;
  /** Remembers for all processes together what was told. */
  memory: Memory;
};

export type AlertParts = NoticeParts & { directory: Directory };

/** Tells the admins by direct message, once a day, that a channel of the policy cannot be posted to, and the remedy. */
export type Alert = (channel: string, fault: SlackFault) => Promise<void>;

/** Makes the alert. It throws what Slack answers when no admin can be told either. */
export function createAlert({ client, directory, policy, memory }: AlertParts): Alert {
  return async (channel, fault) => {
    const text = `A message of Grantdesk cannot be delivered. ${fault.sentence} It is tried again for about two hours; after that the next change sends it.`;
    await onceWithin(memory, `alert:${channel}:${fault.code}`, ONCE_IN_MS, async () => {
      const admins = await directory.peopleIn(policy().admins, policy());
      await tellSome(admins.map((admin) => client.chat.postMessage({ channel: admin, text })));
    });
  };
}

/** One whom Slack lets nobody write to must not have the others told again. Throws when nobody could be told. */
async function tellSome(posts: readonly Promise<unknown>[]): Promise<void> {
  const ended = await Promise.allSettled(posts);
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected' && ended.every(({ status }) => status === 'rejected')) throw failed.reason;
}

/**
 * Tells the admin channel of the policy in force something, once a day for each `name`. `text` is mrkdwn. Answers whether it
 * is told by now; another process may be at it still.
 */
export type AdminNotice = (name: string, text: string) => Promise<boolean>;

/** Makes the notice. It throws when the channel could not be told; every process may then try again. */
export function createAdminNotice({ client, policy, memory }: NoticeParts): AdminNotice {
  return async (name, text) => {
    const { outcome } = await onceWithin(memory, name, ONCE_IN_MS, async () => {
      const { admin: channel } = policy().channels;
      await client.chat.postMessage({ channel, text, unfurl_links: false, unfurl_media: false });
    });
    return outcome === 'done';
  };
}
