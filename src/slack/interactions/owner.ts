import type { App } from '@slack/bolt';
import { readRequestRef } from '../../domain/request-ref.ts';
import { answering } from '../answer.ts';
import { IDS } from '../ids.ts';
import { acceptToOwn, declineToOwn } from '../use-cases/owner-acceptance.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { onPress } from './press.ts';

/** Handles Accept and Decline of the person whom a request names as owner. */
export function registerOwner(app: App, parts: HandlerParts): void {
  const { log } = parts;
  onPress(app, IDS.owner.accept, ({ by, value, respond }) =>
    answering(respond, log, () => acceptToOwn(readRequestRef(value), by, parts)),
  );
  onPress(app, IDS.owner.decline, ({ by, value, respond }) =>
    answering(respond, log, () => declineToOwn(readRequestRef(value).id, by, parts)),
  );
}
