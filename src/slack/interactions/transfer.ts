import type { App } from '@slack/bolt';
import { answering } from '../answer.ts';
import { IDS } from '../ids.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { acceptGrant, declineGrant, takeOver } from '../use-cases/transfer.ts';
import { onPress } from './press.ts';

/** Handles Accept and Decline of who is asked to own a grant, and Take over of an admin. */
export function registerTransfer(app: App, parts: HandlerParts): void {
  const { log } = parts;
  onPress(app, IDS.grant.acceptTransfer, ({ by, value, respond }) =>
    answering(respond, log, () => acceptGrant(value, by, parts)),
  );
  onPress(app, IDS.grant.declineTransfer, ({ by, value, respond }) =>
    answering(respond, log, () => declineGrant(value, by, parts)),
  );
  onPress(app, IDS.grant.takeOver, ({ by, value, respond }) =>
    answering(respond, log, () => takeOver(value, by, parts)),
  );
}
