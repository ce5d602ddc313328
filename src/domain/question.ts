import type { Question } from './approval-records.ts';
import { notify } from './effects.ts';
import { type Decider, mayNotDecide } from './may-decide.ts';
import type { AccessRequest, Case } from './records.ts';
import { refreshed, requestEvent } from './request.ts';
import { isDecidable, isParty } from './stages.ts';
import { type Refused, refused, type Transition } from './transition.ts';
import { textFault, visibleText } from './typed-text.ts';

const TEXT_LIMIT = 1_000;

/** The question that waits for its answer, if one does. Of a request that is decided none waits any more. */
export function openQuestion(request: AccessRequest): Question | undefined {
  const isOver = !isDecidable(request) && request.state !== 'awaiting_owner';
  return isOver ? undefined : request.questions.find(({ answer }) => answer === undefined);
}

/** Refuses a second question while one waits for its answer. Answers nothing when there is none. */
export function questionOpen(request: AccessRequest): Refused | undefined {
  const open = openQuestion(request);
  return open && refused('question_open', `<@${open.by}> has asked already, and the answer is not there yet.`);
}

/** An approver wants to know something first. Reminders and escalation wait for the answer. */
export function ask(current: Case, decider: Decider & { text: string }): Transition {
  const { request, grant } = current;
  const no = mayNotDecide(request, decider);
  if (no) return no;
  const open = questionOpen(request);
  if (open) return open;
  const text = visibleText(decider.text);
  const fault = textFault(text, 'what you want to know before you decide', TEXT_LIMIT);
  if (fault !== undefined) return refused('text_missing', fault);

  const { by, now } = decider;
  const at = now.toISOString();
  const asked = { ...request, questions: [...request.questions, { by, at, text }], dueAt: dueAtOnce(request, at) };
  const number = String(request.questions.length);
  return {
    ok: true,
    request: asked,
    grant,
    events: [requestEvent(request, by, 'request.question_asked', now, { text })],
    effects: [...refreshed(asked), notify('asked', request.id, number)],
  };
}

/** The question that somebody wants to answer, while it waits; or why they cannot. */
export function questionToAnswer(request: AccessRequest, number: number, by: string): Question | Refused {
  if (!isParty(request, by)) {
    return refused('not_yours', `Only <@${request.requester}>, who asked for the grant, can answer this.`);
  }
  const question = request.questions[number];
  if (question !== undefined && question === openQuestion(request)) return question;
  return refused('no_question', `This question about ${request.id} does not wait for an answer any more.`);
}

/** The requester, or the owner, answers. The clock of reminders and escalation goes on. */
export function answer(
  current: Case,
  { by, text: typed, number, now }: { by: string; text: string; number: number; now: Date },
): Transition {
  const { request, grant } = current;
  const open = questionToAnswer(request, number, by);
  if ('ok' in open) return open;
  const text = visibleText(typed);
  const fault = textFault(text, 'your answer; the approvers will read it', TEXT_LIMIT);
  if (fault !== undefined) return refused('text_missing', fault);

  const at = now.toISOString();
  const questions = request.questions.map((one) => (one === open ? { ...one, answer: { by, at, text } } : one));
  // Of a question from before an edit, or of an earlier stage, only the time since the clock began anew was held.
  const heldSince = Math.max(new Date(open.at).getTime(), new Date(request.waiting?.since ?? open.at).getTime());
  const heldMs = now.getTime() - heldSince;
  const waiting = request.waiting && { ...request.waiting, heldMs: request.waiting.heldMs + heldMs };
  const answered = { ...request, questions, waiting, dueAt: dueAtOnce(request, at) };
  const detail = String(number);
  return {
    ok: true,
    request: answered,
    grant,
    events: [requestEvent(request, by, 'request.question_answered', now, { text })],
    effects: [...refreshed(answered), notify('question', request.id, detail), notify('answer', request.id, detail)],
  };
}

/** What broke glass is watched for its provisioning; its questions do not change that. */
const dueAtOnce = (request: AccessRequest, at: string) => (request.state === 'pending' ? at : request.dueAt);
