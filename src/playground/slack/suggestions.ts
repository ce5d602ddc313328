import { offeredOptions } from './acknowledgements.ts';
import { onScreen } from './conversing.ts';
import { SlackClientError } from './errors.ts';
import { type Hands, noteOffer } from './hands.ts';
import { elementOnScreen, fieldOnScreen } from './interactions.ts';
import { type Json, textOf } from './json.ts';
import { openModal } from './modals.ts';
import { optionsOf } from './options.ts';
import { envelope, messagePlace, viewPlace } from './payloads.ts';
import type { Suggestion, Surface } from './types.ts';

type Place = { on?: Surface; blockId?: string };

/** Asks the app what it offers for what somebody types into an external select. */
export async function suggest(hands: Hands, actionId: string, query: string, place: Place = {}): Promise<Suggestion[]> {
  const { blocks, surface, where } = surfaceOf(hands, place.on ?? 'modal');
  const { blockId } = place;
  const placed = blockId ? elementOnScreen(blocks, actionId, { blockId }) : fieldOnScreen(blocks, actionId);
  const answer = await hands.interact({
    ...envelope('block_suggestion', hands.person()),
    ...{ action_id: placed.actionId, block_id: placed.blockId, value: query },
    ...where,
  });
  const options = optionsOf(offeredOptions(hands.state, answer.body));
  noteOffer(hands, surface, placed, options);
  return options.map((option) => ({ text: textOf(option.text) ?? '', value: String(option.value) }));
}

/** What is on a surface, its name among what was offered, and how a payload says where it is. */
function surfaceOf(hands: Hands, on: Surface): { blocks: readonly object[]; surface: string; where: Json } {
  if (typeof on === 'object') {
    const message = onScreen(hands, on);
    return { blocks: message.blocks, surface: message.ts, where: messagePlace(hands.state, message) };
  }
  const open = on === 'modal' ? openModal(hands) : hands.views.homeOf(hands.userId);
  if (!open) throw new SlackClientError('not_on_screen', `${hands.person().name} has no Home tab of the app`);
  return { blocks: open.view.blocks, surface: open.id, where: viewPlace(open) };
}
