import type { App, BlockAction, ButtonAction, OverflowAction, RespondFn, StaticSelectAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import { noticeModal } from '../views/modals.ts';

/** A button that somebody pressed, or an entry of a menu that they chose. Only `by`, of the signed payload, says who; `value` says on what. */
export type Press = { by: string; value: string; triggerId: string; respond: RespondFn; client: WebClient };

type Pressable = ButtonAction | OverflowAction | StaticSelectAction;

const chosenIn = (action: Pressable): string | undefined =>
  action.type === 'button' ? action.value : action.selected_option.value;

/** Handles presses of one button, or choices from one menu: acknowledged at once, then carried out. */
export function onPress(app: App, actionId: string, handle: (press: Press) => Promise<void>): void {
  app.action<BlockAction<Pressable>>(actionId, async ({ ack, body, action, respond, client }) => {
    await ack();
    const answer = body.view?.type === 'home' ? inModal(client, body.trigger_id) : respond;
    await handle({
      by: body.user.id,
      value: chosenIn(action) ?? '',
      triggerId: body.trigger_id,
      respond: answer,
      client,
    });
  });
}

/** Slack gives nothing to respond to in the Home tab, so what a person has to know is shown in a modal. */
export function inModal(client: WebClient, trigger_id: string): RespondFn {
  return async (answer) => {
    const sentence = typeof answer === 'string' ? answer : (answer.text ?? '');
    await client.views.open({ trigger_id, view: noticeModal(sentence) });
    return new Response();
  };
}
