import type { MessageKind } from '../domain/effects.ts';
import { readPairMessage } from '../domain/pair-ref.ts';
import type { Grant } from '../domain/records.ts';
import { readSecretReminder } from '../domain/secret-due.ts';
import { offeredTo } from '../domain/transfer-ref.ts';
import { unusedAskedOf } from '../domain/unused-ref.ts';
import { asWished, type Rendered, type RenderFacts, toAdmins } from './rendered.ts';
import type { Message } from './views/blocks.ts';
import { expiredAdminMessage, expiredMessage, warningMessage } from './views/expiry-messages.ts';
import { handOverMessage } from './views/grant-messages.ts';
import { replacementAdminMessage, replacementMessage } from './views/replacement.ts';
import { reviewNarrowMessage } from './views/review-messages.ts';
import { leakedMessage, secretMessage } from './views/secret.ts';
import { suspendedMessage, suspensionMessage } from './views/suspension.ts';
import { declinedMessage, orphanedMessage, transferMessage, transferredMessage } from './views/transfer.ts';
import { unusedMessage } from './views/unused.ts';
import { verificationMessage } from './views/verification.ts';

type About = { grant: Grant; detail: string; facts: RenderFacts };

const toOwner = ({ owner }: Grant, message: Message): Rendered => ({ to: { person: owner }, message });

const KINDS: Partial<Record<MessageKind, (about: About) => Rendered | undefined>> = {
  'hand-over': ({ grant, detail, facts }) => toOwner(grant, handOverMessage(grant, detail, facts)),
  warning: ({ grant, detail, facts: { preferences, policy } }) =>
    asWished(grant.owner, warningMessage(grant, detail, policy.timing.warn_before_expiry), preferences, policy),
  expired: ({ grant, detail, facts: { preferences, policy } }) =>
    asWished(grant.owner, expiredMessage(grant, detail), preferences, policy),
  'expired-admin': ({ grant, detail, facts }) => toAdmins(facts, expiredAdminMessage(grant, detail)),
  suspension: ({ grant, detail, facts }) =>
    toAdmins(facts, suspensionMessage(grant, Number(detail), facts.policy, facts.workivaUrl)),
  suspended: ({ grant, detail }) =>
    grant.suspension?.told === grant.owner ? undefined : toOwner(grant, suspendedMessage(grant, Number(detail))),
  replacement: ({ grant, detail, facts: { replacement, preferences, policy } }) =>
    asWished(readPairMessage(detail).owner, replacementMessage(grant, replacement, detail), preferences, policy),
  'replacement-admin': ({ grant, detail, facts }) =>
    toAdmins(facts, replacementAdminMessage(grant, facts.replacement, detail)),
  transfer: ({ grant, detail }) => ({ to: { person: offeredTo(detail) }, message: transferMessage(grant, detail) }),
  transferred: ({ grant, detail }) => ({ to: { person: offeredTo(detail) }, message: transferredMessage(grant) }),
  'transfer-declined': ({ grant, detail }) => toOwner(grant, declinedMessage(grant, detail)),
  orphaned: ({ grant, detail, facts }) => toAdmins(facts, orphanedMessage(grant, detail, facts.policy)),
  secret: ({ grant, detail, facts: { preferences, policy } }) =>
    asWished(readSecretReminder(detail).owner, secretMessage(grant, detail), preferences, policy),
  'review-narrow': ({ grant, detail }) => {
    const [review = '', by = ''] = detail.split('.');
    return toOwner(grant, reviewNarrowMessage(grant, review, by));
  },
  unused: ({ grant, detail, facts }) => ({
    to: { person: unusedAskedOf(detail) },
    message: unusedMessage(grant, detail, facts.policy.limits.unused_after),
  }),
  verification: ({ grant, detail, facts }) => toAdmins(facts, verificationMessage(grant, detail, facts)),
  leaked: ({ grant, detail, facts }) => toAdmins(facts, leakedMessage(grant, Number(detail), facts.policy)),
};

/** Renders a message about a grant. Answers nothing when the grant is gone, or there is nothing to say. */
export function renderGrant(kind: MessageKind, detail: string, facts: RenderFacts): Rendered | undefined {
  const { grant } = facts;
  return grant && KINDS[kind]?.({ grant, detail, facts });
}
