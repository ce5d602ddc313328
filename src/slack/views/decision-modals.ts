import type { InputBlock, ModalView } from '@slack/types';
import type { Question } from '../../domain/approval-records.ts';
import { reducible } from '../../domain/less.ts';
import type { AccessRequest } from '../../domain/records.ts';
import { scopesOf } from '../../domain/scopes.ts';
import type { Policy } from '../../policy/schema.ts';
import { IDS } from '../ids.ts';
import { section, typed } from './blocks.ts';
import { codeInput, dateInput, input, option, severalInput, textInput } from './inputs.ts';
import { formModal, reasonModal } from './modals.ts';
import { day, escapeText, person } from './text.ts';

/** What the modals of a decision carry: the revision of the request that the approver saw. */
type ModalParts = { request: AccessRequest; value: string; by: string };

const inShort = ({ requester, terms }: AccessRequest) =>
  `*${escapeText(terms.clientName)}* in ${escapeText(terms.workspace)}, for ${person(requester)}, until ${day(terms.expires)}: ${escapeText(terms.scopes.join(', '))}.`;

/** Asks for the code that proves who approves. */
export const codeModal = ({ request, value, by }: ModalParts): ModalView =>
  formModal({ callback: IDS.request.submitCode, carries: value, title: `Approve ${request.id}`, submit: 'Approve' }, [
    section(inShort(request)),
    codeInput(by),
  ]);

/** Asks what of a request is approved: all of it stands there at first, and only less is taken. */
export function lessModal({ request, value, by }: ModalParts, policy: Policy): ModalView {
  const parts = reducible(request);
  const introduction = INTRODUCTIONS[request.kind];
  return formModal(
    { callback: IDS.request.submitLess, carries: value, title: 'Approve with less', submit: 'Approve' },
    [
      section(`${inShort(request)}\n${introduction} ${person(request.requester)} is told the difference.`),
      ...(parts.includes('scopes') ? [scopesInput(request, policy)] : []),
      ...(parts.includes('expires') ? [expiresInput(request)] : []),
      ...(parts.includes('ipRestrictions') ? [ipInput(request)] : []),
      ...(request.confirm === 'totp' ? [codeInput(by)] : []),
    ],
  );
}

const ANYTHING = 'Take away what is not needed. You can never give more than was asked for.';
const INTRODUCTIONS: Record<AccessRequest['kind'], string> = {
  create: ANYTHING,
  renew: 'A renewal changes the date only, so only an earlier one can be approved.',
  change: `${ANYTHING} What the grant has already stays.`,
  revoke: ANYTHING,
};

/** The most that Slack lets one block of checkboxes have. */
const MOST_CHECKBOXES = 10;

function scopesInput({ terms }: AccessRequest, policy: Policy): InputBlock {
  const catalogue = scopesOf(policy.scopes);
  const options = terms.scopes.map((name) => {
    const risk = catalogue.find((scope) => scope.name === name)?.risk;
    return option(name, risk === 'high' ? 'High risk' : undefined);
  });
  const element =
    options.length > MOST_CHECKBOXES
      ? severalInput('scopes', 'Choose scopes', options, terms.scopes)
      : { type: 'checkboxes' as const, action_id: 'grantdesk.scopes.choose', options, initial_options: options };
  return input('scopes', 'Scopes', element, { hint: 'Untick what is not to be approved.' });
}

function expiresInput({ terms, previous, previousExpires }: AccessRequest): InputBlock {
  const after = previousExpires === undefined ? '' : `, later than ${day(previousExpires)}`;
  const from = previous === undefined ? after : `, not before ${day(previous.expires)}`;
  return input('expires', 'Expires', dateInput(terms.expires), {
    hint: `${day(terms.expires)} was asked for: that day or an earlier one${from}.`,
  });
}

/** Room for every entry that a request can have. */
const MOST_IP_TEXT = 3_000;

function ipInput({ terms: { ipRestrictions } }: AccessRequest): InputBlock {
  const isOpen = ipRestrictions.length === 0;
  const text = textInput('ipRestrictions', '203.0.113.7, 198.51.100.0/24', MOST_IP_TEXT, {
    initial: ipRestrictions.join(', '),
  });
  return input('ipRestrictions', 'IP Restrictions', text, {
    optional: isOpen,
    hint: isOpen
      ? 'None were asked for. Name addresses, if it is to be used from there only.'
      : 'Take addresses away, or name smaller ranges within these.',
  });
}

/** Asks why a request is denied. */
export const denialModal = (value: string, id: string): ModalView =>
  reasonModal(IDS.request.confirmDenial, value, {
    title: `Deny ${id}`,
    label: 'Why it is denied',
    hint: 'The requester reads this, so say what would have to change.',
    submit: 'Deny',
  });

/** Asks what an approver wants to know before they decide. */
export const questionModal = (value: string, { id, requester }: AccessRequest): ModalView =>
  formModal({ callback: IDS.request.submitQuestion, carries: value, title: `Ask about ${id}`, submit: 'Ask' }, [
    section(
      `${person(requester)} gets your question, and it is shown in the thread. Nobody is reminded, and nothing is escalated, until the answer is there.`,
    ),
    input('question', 'Your question', textInput('question', 'What is it that you need to know?', TEXT, MANY_LINES), {
      hint: 'Never ask for a password or secret.',
    }),
  ]);

/** Asks for the answer to a question. */
export const answerModal = (value: string, id: string, { by, text }: Question): ModalView =>
  formModal({ callback: IDS.request.submitAnswer, carries: value, title: `Answer for ${id}`, submit: 'Answer' }, [
    section(`${person(by)} asks:`),
    typed(text),
    input('answer', 'Your answer', textInput('answer', 'What they need to know', TEXT, MANY_LINES), {
      hint: 'The approvers read this in the thread. Never put a password or secret here.',
    }),
  ]);

const TEXT = 1_000;
const MANY_LINES = { multiline: true };
