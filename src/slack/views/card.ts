import type { Button, KnownBlock } from '@slack/types';
import { canEdit } from '../../domain/edit.ts';
import { openQuestion } from '../../domain/question.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { canAskAgain, canWithdraw } from '../../domain/request-end.ts';
import { openStage } from '../../domain/stages.ts';
import { grantStandsNow, requestStands, stateInWords } from '../../domain/state-words.ts';
import { doneBy, undoWords } from '../../domain/undo.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { approvalLines, lessBlocks, urgencyBlocks } from './approval-lines.ts';
import { actions, button, context, header, type Message, section, typed } from './blocks.ts';
import { askAgainButton, whyButton } from './decision-buttons.ts';
import { replacesBlocks } from './replacement.ts';
import { failureWords, stepBlocks } from './steps.ts';
import { termsBlocks } from './terms.ts';
import { capital, day, either, escapeText, moment, person } from './text.ts';

/** The requester's own card: where the request stands, and what comes next. */
export function cardMessage(request: AccessRequest, grant: Grant | undefined, policy: Policy): Message {
  const next = nextWords(request, grant);
  return {
    text: `${request.id} (${escapeText(request.terms.clientName)}) ${requestStands(request)}. ${next}`,
    blocks: [
      header(`${request.id} · ${request.terms.clientName}`),
      section(`*${capital(stateInWords(request))}.* ${next}`),
      ...reasonBlocks(request),
      ...reviewBlocks(request),
      ...(request.state === 'pending' ? approvalLines(request) : []),
      ...lessBlocks(request),
      ...stepBlocks(request),
      ...urgencyBlocks(request),
      ...replacesBlocks(request),
      ...termsBlocks(request, policy),
      context(
        `Asked ${moment(request.filedAt)}. Rule: ${escapeText(request.policy.rule)}. ${escapeText(request.policy.why)}`,
      ),
      ...buttonBlocks(request),
    ],
  };
}

/** What happens next, or what the requester can do. */
function nextWords(request: AccessRequest, grant: Grant | undefined): string {
  switch (request.state) {
    case 'awaiting_owner':
      return `${person(request.owner)} has been asked to accept that the grant will be theirs.`;
    case 'pending': {
      const question = openQuestion(request);
      if (question)
        return `${person(question.by)} asks you something first: answer the question that was sent to you here.`;
      const standing = openStage(request);
      const count = standing?.missing === 1 ? '1 approval is' : `${standing?.missing ?? 0} approvals are`;
      return `${count} needed from ${either(standing?.from ?? [])}. You will be told here.`;
    }
    case 'approved':
    case 'provisioning':
      return request.kind === 'renew' ? 'An admin is about to be asked.' : 'Grantdesk is preparing it in Workiva.';
    case 'awaiting_admin':
      return 'A Workiva admin has been asked to do the step that only a person can do.';
    case 'failed':
      return `The admins have been told and can try again.${canWithdraw(request) ? ' You can also withdraw it.' : ''}`;
    case 'fulfilled':
      return fulfilledWords(request, grant);
    case 'denied':
      return `${person(request.outcome?.by ?? '')} gave this reason. Press *Ask again* once you have changed what has to change.`;
    case 'withdrawn':
      return 'Nothing more happens. Press *Ask again* if you need it after all.';
    case 'lapsed':
      return `${request.opened ? 'Nobody decided' : `${person(request.owner)} did not accept`} in time. Press *Ask again* if you still need it.`;
  }
}

function fulfilledWords(request: AccessRequest, grant: Grant | undefined): string {
  if (grant && grant.state !== 'active') return `${grant.id} ${grantStandsNow(grant)}.`;
  if (request.kind === 'renew') {
    return `${request.grant} now lasts until ${day(request.terms.expires)}. Its secret stays the same.`;
  }
  if (request.kind === 'change') return `${request.grant} is changed.`;
  if (grant?.collected) return `${grant.id} is live and its secret is collected.`;
  return `${request.grant} is live. How to collect its secret is in a message of its own.`;
}

function reasonBlocks(request: AccessRequest): KnownBlock[] {
  const { outcome, state } = request;
  if (outcome?.reason !== undefined) return [typed(outcome.reason)];
  const why = state === 'failed' ? failureWords(request) : undefined;
  return why === undefined ? [] : [section(why)];
}

/** What is still to come, or came, of the approval after the fact. */
function reviewBlocks({ breakGlass, state }: AccessRequest): KnownBlock[] {
  if (!breakGlass || state === 'denied' || state === 'lapsed') return [];
  const { verdict, reviewBy } = breakGlass;
  if (!verdict) return [section(`It must be approved after the fact by ${moment(reviewBy)}, or it is suspended.`)];
  const words = `*${capital(verdict.outcome)}* after the fact by ${person(verdict.by)}, ${moment(verdict.at)}.`;
  return verdict.reason === undefined ? [section(words)] : [section(words), typed(verdict.reason)];
}

function buttonBlocks(request: AccessRequest): KnownBlock[] {
  const buttons = [
    ...(canAskAgain(request) ? [askAgainButton(request)] : []),
    ...(canEdit(request) ? [button(IDS.request.edit, 'Edit', request.id, { label: `Edit ${request.id}` })] : []),
    ...(canWithdraw(request) ? [withdrawButton(request)] : []),
    whyButton(request),
  ];
  return [actions(...buttons)];
}

function withdrawButton(request: AccessRequest): Button {
  const { id, terms } = request;
  const undo = doneBy(request);
  const text = undo
    ? `What it has done is taken back: ${undoWords(undo, terms).join('; ')}.`
    : 'Nobody can approve it then.';
  return button(IDS.request.withdraw, 'Withdraw', id, {
    style: 'danger',
    label: `Withdraw ${id}`,
    confirm: { title: 'Withdraw the request?', text: `${text} You can ask again at any time.`, yes: 'Withdraw' },
  });
}
