import type { MessageKind, MessageName } from '../domain/effects.ts';
import { warnedDate } from '../domain/expiry.ts';
import type { AccessRequest, Grant } from '../domain/records.ts';
import { readTaskDetail } from '../domain/task-ref.ts';
import type { Policy } from '../policy/schema.ts';
import { adminTaskMessage, failureMessage } from './views/admin-task.ts';
import { approvalMessage, stageMessage } from './views/approval.ts';
import type { Message } from './views/blocks.ts';
import { cardMessage, outcomeMessage } from './views/card.ts';
import { expiredAdminMessage, expiredMessage, handOverMessage, warningMessage } from './views/grant-messages.ts';

/** Where a message goes: a channel, or a person's direct messages; in the thread of another message where it has one. */
export type Address = { channel: string } | { person: string };
export type Rendered = { to: Address; message: Message; threadOf?: MessageKind };

/** What a message is rendered from: the records and the policy as they are when it is sent. */
export type RenderFacts = {
  request: AccessRequest | undefined;
  grant: Grant | undefined;
  policy: Policy;
  now: Date;
  /** Where people open Workiva. */
  workivaUrl: string;
  /** Where a grant gets its tokens. */
  tokenUrl: string;
};

/** Renders a message from the state as it is now. Answers nothing when its record is gone. */
export function render({ message, detail = '' }: MessageName, facts: RenderFacts): Rendered | undefined {
  return facts.request ? renderRequest(message, detail, facts.request, facts) : renderGrant(message, detail, facts);
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
    case 'card':
      return { to: { person: request.requester }, message: cardMessage(request, grant, policy, now) };
    case 'outcome':
      return { to: { person: request.requester }, message: outcomeMessage(request), threadOf: 'card' };
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
    default:
      return undefined;
  }
}
