import type { SlackClientError, SlackClientErrorCode } from '../slack/errors.ts';
import type { Actor, Answer, PostedMessage, Which } from '../slack/types.ts';
import type { ActAnswer, SlackAct } from './contract.ts';
import { conversationsOf } from './slack-view.ts';
import type { Stage } from './stage.ts';

/** What somebody wanted to do that cannot be done; the message is the sentence for them. */
export class RefusedAct extends Error {
  override name = 'RefusedAct';
}

type Slack = Stage['world']['slack'];

/** Does in Slack what a person asks for, as their own client would. */
export async function actInSlack(slack: Slack, act: SlackAct): Promise<ActAnswer> {
  const actor = slack.as(act.as);
  switch (act.do) {
    case 'slack.command':
      return done(await command(slack, actor, act));
    case 'slack.shortcut':
      return done(await shortcut(slack, actor, act));
    case 'slack.press':
      return done(await actor.press(messageFor(slack, act.as, act), act.actionId, whichOf(act)));
    case 'slack.suggest':
      return { ok: true, suggestions: await suggestions(slack, actor, act) };
    case 'slack.submit': {
      const { ms, errors } = await actor.submit(act.values);
      return { ok: true, ms, ...(errors && { errors }) };
    }
    case 'slack.openHome':
      return done(await actor.openHome());
    case 'slack.pressHome':
      return done(await actor.pressHome(act.actionId, whichOf(act)));
    default:
      return actInModal(actor, act);
  }
}

type ModalAct = Extract<SlackAct, { do: 'slack.fill' | 'slack.choose' | 'slack.click' | 'slack.close' }>;

async function actInModal(actor: Actor, act: ModalAct): Promise<ActAnswer> {
  switch (act.do) {
    case 'slack.fill':
      actor.fill(act.values);
      return { ok: true };
    case 'slack.choose':
      return done(await actor.choose(act.actionId, act.value, act.blockId));
    case 'slack.click':
      return done(await actor.click(act.actionId, whichOf(act)));
    case 'slack.close':
      await actor.close();
      return { ok: true };
  }
}

function command(slack: Slack, actor: Actor, { as, text, channel }: Extract<SlackAct, { do: 'slack.command' }>) {
  if (!text.startsWith('/'))
    throw new RefusedAct('Only commands can be typed here: they begin with a slash, as /grant does.');
  if (!conversationsOf(slack, as).some(({ id }) => id === channel))
    throw new RefusedAct('You are not in that channel.');
  return actor.command(text, { channel });
}

function shortcut(
  slack: Slack,
  actor: Actor,
  { as, callbackId, message }: Extract<SlackAct, { do: 'slack.shortcut' }>,
) {
  if (message === undefined) return actor.globalShortcut(callbackId);
  return actor.messageShortcut(messageFor(slack, as, message), callbackId);
}

function suggestions(slack: Slack, actor: Actor, act: Extract<SlackAct, { do: 'slack.suggest' }>) {
  const { as, actionId, query, on = 'modal', blockId } = act;
  const surface = typeof on === 'string' ? on : messageFor(slack, as, on);
  return actor.suggest(actionId, query, { on: surface, ...(blockId !== undefined && { blockId }) });
}

/** The message that is meant, if this person sees it. */
function messageFor(slack: Slack, personId: string, meant: { channel: string; ts: string }): PostedMessage {
  const conversation = conversationsOf(slack, personId).find(({ id }) => id === meant.channel);
  const found = conversation?.messages.find(({ ts }) => ts === meant.ts);
  if (!found) throw new RefusedAct('That message is not there any more.');
  return found;
}

function whichOf({ blockId, value, state }: Which): Which {
  return {
    ...(blockId !== undefined && { blockId }),
    ...(value !== undefined && { value }),
    ...(state !== undefined && { state }),
  };
}

const done = ({ ms }: Answer): ActAnswer => ({ ok: true, ms });

const SENTENCES: Record<SlackClientErrorCode, string> = {
  operation_timeout: 'Grantdesk did not answer in time.',
  dispatch_failed: 'Slack could not hand this to Grantdesk.',
  invalid_answer: 'Grantdesk answered something that Slack does not take.',
  not_on_screen: 'That is not on the screen any more.',
  input_refused: 'Please look at the fields again.',
};

/** What a person reads when their client gives up: the sentence, and Slack's reason in brackets. */
export function clientSentence({ code, message }: SlackClientError): string {
  const detail = message.slice(code.length + 2);
  if (code === 'input_refused') return detail;
  return `${SENTENCES[code]} (${code}: ${detail})`;
}
