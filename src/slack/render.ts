import type { MessageKind, MessageName } from '../domain/effects.ts';
import { warnedDate } from '../domain/expiry.ts';
import type { AccessRequest, Delegation, Grant } from '../domain/records.ts';
import { readTaskDetail } from '../domain/task-ref.ts';
import type { Policy } from '../policy/schema.ts';
import { adminTaskMessage, failureMessage } from './views/admin-task.ts';
import { approvalMessage, editedMessage, stageMessage, unstaffedMessage } from './views/approval.ts';
import type { Message } from './views/blocks.ts';
import { breakGlassMessage } from './views/break-glass.ts';
import { cardMessage } from './views/card.ts';
import { delegationMessage } from './views/delegation.ts';
import { expiredAdminMessage, expiredMessage, handOverMessage, warningMessage } from './views/grant-messages.ts';
import { outcomeMessage } from './views/outcome.ts';
import { ownerMessage } from './views/owner.ts';
import { answerMessage, askedMessage, questionMessage } from './views/question.ts';
import { reminderMessage } from './views/reminder.ts';
import { suspendedMessage, suspensionMessage } from './views/suspension.ts';

/** Where a message goes: a channel, or a person's direct messages; in the thread of another message where it has one. */
export type Address = { channel: string } | { person: string };
export type Rendered = { to: Address; message: Message; threadOf?: MessageKind };

/** What a message is rendered from: the records and the policy as they are when it is sent. */
export type RenderFacts = {
  request: AccessRequest | undefined;
  grant: Grant | undefined;
  delegation?: Delegation | undefined;
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
  return facts.request ? renderRequest(message, detail, facts.request, facts) : renderGrant(message, detail, facts);
}

/** The detail names who was handed over to, and when; a hand-over since then has a message of its own. */
function renderDelegation(detail: string, delegation: Delegation, policy: Policy): Rendered {
  const to = detail.slice(0, detail.indexOf('.'));
  return { to: { person: to }, message: delegationMessage(delegation, to, policy) };
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
        message: stageMessage(request, Number(detail), policy),
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
      const person = detail.slice(detail.lastIndexOf('.') + 1);
      return { to: { person }, message: reminderMessage(request, person, policy, now) };
    }
    case 'owner':
      return { to: { person: detail }, message: ownerMessage(request, detail, policy, now) };
    case 'unstaffed':
      return { to: { channel: channels.admin }, message: unstaffedMessage(request, Number(detail.split('.')[1])) };
    case 'break-glass': {
      const channel = detail === 'audit' ? channels.audit : channels.admin;
      return channel === undefined || !request.breakGlass
        ? undefined
        : { to: { channel }, message: breakGlassMessage(request, grant, policy, now) };
    }
    case 'card':
      return { to: { person: request.requester }, message: cardMessage(request, grant, policy, now) };
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
      return { to: owner, message: handOverMessage(grant, workivaUrl, tokenUrl) };
    case 'warning':
      return { to: owner, message: warningMessage(grant, warnedDate(detail), now) };
    case 'expired':
      return { to: owner, message: expiredMessage(grant) };
    case 'expired-admin':
      return { to: { channel: policy.channels.admin }, message: expiredAdminMessage(grant) };
    case 'suspension':
      return {
        to: { channel: policy.channels.admin },
        message: suspensionMessage(grant, Number(detail), policy, workivaUrl),
      };
    case 'suspended':
      return { to: owner, message: suspendedMessage(grant, Number(detail)) };
    default:
      return undefined;
  }
}
