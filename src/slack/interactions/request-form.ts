import type { App, ViewResponseAction } from '@slack/bolt';
import type { RefusalCode } from '../../domain/refusal.ts';
import type { TermsForm } from '../../domain/terms.ts';
import type { Logger } from '../../observability/log.ts';
import { faultsAction, noticeAction, UNAVAILABLE } from '../answer.ts';
import { readTermsForm } from '../form-values.ts';
import { IDS } from '../ids.ts';
import { fileRequest } from '../use-cases/file-request.ts';
import type { Filed } from '../use-cases/filing.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { registerFormChoices } from './form-choices.ts';
import { newRequestForm } from './new-form.ts';

/** Handles the request form: the shortcut that opens it, its choices that change it, and its submission. */
export function registerRequestForm(app: App, parts: HandlerParts): void {
  const { log } = parts;

  app.shortcut(IDS.request.open, async ({ ack, shortcut, client }) => {
    await ack();
    const view = newRequestForm(shortcut.user.id, parts);
    await client.views.open({ trigger_id: shortcut.trigger_id, view });
  });

  registerFormChoices(app, parts);

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

/** The refusals that pass, so that what was typed must not be lost. */
const PASSES: ReadonlySet<RefusalCode> = new Set(['no_approver', 'too_many_open']);

/** Files what a form holds. Every fault stays at its field, and what passes does so too; any other refusal replaces the form. */
export async function formAnswer(log: Logger, file: () => Promise<Filed>): Promise<ViewResponseAction | undefined> {
  try {
    const filed = await file();
    if (filed.ok) return filed.said === undefined ? undefined : noticeAction(filed.said);
    if ('faults' in filed) return faultsAction(filed.faults);
    const { code, sentence } = filed.refusal;
    return PASSES.has(code) ? faultsAction([{ field: 'purpose', sentence }]) : noticeAction(sentence);
  } catch (err) {
    log.error({ err }, 'A form could not be filed');
    return faultsAction([{ field: 'purpose', sentence: UNAVAILABLE }]);
  }
}
