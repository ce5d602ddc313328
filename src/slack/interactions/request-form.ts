import type { App, BlockAction, ViewOutput, ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { TermsForm } from '../../domain/terms.ts';
import type { Logger } from '../../observability/log.ts';
import type { Store } from '../../store/store.ts';
import { faultsAction, noticeAction, UNAVAILABLE } from '../answer.ts';
import { slackFault } from '../faults.ts';
import { readTermsForm } from '../form-values.ts';
import { IDS } from '../ids.ts';
import { fileRequest } from '../use-cases/file-request.ts';
import type { Filed } from '../use-cases/filing.ts';
import { grantNamed, requestNamed } from '../use-cases/find.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import type { FormNote } from '../views/form-note.ts';
import { breakGlassForm, requestForm } from '../views/request-form.ts';
import { sameChangeForm } from './change-forms.ts';
import { metadataOf } from './form-metadata.ts';

/** Handles the request form: the shortcut that opens it, its choices that change it, and its submission. */
export function registerRequestForm(app: App, parts: HandlerParts): void {
  const { policy, clock, log } = parts;

  app.shortcut(IDS.request.open, async ({ ack, shortcut, client }) => {
    await ack();
    const view = requestForm(policy().policy, clock.now(), { requester: shortcut.user.id });
    await client.views.open({ trigger_id: shortcut.trigger_id, view });
  });

  for (const choice of [IDS.form.workspace, IDS.form.userKind]) {
    app.action<BlockAction>(choice, async ({ ack, body, client }) => {
      await ack();
      await showChoice(body, choice, client, parts);
    });
  }

  app.view(IDS.request.submit, async ({ ack, body, view }) => {
    const form = readTermsForm(view.state.values);
    const sender = { by: body.user.id, viewId: view.id };
    await ack(await formAnswer(log, () => fileRequest(form, sender, false, parts)));
  });
  app.view(IDS.request.submitBreakGlass, async ({ ack, body, view }) => {
    const form: TermsForm = { ...readTermsForm(view.state.values), userKind: 'new' };
    const sender = { by: body.user.id, viewId: view.id };
    await ack(await formAnswer(log, () => fileRequest(form, sender, true, parts)));
  });
}

/** Files what a form holds. Every fault stays at its field; what belongs to no field replaces the form. */
export async function formAnswer(log: Logger, file: () => Promise<Filed>): Promise<ViewResponseAction | undefined> {
  try {
    const filed = await file();
    if (filed.ok) return filed.said === undefined ? undefined : noticeAction(filed.said);
    return 'faults' in filed ? faultsAction(filed.faults) : noticeAction(filed.refusal.sentence);
  } catch (err) {
    log.error({ err }, 'A form could not be filed');
    return faultsAction([{ field: 'purpose', sentence: UNAVAILABLE }]);
  }
}

/**
 * Shows the fields that a choice asks for. What was typed stays, because the fields keep their ids. The form may have
 * changed since, through another choice: fields are shown and hidden all the same, and only the suggestion waits.
 */
async function showChoice(body: BlockAction, choice: string, client: WebClient, parts: HandlerParts): Promise<void> {
  if (!body.view) return;
  const { id: view_id, hash } = body.view;
  const view = await sameForm(body.view, parts);
  try {
    await client.views.update({ view_id, hash, view });
  } catch (error) {
    if (slackFault(error, '')?.code !== 'hash_conflict') throw error;
    if (choice === IDS.form.userKind) await client.views.update({ view_id, view });
  }
}

/** The form that somebody has open, as it is with what they have typed by now. */
async function sameForm(open: ViewOutput, parts: HandlerParts): Promise<ModalView> {
  const { policy, clock, store } = parts;
  const typed = readTermsForm(open.state.values);
  const now = clock.now();
  if (open.callback_id === IDS.request.submitBreakGlass) return breakGlassForm(policy().policy, now, typed);
  const change = await sameChangeForm(open, typed, parts);
  if (change) return change;
  const note = await noteOf(open, store);
  return requestForm(policy().policy, now, note ? { typed, note } : { typed });
}

/** Why an open form was filled in, where it was. */
async function noteOf(open: ViewOutput, store: Store): Promise<FormNote | undefined> {
  const about = metadataOf(open);
  const [request, grant] = await Promise.all([
    requestNamed(about.request ?? '', store),
    grantNamed(about.grant ?? '', store),
  ]);
  if (grant) return { kind: 'expired', grant };
  return request && { kind: open.callback_id === IDS.request.submitEdit ? 'edit' : 'again', request };
}
