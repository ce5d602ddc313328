import { showCommandAnswer } from './acknowledgements.ts';
import { SlackClientError } from './errors.ts';
import { escapeCommand } from './escaping.ts';
import { entered, isOnOffer, isStateful, valuesOf } from './forms.ts';
import { type Hands, offeredFor } from './hands.ts';
import { actionOutput, elementOnScreen, entriesOnScreen } from './interactions.ts';
import { commandForm, envelope, messageOutput, messagePlace } from './payloads.ts';
import type { Answer, Entries, EphemeralMessage, PostedMessage, StateValues, Which } from './types.ts';

/** Sends a slash command and shows what the app answers to it. */
export async function sendCommand(hands: Hands, text: string, channelId?: string): Promise<Answer> {
  const { state, userId, deliveries, responseUrls, triggers } = hands;
  const channel = channelId ? { id: channelId, name: state.nameOf(channelId) } : state.firstChannel();
  const target = { userId, channel: channel.id };
  const form = commandForm(hands.person(), channel, escapeCommand(text, state));
  const tickets = { response_url: responseUrls.issue(target), trigger_id: triggers.issue({ userId }) };
  const answer = await deliveries.deliver({ type: 'slash_commands', payload: { ...form, ...tickets } });
  showCommandAnswer(state, answer.body, target);
  return answer;
}

export function useGlobalShortcut(hands: Hands, callbackId: string): Promise<Answer> {
  const ticket = { trigger_id: hands.triggers.issue({ userId: hands.userId }), action_ts: hands.state.nextTs() };
  return hands.interact({ ...envelope('shortcut', hands.person()), callback_id: callbackId, ...ticket });
}

export async function useMessageShortcut(hands: Hands, message: PostedMessage, callbackId: string): Promise<Answer> {
  const { state, userId, responseUrls, triggers } = hands;
  const current = onScreen(hands, message);
  const original = { ts: current.ts, ephemeral: false };
  return hands.interact({
    ...envelope('message_action', hands.person()),
    callback_id: callbackId,
    trigger_id: triggers.issue({ userId }),
    response_url: responseUrls.issue({ userId, channel: current.channel, original }),
    message_ts: current.ts,
    message: messageOutput(current),
    channel: messagePlace(state, current).channel,
    action_ts: state.nextTs(),
  });
}

export async function pressInMessage(
  hands: Hands,
  message: PostedMessage,
  actionId: string,
  which?: Which,
): Promise<Answer> {
  const { state, userId, responseUrls, triggers } = hands;
  const current = onScreen(hands, message);
  const placed = elementOnScreen(current.blocks, actionId, which);
  const { channel, ts, threadTs } = current;
  const { blockId } = placed;
  const used = isStateful(placed) ? { [actionId]: which?.value ?? '' } : {};
  const entries = { ...which?.state, [blockId]: { ...which?.state?.[blockId], ...used } };
  const target = { userId, channel, original: { ts, ephemeral: 'via' in current }, ...(threadTs && { threadTs }) };
  return hands.interact({
    ...envelope('block_actions', hands.person()),
    trigger_id: triggers.issue({ userId }),
    ...messagePlace(state, current),
    response_url: responseUrls.issue(target),
    state: { values: stateValues(hands, current, entries) },
    actions: [actionOutput(placed, state.nextTs(), which?.value, offeredFor(hands, ts, placed))],
  });
}

/** What stands in the fields of a message for the one who looks at it: what they entered, else what the app gave. */
function stateValues(hands: Hands, { ts, blocks }: PostedMessage, entries: Entries): StateValues {
  const values = valuesOf(blocks);
  for (const [placed, value] of entriesOnScreen(blocks, entries)) {
    const { blockId, actionId } = placed;
    const offered = offeredFor(hands, ts, placed);
    if (!isOnOffer(placed, value, offered)) continue;
    values[blockId] = { ...values[blockId], [actionId]: entered(placed, value, offered) };
  }
  return values;
}

/** The message as it now is, which may be gone or changed since somebody looked at it. */
export function onScreen({ state, userId }: Hands, { channel, ts }: PostedMessage): PostedMessage | EphemeralMessage {
  const found = state.ephemeralAt(userId, ts) ?? state.messagesIn(channel).find((message) => message.ts === ts);
  if (!found) throw new SlackClientError('not_on_screen', `there is no message ${ts} in ${channel} for ${userId}`);
  return found;
}
