import type { App } from '@slack/bolt';
import { readFindingRef } from '../../domain/drift-record.ts';
import { answering } from '../answer.ts';
import { IDS } from '../ids.ts';
import { adoptFinding, revertFinding } from '../use-cases/drift.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { onPress } from './press.ts';

/** Handles Adopt and Revert of an admin at what was found to differ in Workiva. */
export function registerDrift(app: App, parts: HandlerParts): void {
  const { log } = parts;
  onPress(app, IDS.drift.adopt, ({ by, value, respond }) =>
    answering(respond, log, () => adoptFinding(readFindingRef(value), by, parts)),
  );
  onPress(app, IDS.drift.revert, ({ by, value, respond }) =>
    answering(respond, log, () => revertFinding(readFindingRef(value), by, parts)),
  );
}
