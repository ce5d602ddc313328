import type { WebClient } from '@slack/web-api';
import { DAY } from '../domain/duration.ts';
import type { Policy } from '../policy/schema.ts';
import type { Directory } from './directory.ts';
import type { SlackFault } from './faults.ts';

const ONCE_IN_MS = DAY;

type NoticeParts = {
  client: WebClient;
  policy: () => Policy;
  /** Answers true the first time within `forMs`, for all processes together. */
  firstTime(name: string, forMs: number): Promise<boolean>;
};

export type AlertParts = NoticeParts & { directory: Directory };

/** Tells the admins by direct message, once a day, that a channel of the policy cannot be posted to, and the remedy. */
export type Alert = (channel: string, fault: SlackFault) => Promise<void>;

/** Makes the alert. It throws what Slack answers when no admin can be told either. */
export function createAlert({ client, directory, policy, firstTime }: AlertParts): Alert {
  return async (channel, fault) => {
    if (!(await firstTime(`alert:${channel}:${fault.code}`, ONCE_IN_MS))) return;
    const text = `A message of Grantdesk cannot be delivered. ${fault.sentence} It is tried again for about two hours; after that the next change sends it.`;
    const admins = await directory.peopleIn(policy().admins, policy());
    await Promise.all(admins.map((admin) => client.chat.postMessage({ channel: admin, text })));
  };
}

/** Tells the admin channel of the policy in force something, once a day for each `name`. `text` is mrkdwn. */
export type AdminNotice = (name: string, text: string) => Promise<void>;

/** Makes the notice. It throws when the channel could not be told; the same process may then try again. */
export function createAdminNotice({ client, policy, firstTime }: NoticeParts): AdminNotice {
  const untold = new Set<string>();
  return async (name, text) => {
    if (!untold.has(name) && !(await firstTime(name, ONCE_IN_MS))) return;
    untold.add(name);
    await client.chat.postMessage({ channel: policy().channels.admin, text, unfurl_links: false, unfurl_media: false });
    untold.delete(name);
  };
}
