import type { MessageKind, MessageName } from '../domain/effects.ts';
import { readPairMessage } from '../domain/pair-ref.ts';
import type { Preferences } from '../domain/preferences.ts';
import type { AccessRequest, Delegation, Grant } from '../domain/records.ts';
import { readReminder } from '../domain/reminders.ts';
import { readSecretReminder } from '../domain/secret-due.ts';
import { readTaskDetail } from '../domain/task-ref.ts';
import { offeredTo } from '../domain/transfer-ref.ts';
import type { Policy } from '../policy/schema.ts';
import type { DigestFacts } from './use-cases/digest.ts';
import type { ReviewFacts } from './use-cases/review.ts';
import { adminTaskMessage, failureMessage } from './views/admin-task.ts';
import { approvalMessage, editedMessage, stageMessage, unstaffedMessage } from './views/approval.ts';
import { type Message, section } from './views/blocks.ts';
import { breakGlassMessage } from './views/break-glass.ts';
import { cardMessage } from './views/card.ts';
import { delegationMessage } from './views/delegation.ts';
import { digestMessage } from './views/digest.ts';
import { expiredAdminMessage, expiredMessage, handOverMessage, warningMessage } from './views/grant-messages.ts';
import { outcomeMessage } from './views/outcome.ts';
import { ownerMessage } from './views/owner.ts';
import { answerMessage, askedMessage, questionMessage } from './views/question.ts';
import { reminderMessage } from './views/reminder.ts';
import { replacementAdminMessage, replacementMessage } from './views/replacement.ts';
import type { LastUsed } from './views/review.ts';
import {
  reviewAdminsMessage,
  reviewMessage,
  reviewNarrowMessage,
  reviewProgressMessage,
  reviewReminderMessage,
} from './views/review-messages.ts';
import { revocationCard, revokedMessage } from './views/revocation.ts';
import { leakedMessage, secretMessage } from './views/secret.ts';
import { suspendedMessage, suspensionMessage } from './views/suspension.ts';
import { person } from './views/text.ts';
import { declinedMessage, orphanedMessage, transferMessage, transferredMessage } from './views/transfer.ts';

/** Where a message goes: a channel, or a person's direct messages; in the thread of another message where it has one. */
export type Address = { channel: string } | { person: string };
export type Rendered = { to: Address; message: Message; threadOf?: MessageKind };

/** What a message is rendered from: the records and the policy as they are when it is sent. */
export type RenderFacts = {
  request: AccessRequest | undefined;
  grant: Grant | undefined;
  delegation?: Delegation | undefined;
  /** Of a message about a review: what its reader reviews, and when a grant was last used as far as known. */
  review?: ReviewFacts | undefined;
  lastUsed?: LastUsed | undefined;
  /** Of a message about a person: their grants that expire soon. */
  digest?: DigestFacts | undefined;
  /** Of a message about a grant that is being replaced: the one that takes its place. */
  replacement?: Grant | undefined;
  /** How the owner of the grant wants to be warned. */
  preferences?: Preferences | undefined;
  policy: Policy;
  now: Date;
  /** Where people open Workiva. */
  workivaUrl: string;
  /** Where a grant gets its tokens. */
  tokenUrl: string;
};

/** Renders a message from the state as it is now. Answers nothing when its record is gone. */
export function render({ message, detail = '' }: MessageName, facts: RenderFacts): Rendered | undefined {
  if (facts.delegation) return renderDelegation(detail, facts.delegation, facts.policy);
  if (facts.review) return renderReview(message, detail, facts.review, facts);
  if (facts.digest) return renderDigest(detail, facts.digest, facts);
  return facts.request ? renderRequest(message, detail, facts.request, facts) : renderGrant(message, detail, facts);
}

/** The detail names who was handed over to, and when; a hand-over since then has a message of its own. */
function renderDelegation(detail: string, delegation: Delegation, policy: Policy): Rendered {
  const to = detail.slice(0, detail.indexOf('.'));
  return { to: { person: to }, message: delegationMessage(delegation, to, policy) };
}

/** The detail is the day whose warnings it stands for. */
function renderDigest(date: string, digest: DigestFacts, { policy, now }: RenderFacts): Rendered {
  return asWished(digest.person, digestMessage(digest, date, now), digest.preferences, policy);
}

/** A warning goes where its reader wants it. In a channel it names them, so that Slack tells them. */
function asWished(reader: string, message: Message, wish: Preferences | undefined, { channels }: Policy): Rendered {
  if (wish?.warnings !== 'channel') return { to: { person: reader }, message };
  const { text, blocks } = message;
  const name = `${person(reader)}, this is for you:`;
  return {
    to: { channel: channels.requests },
    message: { text: `${name} ${text}`, blocks: [section(name), ...blocks] },
  };
}

function renderReview(
  kind: MessageKind,
  detail: string,
  review: ReviewFacts,
  { policy, now, lastUsed }: RenderFacts,
): Rendered | undefined {
  const sight = { now, lastUsed };
  const admins = { channel: policy.channels.admin };
  switch (kind) {
    case 'review':
      return { to: { person: detail }, message: reviewMessage(review, sight) };
    case 'review-reminder':
      return { to: { person: review.reader }, message: reviewReminderMessage(review) };
    case 'review-admins':
      return { to: admins, message: reviewAdminsMessage(review, detail, sight) };
    case 'review-progress':
      return { to: admins, message: reviewProgressMessage(review) };
    default:
      return undefined;
  }
}

function renderRequest(
  kind: MessageKind,
  detail: string,
  request: AccessRequest,
  { grant, policy, now, workivaUrl }: RenderFacts,
): Rendered | undefined {
  const { channels } = policy;
  switch (kind) {
    case 'approval':
      return { to: { channel: channels.requests }, message: approvalMessage(request, grant, policy, now) };
    case 'stage':
      return {
        to: { channel: channels.requests },
        message: stageMessage(request, detail, policy),
        threadOf: 'approval',
      };
    case 'edited':
      return { to: { channel: channels.requests }, message: editedMessage(request, policy), threadOf: 'approval' };
    case 'asked':
    case 'answer': {
      const question = request.questions[Number(detail)];
      const message = kind === 'asked' ? askedMessage : answerMessage;
      const to = { channel: channels.requests };
      return question && { to, message: message(request, question), threadOf: 'approval' };
    }
    case 'question': {
      const question = request.questions[Number(detail)];
      return question && { to: { person: request.requester }, message: questionMessage(request, question) };
    }
    case 'reminder': {
      const reminder = readReminder(detail);
      return { to: { person: reminder.person }, message: reminderMessage(request, reminder, policy, now) };
    }
    case 'owner': {
      const [asked = '', revision] = detail.split('.');
      return { to: { person: asked }, message: ownerMessage(request, asked, Number(revision), policy, now) };
    }
    case 'unstaffed':
      return { to: { channel: channels.admin }, message: unstaffedMessage(request, Number(detail.split('.')[1])) };
    case 'break-glass': {
      const channel = detail === 'audit' ? channels.audit : channels.admin;
      return channel === undefined || !request.breakGlass
        ? undefined
        : { to: { channel }, message: breakGlassMessage(request, grant, policy, now) };
    }
    case 'card':
      return {
        to: { person: request.requester },
        message: request.kind === 'revoke' ? revocationCard(request, grant) : cardMessage(request, grant, policy, now),
      };
    case 'revoked':
      return { to: { person: request.owner }, message: revokedMessage(request) };
    case 'outcome':
      return { to: { person: request.requester }, message: outcomeMessage(request, detail), threadOf: 'card' };
    case 'admin-task': {
      const task = readTaskDetail(detail);
      const parts = { request, grant, policy, workivaUrl };
      return task && { to: { channel: channels.admin }, message: adminTaskMessage(parts, task.step, task.run) };
    }
    case 'failure':
      return { to: { channel: channels.admin }, message: failureMessage(request, Number(detail), policy) };
    default:
      return undefined;
  }
}

function renderGrant(kind: MessageKind, detail: string, facts: RenderFacts): Rendered | undefined {
  const { grant, policy, now, workivaUrl, tokenUrl } = facts;
  if (!grant) return undefined;
  const owner = { person: grant.owner };
  switch (kind) {
    case 'hand-over':
      return { to: owner, message: handOverMessage(grant, detail, workivaUrl, tokenUrl) };
    case 'warning':
      return asWished(grant.owner, warningMessage(grant, detail, now), facts.preferences, policy);
    case 'expired':
      return { to: owner, message: expiredMessage(grant) };
    case 'expired-admin':
      return { to: { channel: policy.channels.admin }, message: expiredAdminMessage(grant) };
    case 'suspension':
      return {
        to: { channel: policy.channels.admin },
        message: suspensionMessage(grant, Number(detail), policy, workivaUrl),
      };
    case 'replacement': {
      const { owner: reader } = readPairMessage(detail);
      return { to: { person: reader }, message: replacementMessage(grant, facts.replacement, detail) };
    }
    case 'replacement-admin':
      return {
        to: { channel: policy.channels.admin },
        message: replacementAdminMessage(grant, facts.replacement, detail),
      };
    case 'transfer':
      return { to: { person: offeredTo(detail) }, message: transferMessage(grant, detail) };
    case 'transferred':
      return { to: { person: offeredTo(detail) }, message: transferredMessage(grant) };
    case 'transfer-declined':
      return { to: owner, message: declinedMessage(grant, detail) };
    case 'orphaned':
      return { to: { channel: policy.channels.admin }, message: orphanedMessage(grant, detail, policy) };
    case 'secret':
      return { to: { person: readSecretReminder(detail).owner }, message: secretMessage(grant, detail) };
    case 'review-narrow': {
      const [review = '', by = ''] = detail.split('.');
      return { to: owner, message: reviewNarrowMessage(grant, review, by) };
    }
    case 'leaked':
      return { to: { channel: policy.channels.admin }, message: leakedMessage(grant, Number(detail), policy) };
    case 'suspended':
      return { to: owner, message: suspendedMessage(grant, Number(detail)) };
    default:
      return undefined;
  }
}
