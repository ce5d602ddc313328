import type { App, BlockAction, ButtonAction, RespondFn } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';

/** A button that somebody pressed. Only `by`, of the signed payload, says who; `value` says on what. */
export type Press = { by: string; value: string; triggerId: string; respond: RespondFn; client: WebClient };

/** Handles presses of one button: acknowledged at once, then carried out. */
export function onPress(app: App, actionId: string, handle: (press: Press) => Promise<void>): void {
  app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, body, action, respond, client }) => {
    await ack();
    await handle({ by: body.user.id, value: action.value ?? '', triggerId: body.trigger_id, respond, client });
  });
}
