import type { WebClient } from '@slack/web-api';
import type { Policy } from '../policy/schema.ts';
import type { Directory } from './directory.ts';
import type { SlackFault } from './faults.ts';

const ONCE_IN_MS = 24 * 60 * 60_000;

export type AlertParts = {
  client: WebClient;
  directory: Directory;
  policy: () => Policy;
  /** Answers true the first time within `forMs`, for all processes together. */
  firstTime(name: string, forMs: number): Promise<boolean>;
};

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
