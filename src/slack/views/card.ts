import type { KnownBlock } from '@slack/types';
import { openStage } from '../../domain/approval.ts';
import type { StepName } from '../../domain/effects.ts';
import type { AccessRequest, Grant, Step } from '../../domain/records.ts';
import { stateInWords } from '../../domain/request.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { actions, button, context, header, type Message, section, typed } from './blocks.ts';
import { termsBlocks } from './terms.ts';
import { day, either, escapeText, moment, person } from './text.ts';

export const STEP_WORDS: Record<StepName, string> = {
  user: 'Integration user',
  membership: 'Workspace membership',
  roles: 'Roles',
  grant: 'API grant',
};

const STEP_STATES: Record<Step['state'], string> = {
  waiting: ':white_circle: Not begun',
  running: ':hourglass_flowing_sand: At work',
  by_hand: ':raising_hand: Waiting for an admin',
  done: ':white_check_mark: Done',
};

/** The requester's own card: where the request stands, and what comes next. */
export function cardMessage(request: AccessRequest, grant: Grant | undefined, policy: Policy, now: Date): Message {
  const next = nextWords(request, grant);
  return {
    text: `${request.id} (${escapeText(request.terms.clientName)}) is ${stateInWords(request)}. ${next}`,
    blocks: [
      header(`${request.id} · ${request.terms.clientName}`),
      section(`*${capital(stateInWords(request))}.* ${next}`),
      ...reasonBlocks(request),
      ...stepBlocks(request),
      ...termsBlocks(request, policy, now),
      context(
        `Asked ${moment(request.filedAt)}. Rule: ${escapeText(request.policy.rule)}. ${escapeText(request.policy.why)}`,
      ),
      ...withdrawBlocks(request),
    ],
  };
}

/** What happens next, or what the requester can do. */
function nextWords(request: AccessRequest, grant: Grant | undefined): string {
  switch (request.state) {
    case 'pending': {
      const standing = openStage(request);
      const count = standing?.missing === 1 ? '1 approval is' : `${standing?.missing ?? 0} approvals are`;
      return `${count} needed from ${either(standing?.from ?? [])}. You will be told here.`;
    }
    case 'approved':
    case 'provisioning':
      return request.kind === 'create' ? 'Grantdesk is preparing it in Workiva.' : 'An admin is about to be asked.';
    case 'awaiting_admin':
      return 'A Workiva admin has been asked to do the step that only a person can do.';
    case 'failed':
      return 'The admins have been told and can try again. You can also withdraw it.';
    case 'fulfilled':
      return fulfilledWords(request, grant);
    case 'denied':
      return `${person(request.outcome?.by ?? '')} gave this reason. You can ask again with ${againWith(request)}.`;
    case 'withdrawn':
      return `Nothing more happens. You can ask again with ${againWith(request)}.`;
    case 'lapsed':
      return `Nobody decided in time. You can ask again with ${againWith(request)}.`;
  }
}

const againWith = ({ kind, grant }: AccessRequest) => (kind === 'renew' ? `\`/grant renew ${grant}\`` : '`/grant`');

function fulfilledWords(request: AccessRequest, grant: Grant | undefined): string {
  if (grant && grant.state !== 'active') return `${grant.id} is ${grant.state} now.`;
  if (request.kind === 'renew') {
    return `${request.grant} now lasts until ${day(request.terms.expires)}. Its secret stays the same.`;
  }
  if (grant?.collected) return `${grant.id} is live and its secret is collected.`;
  return `${request.grant} is live. How to collect its secret is in a message of its own.`;
}

function reasonBlocks({ outcome, failure, state }: AccessRequest): KnownBlock[] {
  if (outcome?.reason !== undefined) return [typed(outcome.reason)];
  if (state === 'failed' && failure) return [section(failureWords(failure))];
  return [];
}

/** Why a step stopped: what Grantdesk found, or what the admin said who could not do it. */
export function failureWords({ step, sentence, by }: NonNullable<AccessRequest['failure']>): string {
  const who = by === undefined ? 'did not succeed' : `could not be done by ${person(by)}`;
  return `*${STEP_WORDS[step]}* ${who}: ${escapeText(sentence)}`;
}

function stepBlocks({ provisioning }: AccessRequest): KnownBlock[] {
  if (!provisioning) return [];
  const lines = provisioning.steps.map((step) => {
    const by = step.by === undefined ? '' : ` by ${person(step.by)}`;
    const note = step.note === undefined ? '' : `: ${escapeText(step.note)}${by}`;
    const trouble = step.trouble === undefined ? '' : `\n      ${escapeText(step.trouble)}`;
    return `${STEP_STATES[step.state]} · *${STEP_WORDS[step.name]}*${note}${trouble}`;
  });
  return [section(lines.join('\n'))];
}

function withdrawBlocks(request: AccessRequest): KnownBlock[] {
  if (request.state !== 'pending' && request.state !== 'failed') return [];
  return [
    actions(
      button(IDS.request.withdraw, 'Withdraw', request.id, {
        style: 'danger',
        label: `Withdraw ${request.id}`,
        confirm: {
          title: 'Withdraw the request?',
          text: 'Nobody can approve it then. You can ask again at any time.',
          yes: 'Withdraw',
        },
      }),
    ),
  ];
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The post under the card that tells the requester what must not be missed. */
export function outcomeMessage(request: AccessRequest): Message {
  if (request.state === 'denied') {
    const text = `${request.id} was denied by ${person(request.outcome?.by ?? '')}:`;
    return { text, blocks: [section(text), typed(request.outcome?.reason ?? '')] };
  }
  const text =
    request.state === 'fulfilled'
      ? `${request.grant} is renewed: it now lasts until ${day(request.terms.expires)}.`
      : `${request.id} is ${stateInWords(request)}${request.state === 'failed' ? ': the admins have been asked to act.' : '.'}`;
  return { text, blocks: [section(text)] };
}
