import type { App } from '@slack/bolt';
import { taskSheet } from '../../domain/task-sheet.ts';
import type { Refused, Transition } from '../../domain/transition.ts';
import { answering, modalAnswer, openModal } from '../answer.ts';
import { inputValue } from '../form-values.ts';
import { IDS } from '../ids.ts';
import {
  finishAdminTask,
  giveUpRequest,
  openTask,
  refuseAdminTask,
  retryStep,
  takeOverStep,
  taskNamed,
} from '../use-cases/admin-task.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { clientIdModal, reasonModal } from '../views/modals.ts';
import { onPress, type Press } from './press.ts';

/** Handles admin tasks, Done and Cannot do it, and what admins do about a failure. */
export function registerAdminTasks(app: App, parts: HandlerParts): void {
  const { log } = parts;
  onPress(app, IDS.task.finish, (press) => answering(press.respond, log, () => finish(press, parts)));
  onPress(app, IDS.task.refuse, (press) => answering(press.respond, log, () => askWhyNot(press, parts)));
  onPress(app, IDS.provisioning.retry, ({ by, value, respond }) =>
    answering(respond, log, () => retryStep(value, by, parts)),
  );
  onPress(app, IDS.provisioning.byHand, ({ by, value, respond }) =>
    answering(respond, log, () => takeOverStep(value, by, parts)),
  );
  onPress(app, IDS.provisioning.giveUp, ({ by, value, respond }) =>
    answering(respond, log, () => giveUpRequest(value, by, parts)),
  );

  app.view(IDS.task.confirmFinish, async ({ ack, body, view }) => {
    const clientId = inputValue(view.state.values, 'clientId');
    const task = taskNamed(view.private_metadata);
    const finishIt = async () => ('ok' in task ? task : finishAdminTask(task, body.user.id, clientId, parts));
    await ack(await modalAnswer('clientId', log, finishIt));
  });
  app.view(IDS.task.confirmRefusal, async ({ ack, body, view }) => {
    const reason = inputValue(view.state.values, 'reason') ?? '';
    const task = taskNamed(view.private_metadata);
    const refuseIt = async () => ('ok' in task ? task : refuseAdminTask(task, body.user.id, reason, parts));
    await ack(await modalAnswer('reason', log, refuseIt));
  });
}

async function finish(
  { by, value, triggerId, respond, client }: Press,
  parts: HandlerParts,
): Promise<Transition | undefined> {
  const task = taskNamed(value);
  if ('ok' in task) return task;
  const request = await openTask(task, by, parts);
  if ('ok' in request) return request;
  if (!taskSheet(request, undefined, task.step).asksClientId) return finishAdminTask(task, by, undefined, parts);
  await openModal(client, triggerId, clientIdModal(value, request.terms.clientName), respond, parts.log);
  return undefined;
}

async function askWhyNot(
  { by, value, triggerId, respond, client }: Press,
  parts: HandlerParts,
): Promise<Refused | undefined> {
  const task = taskNamed(value);
  if ('ok' in task) return task;
  const request = await openTask(task, by, parts);
  if ('ok' in request) return request;
  const words = {
    title: 'Cannot do it',
    label: 'What stands in the way',
    hint: 'The requester and the other admins read this.',
    submit: 'Send',
  };
  await openModal(client, triggerId, reasonModal(IDS.task.confirmRefusal, value, words), respond, parts.log);
  return undefined;
}
