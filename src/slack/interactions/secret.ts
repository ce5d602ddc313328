import type { App, ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Refused } from '../../domain/transition.ts';
import { answering, modalAnswer, noticeAction, tell } from '../answer.ts';
import { chosen, inputValue } from '../form-values.ts';
import { IDS } from '../ids.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { sharingWith } from '../use-cases/revocation.ts';
import { grantWithSecret, type Leak, markRotated, reportLeak } from '../use-cases/secret.ts';
import { afterLeak, leakModal, regenerateWords, STOP_TOO } from '../views/secret.ts';
import { metadataOf } from './form-metadata.ts';
import { openOnPress } from './opening.ts';
import { onPress } from './press.ts';

/** Handles what somebody says about a secret: it is lost, it may have leaked, it is regenerated. */
export function registerSecret(app: App, parts: HandlerParts): void {
  const { log } = parts;
  onPress(app, IDS.grant.rotated, ({ by, value, respond }) =>
    answering(respond, log, () => markRotated(value, by, parts)),
  );
  onPress(app, IDS.grant.lostSecret, ({ by, value, respond }) =>
    answering(respond, log, async () => {
      const grant = await grantWithSecret(value, by, parts);
      if ('ok' in grant) return grant;
      await tell(respond, regenerateWords(grant));
      return undefined;
    }),
  );
  openOnPress(app, IDS.grant.leakedSecret, leakForm, parts);

  app.view(IDS.grant.submitLeak, async ({ ack, body, view }) => {
    const where = inputValue(view.state.values, 'where') ?? '';
    const stops = chosen(view.state.values, 'stop').includes(STOP_TOO);
    await ack(await leakAnswer(metadataOf(view).grant ?? '', { by: body.user.id, where, stops }, parts));
  });
}

/** The modal that asks where a secret may have leaked, or why there is none. */
export async function leakForm(id: string, by: string, parts: HandlerParts): Promise<ModalView | Refused> {
  const grant = await grantWithSecret(id, by, parts);
  return 'ok' in grant ? grant : leakModal(grant, await sharingWith(grant, parts));
}

/** Once it is noted, the modal says what to do now. */
async function leakAnswer(id: string, leak: Leak, parts: HandlerParts): Promise<ViewResponseAction | undefined> {
  let said: string | undefined;
  const refusal = await modalAnswer('where', parts.log, async () => {
    const outcome = await reportLeak(id, leak, parts);
    said = outcome.ok && outcome.grant ? afterLeak(outcome.grant) : undefined;
    return outcome;
  });
  return said === undefined ? refusal : noticeAction(said);
}
