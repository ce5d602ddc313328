import type { App } from '@slack/bolt';
import { answering } from '../answer.ts';
import { IDS } from '../ids.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { keepGrant } from '../use-cases/unused.ts';
import { onPress } from './press.ts';

/** Handles Keep of the owner of a grant that nothing uses; Revoke is that of every grant. */
export function registerUnused(app: App, parts: HandlerParts): void {
  onPress(app, IDS.grant.keepUnused, ({ by, value, respond }) =>
    answering(respond, parts.log, () => keepGrant(value, by, parts)),
  );
}
