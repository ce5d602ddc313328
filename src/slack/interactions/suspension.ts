import type { App } from '@slack/bolt';
import { answering } from '../answer.ts';
import { IDS } from '../ids.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { finishSuspension } from '../use-cases/suspension.ts';
import { onPress } from './press.ts';

/** Handles Done of an admin who has suspended an integration user by hand. */
export function registerSuspension(app: App, parts: HandlerParts): void {
  onPress(app, IDS.suspension.finish, ({ by, value, respond }) =>
    answering(respond, parts.log, () => finishSuspension(value, by, parts)),
  );
}
