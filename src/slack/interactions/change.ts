import type { App } from '@slack/bolt';
import { readTermsForm } from '../form-values.ts';
import { IDS } from '../ids.ts';
import { fileChangeRequest } from '../use-cases/change.ts';
import type { Filed } from '../use-cases/filing.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { changeWords } from '../views/change-form.ts';
import { changeFormFor } from './change-forms.ts';
import { metadataOf } from './form-metadata.ts';
import { openOnPress } from './opening.ts';
import { formAnswer } from './request-form.ts';

/** Handles Change, and what its form holds. */
export function registerChange(app: App, parts: HandlerParts): void {
  openOnPress(app, IDS.grant.change, changeFormFor, parts);

  app.view(IDS.grant.submitChange, async ({ ack, body, view }) => {
    const form = readTermsForm(view.state.values);
    const sender = { by: body.user.id, viewId: view.id };
    const change = async (): Promise<Filed> => {
      const filed = await fileChangeRequest(form, metadataOf(view).grant ?? '', sender, parts);
      if (filed === undefined) return { ok: true };
      return filed.ok ? { ok: true, said: changeWords(filed) } : filed;
    };
    await ack(await formAnswer(parts.log, change));
  });
}
