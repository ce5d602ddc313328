import type { MessageKind } from '../domain/effects.ts';
import { readPairMessage } from '../domain/pair-ref.ts';
import type { Grant } from '../domain/records.ts';
import { readSecretReminder } from '../domain/secret-due.ts';
import { offeredTo } from '../domain/transfer-ref.ts';
import { asWished, type Rendered, type RenderFacts, toAdmins } from './rendered.ts';
import type { Message } from './views/blocks.ts';
import { expiredAdminMessage, expiredMessage, handOverMessage, warningMessage } from './views/grant-messages.ts';
import { replacementAdminMessage, replacementMessage } from './views/replacement.ts';
import { reviewNarrowMessage } from './views/review-messages.ts';
import { leakedMessage, secretMessage } from './views/secret.ts';
import { suspendedMessage, suspensionMessage } from './views/suspension.ts';
import { declinedMessage, orphanedMessage, transferMessage, transferredMessage } from './views/transfer.ts';

type About = { grant: Grant; detail: string; facts: RenderFacts };

const toOwner = ({ owner }: Grant, message: Message): Rendered => ({ to: { person: owner }, message });

const KINDS: Partial<Record<MessageKind, (about: About) => Rendered>> = {
  'hand-over': ({ grant, detail, facts: { workivaUrl, tokenUrl } }) =>
    toOwner(grant, handOverMessage(grant, detail, workivaUrl, tokenUrl)),
  warning: ({ grant, detail, facts: { now, preferences, policy } }) =>
    asWished(grant.owner, warningMessage(grant, detail, now), preferences, policy),
  expired: ({ grant }) => toOwner(grant, expiredMessage(grant)),
  'expired-admin': ({ grant, facts }) => toAdmins(facts, expiredAdminMessage(grant)),
  suspension: ({ grant, detail, facts }) =>
    toAdmins(facts, suspensionMessage(grant, Number(detail), facts.policy, facts.workivaUrl)),
  suspended: ({ grant, detail }) => toOwner(grant, suspendedMessage(grant, Number(detail))),
  replacement: ({ grant, detail, facts }) => ({
    to: { person: readPairMessage(detail).owner },
    message: replacementMessage(grant, facts.replacement, detail),
  }),
  'replacement-admin': ({ grant, detail, facts }) =>
    toAdmins(facts, replacementAdminMessage(grant, facts.replacement, detail)),
  transfer: ({ grant, detail }) => ({ to: { person: offeredTo(detail) }, message: transferMessage(grant, detail) }),
  transferred: ({ grant, detail }) => ({ to: { person: offeredTo(detail) }, message: transferredMessage(grant) }),
  'transfer-declined': ({ grant, detail }) => toOwner(grant, declinedMessage(grant, detail)),
  orphaned: ({ grant, detail, facts }) => toAdmins(facts, orphanedMessage(grant, detail, facts.policy)),
  secret: ({ grant, detail }) => ({
    to: { person: readSecretReminder(detail).owner },
    message: secretMessage(grant, detail),
  }),
  'review-narrow': ({ grant, detail }) => {
    const [review = '', by = ''] = detail.split('.');
    return toOwner(grant, reviewNarrowMessage(grant, review, by));
  },
  leaked: ({ grant, detail, facts }) => toAdmins(facts, leakedMessage(grant, Number(detail), facts.policy)),
};

/** Renders a message about a grant. Answers nothing when the grant is gone. */
export function renderGrant(kind: MessageKind, detail: string, facts: RenderFacts): Rendered | undefined {
  const { grant } = facts;
  return grant && KINDS[kind]?.({ grant, detail, facts });
}
