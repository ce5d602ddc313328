import type { KnownBlock } from '@slack/types';
import { changesBetween, sameUsername } from '../../domain/change.ts';
import type { AccessRequest } from '../../domain/records.ts';
import { stateInWords } from '../../domain/request.ts';
import { canAskAgain } from '../../domain/request-end.ts';
import { doneBy, undoWords } from '../../domain/undo.ts';
import { actions, type Message, section, typed } from './blocks.ts';
import { differenceLine, lessLines } from './change.ts';
import { askAgainButton } from './decision-buttons.ts';
import { day, escapeText, person } from './text.ts';

/** The post under the card that tells the requester what must not be missed. */
export function outcomeMessage(request: AccessRequest, detail: string): Message {
  const [kind, by = ''] = detail.split('.');
  if (kind === 'less') return lessOutcome(request, by);
  if (kind === 'denied') return denial(request);
  const words = { 'review-lapsed': reviewLapsed, declined, 'given-up': givenUp }[kind ?? ''] ?? standing;
  const text = words(request);
  return { text, blocks: [section(text), ...again(request)] };
}

function denial(request: AccessRequest): Message {
  const { by = '', reason = '' } = request.breakGlass?.verdict ?? request.outcome ?? {};
  const text = `${request.id} was denied by ${person(by)}:`;
  const given = reason === '' ? [] : [typed(reason)];
  return { text, blocks: [section(text), ...given, ...again(request)] };
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

function reviewLapsed({ id, grant }: AccessRequest): string {
  return `Nobody approved ${id} within 24 hours after the fact, so ${grant} is suspended. Ask again if it is still needed.`;
}

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
  if (request.state === 'lapsed') return `${request.id} has lapsed: nobody decided in time.`;
  return `${request.id} is ${stateInWords(request)}${request.state === 'failed' ? ': the admins have been asked to act.' : '.'}`;
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
