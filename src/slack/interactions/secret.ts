import type { App, ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Refused } from '../../domain/transition.ts';
import { answering, modalAnswer, noticeAction, tell } from '../answer.ts';
import { inputValue } from '../form-values.ts';
import { IDS } from '../ids.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { grantWithSecret, markRotated, reportLeak } from '../use-cases/secret.ts';
import { afterLeak, leakModal, regenerateWords } from '../views/secret.ts';
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
    await ack(await leakAnswer(metadataOf(view).grant ?? '', body.user.id, where, parts));
  });
}

async function leakForm(id: string, by: string, parts: HandlerParts): Promise<ModalView | Refused> {
  const grant = await grantWithSecret(id, by, parts);
  return 'ok' in grant ? grant : leakModal(grant);
}

/** Once it is noted, the modal says what to do now. */
async function leakAnswer(
  id: string,
  by: string,
  where: string,
  parts: HandlerParts,
): Promise<ViewResponseAction | undefined> {
  let said: string | undefined;
  const refusal = await modalAnswer('where', parts.log, async () => {
    const outcome = await reportLeak(id, by, where, parts);
    said = outcome.ok && outcome.grant ? afterLeak(outcome.grant) : undefined;
    return outcome;
  });
  return said === undefined ? refusal : noticeAction(said);
}
