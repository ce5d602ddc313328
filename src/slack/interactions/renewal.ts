import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { answering, openModal, tell, UNAVAILABLE } from '../answer.ts';
import { readTermsForm } from '../form-values.ts';
import { IDS } from '../ids.ts';
import { fileRenewalRequest, renewable } from '../use-cases/file-request.ts';
import { markCollected, markLetExpire } from '../use-cases/owner.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { renewalForm } from '../views/renewal-form.ts';
import { metadataOf } from './form-metadata.ts';
import { onPress } from './press.ts';
import { formAnswer } from './request-form.ts';

/** Handles what an owner does with a live grant: Collected, Renew, Let it expire. */
export function registerGrantLife(app: App, parts: HandlerParts): void {
  const { log } = parts;
  onPress(app, IDS.grant.collect, ({ by, value, respond }) =>
    answering(respond, log, () => markCollected(value, by, parts)),
  );
  onPress(app, IDS.grant.letExpire, ({ by, value, respond }) =>
    answering(respond, log, () => markLetExpire(value, by, parts)),
  );
  onPress(app, IDS.grant.renew, ({ by, value, respond, triggerId, client }) =>
    answering(respond, log, async () => {
      const form = await renewalFormFor(value, by, parts);
      if (typeof form === 'string') await tell(respond, form);
      else await openModal(client, triggerId, form, respond, log);
      return undefined;
    }),
  );

  app.view(IDS.grant.submitRenewal, async ({ ack, body, view }) => {
    const form = readTermsForm(view.state.values);
    const sender = { by: body.user.id, viewId: view.id };
    const file = async () => fileRenewalRequest(form, metadataOf(view).grant ?? '', sender, parts);
    await ack(await formAnswer(log, file));
  });
}

/** The renewal form, or the sentence that says why there is none. */
export async function renewalFormFor(grantId: string, by: string, parts: HandlerParts): Promise<ModalView | string> {
  try {
    const grant = await renewable(grantId, by, parts);
    return 'ok' in grant ? grant.refusal.sentence : renewalForm(grant, parts.policy().policy, parts.clock.now());
  } catch (err) {
    parts.log.error({ err }, 'A grant to renew could not be read');
    return UNAVAILABLE;
  }
}
