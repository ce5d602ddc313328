import type { AccessRequest } from '../../domain/records.ts';
import { AT_ONCE, type Reminder } from '../../domain/reminders.ts';
import { isParty, openStage, spentIn } from '../../domain/stages.ts';
import { requestStands } from '../../domain/state-words.ts';
import { lapsesAt } from '../../domain/waiting.ts';
import type { Policy } from '../../policy/schema.ts';
import { actions, type Message, section, typed } from './blocks.ts';
import { decisionButtons } from './decision-buttons.ts';
import { ownerButtons } from './owner.ts';
import { termsBlocks } from './terms.ts';
import { escapeText, moment, person } from './text.ts';

/** The direct message that reminds somebody that a request waits for them; later, that they need do nothing more. */
export function reminderMessage(request: AccessRequest, reminder: Reminder, policy: Policy, now: Date): Message {
  const waits = isStillWaiting(request) && isTheirTurn(request, reminder);
  const text = waits ? waitingText(request, reminder, policy, now) : settledText(request);
  if (!waits) return { text, blocks: [section(text)] };
  const { urgency } = request;
  const urgent = urgency === undefined ? [] : [section(':zap: *Urgent:*'), typed(urgency)];
  const buttons = request.state === 'awaiting_owner' ? ownerButtons(request) : decisionButtons(request);
  return {
    text: urgency === undefined ? text : `Urgent: ${text}`,
    blocks: [section(text), ...urgent, ...termsBlocks(request, policy), actions(...buttons)],
  };
}

const nameOf = ({ id, terms }: AccessRequest) => `${id} (${escapeText(terms.clientName)})`;

function waitingText(request: AccessRequest, { after }: Reminder, policy: Policy, now: Date): string {
  const since = moment(request.waiting?.since ?? request.filedAt);
  const lapses = lapseWords(request, policy, now);
  const whose = `${nameOf(request)} of ${person(request.requester)}`;
  if (request.state === 'awaiting_owner') {
    return `${whose} has waited since ${since} for you to accept that the grant will be yours. ${lapses}`;
  }
  if (after === AT_ONCE) {
    return `${whose} waits for approval, and you can decide on it because somebody has handed over to you. Its message is in <#${policy.channels.requests}>.${lapses}`;
  }
  return `${whose} has waited since ${since}, and you can decide on it: its message is in <#${policy.channels.requests}>.${lapses}`;
}

function settledText(request: AccessRequest): string {
  const nothing = 'You need do nothing about this reminder any more.';
  if (!isStillWaiting(request)) return `${nameOf(request)} ${requestStands(request)}. ${nothing}`;
  return `${nameOf(request)} has gone on since. ${nothing}`;
}

const isStillWaiting = ({ state }: AccessRequest) => state === 'pending' || state === 'awaiting_owner';

/** Whether it still waits for somebody as it did when they were reminded: whoever has approved leaves it to others. */
function isTheirTurn(request: AccessRequest, { since, person: to }: Reminder): boolean {
  if (request.waiting === undefined || new Date(request.waiting.since).getTime() !== since) return false;
  if (request.state === 'awaiting_owner') return request.owner === to;
  const standing = openStage(request);
  return standing !== undefined && !isParty(request, to) && !spentIn(request, standing).has(to);
}

function lapseWords(request: AccessRequest, { timing }: Policy, now: Date): string {
  const at = lapsesAt(request, timing.lapse_after);
  return at > now ? ` It lapses ${moment(at.toISOString())} if nobody does.` : '';
}
