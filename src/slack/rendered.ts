import type { Delegation } from '../domain/delegation-record.ts';
import type { Drift } from '../domain/drift-record.ts';
import type { MessageKind } from '../domain/effects.ts';
import type { Preferences } from '../domain/preferences.ts';
import type { AccessRequest, Grant } from '../domain/records.ts';
import type { Policy } from '../policy/schema.ts';
import type { DigestFacts } from './use-cases/digest.ts';
import type { ReviewFacts } from './use-cases/review.ts';
import { type Message, section } from './views/blocks.ts';
import { person } from './views/text.ts';

/** Where a message goes: a channel, or a person's direct messages; in the thread of another message where it has one. */
export type Address = { channel: string } | { person: string };
export type Rendered = { to: Address; message: Message; threadOf?: MessageKind };

/** What a message is rendered from: the records and the policy as they are when it is sent. */
export type RenderFacts = {
  request: AccessRequest | undefined;
  grant: Grant | undefined;
  delegation?: Delegation | undefined;
  /** Of a message about how Workiva differs from what is recorded. */
  drift?: Drift | undefined;
  /** Of a message about a review: what its reader reviews. */
  review?: ReviewFacts | undefined;
  /** Of a message about a person: their grants that expire soon. */
  digest?: DigestFacts | undefined;
  /** Of a message about a grant that is being replaced: the one that takes its place. */
  replacement?: Grant | undefined;
  /** How whoever is warned or reminded wants to be told. */
  preferences?: Preferences | undefined;
  policy: Policy;
  now: Date;
  /** Where people open Workiva. */
  workivaUrl: string;
  /** Where a grant gets its tokens. */
  tokenUrl: string;
};

/** A warning, or a reminder, goes where its reader wants it. In a channel it names them, so that Slack tells them. */
export function asWished(
  reader: string,
  message: Message,
  wish: Preferences | undefined,
  { channels }: Policy,
): Rendered {
  if (wish?.warnings !== 'channel') return { to: { person: reader }, message };
  const { text, blocks } = message;
  const name = `${person(reader)}, this is for you:`;
  return {
    to: { channel: channels.requests },
    message: { text: `${name} ${text}`, blocks: [section(name), ...blocks] },
  };
}

/** A message to the admins. */
export const toAdmins = ({ policy }: RenderFacts, message: Message): Rendered => ({
  to: { channel: policy.channels.admin },
  message,
});
