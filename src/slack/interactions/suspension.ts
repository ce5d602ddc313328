import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Refused } from '../../domain/transition.ts';
import { answering, modalAnswer } from '../answer.ts';
import { inputValue } from '../form-values.ts';
import { IDS } from '../ids.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import {
  finishSuspension,
  reinstatable,
  reinstateGrant,
  seenOf,
  suspendable,
  suspendGrant,
} from '../use-cases/suspension.ts';
import { readReinstatement, readStopValue, reinstatementModal, suspensionModal } from '../views/stop-modals.ts';
import { openOnPress } from './opening.ts';
import { onPress } from './press.ts';

/** Handles Suspend and Reinstate with their modals, and Done of an admin who has done by hand what they ask for. */
export function registerSuspension(app: App, parts: HandlerParts): void {
  const { log } = parts;
  openOnPress(app, IDS.suspension.ask, suspensionForm, parts);
  openOnPress(app, IDS.suspension.reinstate, reinstatementForm, parts);
  onPress(app, IDS.suspension.finish, ({ by, value, respond }) =>
    answering(respond, log, () => finishSuspension(readStopValue(value), by, parts)),
  );

  app.view(IDS.suspension.submit, async ({ ack, body, view }) => {
    const reason = inputValue(view.state.values, 'reason') ?? '';
    const by = body.user.id;
    await ack(await modalAnswer('reason', log, () => suspendGrant(view.private_metadata, by, reason, parts)));
  });
  app.view(IDS.suspension.submitReinstatement, async ({ ack, body, view }) => {
    const reason = inputValue(view.state.values, 'reason') ?? '';
    const by = body.user.id;
    const form = readReinstatement(view.private_metadata);
    await ack(await modalAnswer('reason', log, () => reinstateGrant(form, by, reason, parts)));
  });
}

/** The modal of the emergency stop, or why there is none. */
export async function suspensionForm(id: string, by: string, parts: HandlerParts): Promise<ModalView | Refused> {
  const found = await suspendable(id, by, parts);
  return 'ok' in found ? found : suspensionModal(found.grant, found.others);
}

/** The modal that lets a suspended grant work again, or why there is none. */
export async function reinstatementForm(id: string, by: string, parts: HandlerParts): Promise<ModalView | Refused> {
  const found = await reinstatable(id, by, parts);
  return 'ok' in found ? found : reinstatementModal(found.grant, found.others, seenOf(found));
}
