import type { App } from '@slack/bolt';
import { answering } from '../answer.ts';
import { IDS } from '../ids.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { settleTest } from '../use-cases/verification.ts';
import { readTestValue } from '../views/verification.ts';
import { onPress } from './press.ts';

/** Handles Settled of an admin who has seen to what a test of a grant has shown. */
export function registerVerification(app: App, parts: HandlerParts): void {
  onPress(app, IDS.grant.settleTest, ({ by, value, respond }) =>
    answering(respond, parts.log, () => settleTest(readTestValue(value), by, parts)),
  );
}
