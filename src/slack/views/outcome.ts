import type { KnownBlock } from '@slack/types';
import { changesBetween, sameUsername } from '../../domain/change.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { canAskAgain } from '../../domain/request-end.ts';
import { grantStands, requestStands } from '../../domain/state-words.ts';
import { doneBy, undoWords } from '../../domain/undo.ts';
import { actions, type Message, section, typed } from './blocks.ts';
import { differenceLine, lessLines } from './change.ts';
import { askAgainButton } from './decision-buttons.ts';
import { day, escapeText, person } from './text.ts';

/** The post under the card that tells the requester what must not be missed. */
export function outcomeMessage(request: AccessRequest, detail: string, grant: Grant | undefined): Message {
  const [kind, by = ''] = detail.split('.');
  if (kind === 'less') return lessOutcome(request, by);
  if (kind === 'denied') return denial(request, grant);
  if (kind === 'review-lapsed') return reviewLapsed(request, grant);
  const words = { declined, 'given-up': givenUp }[kind ?? ''] ?? standing;
  const text = words(request);
  return { text, blocks: [section(text), ...again(request)] };
}

function denial(request: AccessRequest, grant: Grant | undefined): Message {
  const { verdict } = request.breakGlass ?? {};
  const { by = '', reason = '' } = verdict ?? request.outcome ?? {};
  const denied = `${request.id} was denied${verdict ? ' after the fact' : ''} by ${person(by)}`;
  const stopped = verdict === undefined ? [] : [stoppedWords(request, grant)];
  const given = reason === '' ? [] : [typed(reason)];
  return {
    text: [`${denied}${verdict ? '.' : ':'}`, ...stopped].join(' '),
    blocks: [section(`${denied}:`), ...given, ...stopped.map(section), ...again(request)],
  };
}

/** Nobody has approved in time what broke glass. */
function reviewLapsed(request: AccessRequest, grant: Grant | undefined): Message {
  const text = `Nobody approved ${request.id} within 24 hours after the fact. ${stoppedWords(request, grant)}`;
  return { text, blocks: [section(text), ...again(request)] };
}

/** What has become of a grant that broke glass and was not approved, for who had started it. */
function stoppedWords(request: AccessRequest, grant: Grant | undefined): string {
  const { state, grant: id } = request;
  if (state !== 'fulfilled' || !grant) {
    const back = doneBy(request) ? ', and what had been is taken back' : '';
    return `${id} was stopped before it was made: nothing more is prepared in Workiva${back}. Ask again if it is still needed.`;
  }
  if (grant.state !== 'suspended') return `${id} ${grantStands(grant)}. Ask again if it is still needed.`;
  return `${id} is suspended for good: its integration can no longer call Workiva, and it cannot be renewed. Ask again if it is still needed.`;
}

/** Says what an approver left out. After an edit, what they approved no longer counts. */
function lessOutcome({ id, asked, terms }: AccessRequest, by: string): Message {
  if (!asked) {
    const text = `${person(by)} approved less of ${id} than you had asked for. You have changed it since, so that no longer counts.`;
    return { text, blocks: [section(text)] };
  }
  const text = `${person(by)} approved less of ${id} than you asked for:\n${lessLines(asked, terms)}`;
  return { text, blocks: [section(text), section(LESS_ADVICE)] };
}

const LESS_ADVICE = 'If that is too little, talk to them, or ask for the rest with a request of its own.';

function givenUp(request: AccessRequest): string {
  const { id, outcome, failure } = request;
  const undo = doneBy(request);
  const back = undo ? ` What had been done is taken back: ${undoWords(undo, request.terms).join('; ')}.` : '';
  return `${person(outcome?.by ?? '')} gave up ${id}, which could not be done: ${escapeText(failure?.sentence ?? '')}${back}`;
}

function declined({ id, outcome }: AccessRequest): string {
  return `${person(outcome?.by ?? '')} does not want to own the grant of ${id}, so nothing comes of it. Ask again as its owner yourself, or name somebody else.`;
}

function standing(request: AccessRequest): string {
  if (request.state === 'fulfilled' && request.kind === 'change') return changed(request);
  if (request.state === 'fulfilled') {
    return `${request.grant} is renewed: it now lasts until ${day(request.terms.expires)}.`;
  }
  if (request.state === 'lapsed') {
    const who = request.opened ? 'nobody decided' : `${person(request.owner)} did not accept`;
    return `${request.id} has lapsed: ${who} in time.`;
  }
  return `${request.id} ${requestStands(request)}${request.state === 'failed' ? ': the admins have been asked to act.' : '.'}`;
}

function changed({ grant, terms, previous = terms }: AccessRequest): string {
  const lines = changesBetween(previous, terms).map((change) => `• ${differenceLine(change)}`);
  const secret = sameUsername(previous, terms)
    ? 'Its secret stays the same.'
    : 'Its secret is invalid now: how to collect the new one is in a message of its own.';
  return `${grant} is changed. ${secret}\n${lines.join('\n')}`;
}

const again = (request: AccessRequest): KnownBlock[] =>
  canAskAgain(request) ? [actions(askAgainButton(request))] : [];
