import type { App } from '@slack/bolt';
import { answering, modalAnswer, noticeAction } from '../answer.ts';
import { inputValue } from '../form-values.ts';
import { IDS } from '../ids.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { acceptGrant, declineGrant, offerGrant, takeOver } from '../use-cases/transfer.ts';
import { askedWords } from '../views/transfer.ts';
import { onPress } from './press.ts';

/** Handles the form that hands a grant over, Accept and Decline of who is asked to own a grant, and Take over of an admin. */
export function registerTransfer(app: App, parts: HandlerParts): void {
  const { log } = parts;
  onPress(app, IDS.grant.acceptTransfer, ({ by, value, respond }) =>
    answering(respond, log, () => acceptGrant(value, by, parts)),
  );
  onPress(app, IDS.grant.declineTransfer, ({ by, value, respond }) =>
    answering(respond, log, () => declineGrant(value, by, parts)),
  );
  app.view(IDS.grant.submitTransfer, async ({ ack, body, view }) => {
    const id = view.private_metadata;
    const to = inputValue(view.state.values, 'to') ?? '';
    const answer = await modalAnswer('to', log, () => offerGrant(id, { by: body.user.id, to }, parts));
    await ack(answer ?? noticeAction(askedWords(id, to)));
  });
  onPress(app, IDS.grant.takeOver, ({ by, value, respond }) =>
    answering(respond, log, () => takeOver(value, by, parts)),
  );
}
