import type { KnownBlock } from '@slack/types';
import type { Question } from '../../domain/approval-records.ts';
import { openQuestion } from '../../domain/question.ts';
import { questionValue } from '../../domain/question-ref.ts';
import type { AccessRequest } from '../../domain/records.ts';
import { requestStands } from '../../domain/state-words.ts';
import { IDS } from '../ids.ts';
import { actions, button, type Message, section, typed } from './blocks.ts';
import { escapeText, moment, person } from './text.ts';

/** The direct message that brings a question to the requester, with the button that answers it. */
export function questionMessage(request: AccessRequest, question: Question): Message {
  const { by, text } = question;
  const title = `${person(by)} asks about ${request.id} (${escapeText(request.terms.clientName)}) before deciding:`;
  return {
    text: `${title} ${escapeText(text)}`,
    blocks: [section(title), typed(text), ...answerBlocks(request, question)],
  };
}

function answerBlocks(request: AccessRequest, question: Question): KnownBlock[] {
  const { answer } = question;
  if (answer) {
    const title = `:white_check_mark: *Answered* by ${person(answer.by)}, ${moment(answer.at)}:`;
    return [section(title), typed(answer.text)];
  }
  if (question !== openQuestion(request)) {
    return [section(`${request.id} ${requestStands(request)} meanwhile. No answer is needed any more.`)];
  }
  const value = questionValue({ id: request.id, number: request.questions.indexOf(question) });
  return [
    section('Nobody is reminded of your request until you answer.'),
    actions(
      button(IDS.request.answer, 'Answer', value, {
        style: 'primary',
        label: `Answer the question about ${request.id}`,
      }),
    ),
  ];
}

/** The post in the thread of the approvers' message that shows a question. */
export function askedMessage(request: AccessRequest, { by, text }: Question): Message {
  const title = `${person(by)} asks ${person(request.requester)} about ${request.id}. The answer comes back here.`;
  return { text: title, blocks: [section(title), typed(text)] };
}

/** The post in the thread that brings the answer back to who asked. */
export function answerMessage(request: AccessRequest, { by, answer }: Question): Message {
  const title = `${person(by)}, ${person(answer?.by ?? '')} has answered your question about ${request.id}:`;
  return { text: title, blocks: [section(title), typed(answer?.text ?? '')] };
}
