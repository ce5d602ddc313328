import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { answering, faultsAction, noticeAction, openModal, tell, UNAVAILABLE } from '../answer.ts';
import { readTermsForm } from '../form-values.ts';
import { IDS } from '../ids.ts';
import { fileRenewalRequest, renewable } from '../use-cases/file-request.ts';
import { markCollected, markLetExpire } from '../use-cases/owner.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { renewalForm } from '../views/request-form.ts';
import { onPress } from './press.ts';

const Metadata = z.object({ grant: z.string() });

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
    try {
      const { grant } = Metadata.parse(JSON.parse(view.private_metadata));
      const filed = await fileRenewalRequest(readTermsForm(view.state.values), grant, body.user.id, view.id, parts);
      if (filed.ok) await ack();
      else await ack('faults' in filed ? faultsAction(filed.faults) : noticeAction(filed.refusal.sentence));
    } catch (err) {
      log.error({ err }, 'A renewal could not be filed');
      await ack(faultsAction([{ field: 'purpose', sentence: UNAVAILABLE }]));
    }
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
