import type { App } from '@slack/bolt';
import { questionOpen } from '../../domain/question.ts';
import { readQuestionRef } from '../../domain/question-ref.ts';
import { readRequestRef } from '../../domain/request-ref.ts';
import { answering, modalAnswer, openModal } from '../answer.ts';
import { inputValue } from '../form-values.ts';
import { IDS } from '../ids.ts';
import { answerAbout, answerable, askAbout, decidable } from '../use-cases/decide.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { answerModal, questionModal } from '../views/decision-modals.ts';
import { onPress } from './press.ts';

/** Handles Ask and Answer. */
export function registerQuestion(app: App, parts: HandlerParts): void {
  const { log } = parts;

  onPress(app, IDS.request.ask, ({ by, value, respond, client, triggerId }) =>
    answering(respond, log, async () => {
      const request = await decidable(readRequestRef(value), by, parts);
      if ('ok' in request) return request;
      const open = questionOpen(request);
      if (open) return open;
      await openModal(client, triggerId, questionModal(value, request), respond, log);
      return undefined;
    }),
  );
  onPress(app, IDS.request.answer, ({ by, value, respond, client, triggerId }) =>
    answering(respond, log, async () => {
      const ref = readQuestionRef(value);
      const question = await answerable(ref, by, parts);
      if ('ok' in question) return question;
      await openModal(client, triggerId, answerModal(value, ref.id, question), respond, log);
      return undefined;
    }),
  );

  app.view(IDS.request.submitQuestion, async ({ ack, body, view }) => {
    const text = inputValue(view.state.values, 'question') ?? '';
    const ref = readRequestRef(view.private_metadata);
    await ack(await modalAnswer('question', log, () => askAbout(ref, body.user.id, text, parts)));
  });
  app.view(IDS.request.submitAnswer, async ({ ack, body, view }) => {
    const text = inputValue(view.state.values, 'answer') ?? '';
    const ref = readQuestionRef(view.private_metadata);
    await ack(await modalAnswer('answer', log, () => answerAbout(ref, body.user.id, text, parts)));
  });
}
