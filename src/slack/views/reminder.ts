import type { AccessRequest } from '../../domain/records.ts';
import { stateInWords } from '../../domain/request.ts';
import { openStage, spentIn } from '../../domain/stages.ts';
import type { Policy } from '../../policy/schema.ts';
import { type Message, section, typed } from './blocks.ts';
import { escapeText, moment, person } from './text.ts';

/** The direct message that reminds somebody that a request waits for them. */
export function reminderMessage(request: AccessRequest, to: string, policy: Policy, now: Date): Message {
  const text = reminderText(request, to, policy, now);
  const { urgency } = request;
  if (urgency === undefined || !waitsFor(request, to)) return { text, blocks: [section(text)] };
  return { text: `Urgent: ${text}`, blocks: [section(text), section(':zap: *Urgent:*'), typed(urgency)] };
}

function reminderText(request: AccessRequest, to: string, policy: Policy, now: Date): string {
  const name = `${request.id} (${escapeText(request.terms.clientName)})`;
  const since = moment(request.waiting?.since ?? request.filedAt);
  const lapses = lapseWords(request, policy, now);
  if (!waitsFor(request, to)) return `${name} is ${stateInWords(request)}. You need do nothing more.`;
  if (request.state === 'awaiting_owner') {
    return `${name} of ${person(request.requester)} has waited since ${since} for you to accept that the grant will be yours. Press *Accept* or *Decline* in the message above.${lapses}`;
  }
  return `${name} of ${person(request.requester)} has waited for you since ${since}. Decide on it in <#${policy.channels.requests}>.${lapses}`;
}

/** Whether somebody who was reminded still has to act: what they have approved waits for others. */
function waitsFor(request: AccessRequest, to: string): boolean {
  if (request.state === 'awaiting_owner') return request.owner === to;
  const standing = openStage(request);
  return request.state === 'pending' && standing !== undefined && !spentIn(request, standing).has(to);
}

function lapseWords({ waiting }: AccessRequest, { timing }: Policy, now: Date): string {
  if (!waiting) return '';
  const at = new Date(new Date(waiting.since).getTime() + waiting.heldMs + timing.lapse_after);
  return at > now ? ` It lapses ${moment(at.toISOString())} if nobody does.` : '';
}
