import type { App } from '@slack/bolt';
import { answering, openModal } from '../answer.ts';
import { IDS } from '../ids.ts';
import type { HandlerParts } from '../use-cases/parts.ts';
import { whyOf } from '../use-cases/why.ts';
import { whyModal } from '../views/why.ts';
import { onPress } from './press.ts';

/** Handles Why?, which anybody may press who sees the request. */
export function registerWhy(app: App, parts: HandlerParts): void {
  const { log, policy } = parts;
  onPress(app, IDS.request.why, ({ value, respond, client, triggerId }) =>
    answering(respond, log, async () => {
      const why = await whyOf(value, parts);
      if ('ok' in why) return why;
      await openModal(client, triggerId, whyModal(why, policy().policy), respond, log);
      return undefined;
    }),
  );
}
