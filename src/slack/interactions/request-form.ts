import type { App, BlockAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { faultsAction, noticeAction, UNAVAILABLE } from '../answer.ts';
import { slackFault } from '../faults.ts';
import { readTermsForm } from '../form-values.ts';
import { IDS } from '../ids.ts';
import { fileRequest } from '../use-cases/file-request.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { requestForm } from '../views/request-form.ts';

/** Handles the request form: the shortcut that opens it, its choices that change it, and its submission. */
export function registerRequestForm(app: App, parts: HandlerParts): void {
  const { policy, clock, log } = parts;

  app.shortcut(IDS.request.open, async ({ ack, shortcut, client }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: requestForm(policy().policy, clock.now()) });
  });

  for (const choice of [IDS.form.workspace, IDS.form.userKind]) {
    app.action<BlockAction>(choice, async ({ ack, body, client }) => {
      await ack();
      await showChoice(body, choice, client, parts);
    });
  }

  app.view(IDS.request.submit, async ({ ack, body, view }) => {
    const form = readTermsForm(view.state.values);
    try {
      const filed = await fileRequest(form, body.user.id, view.id, parts);
      if (filed.ok) await ack();
      else await ack('faults' in filed ? faultsAction(filed.faults) : noticeAction(filed.refusal.sentence));
    } catch (err) {
      log.error({ err }, 'A request could not be filed');
      await ack(faultsAction([{ field: 'purpose', sentence: UNAVAILABLE }]));
    }
  });
}

/**
 * Shows the fields that a choice asks for. What was typed stays, because the fields keep their ids. The form may have
 * changed since, through another choice: fields are shown and hidden all the same, and only the suggestion waits.
 */
async function showChoice(
  body: BlockAction,
  choice: string,
  client: WebClient,
  { policy, clock }: HandlerParts,
): Promise<void> {
  if (!body.view) return;
  const { id: view_id, hash, state } = body.view;
  const view = requestForm(policy().policy, clock.now(), readTermsForm(state.values));
  try {
    await client.views.update({ view_id, hash, view });
  } catch (error) {
    if (slackFault(error, '')?.code !== 'hash_conflict') throw error;
    if (choice === IDS.form.userKind) await client.views.update({ view_id, view });
  }
}
