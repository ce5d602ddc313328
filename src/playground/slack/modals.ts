import { applySubmission } from './acknowledgements.ts';
import { SlackClientError } from './errors.ts';
import { faultsAtSubmit } from './forms.ts';
import { actInView, enterInView, type Hands } from './hands.ts';
import { dispatches, elementOnScreen, fieldOnScreen } from './interactions.ts';
import { envelope, viewPlace } from './payloads.ts';
import type { Actor, Answer, FormValues, Which } from './types.ts';
import type { OpenView } from './views.ts';

const NOTHING_SENT: Answer = { status: 200, body: '', ms: 0 };

export async function clickInModal(hands: Hands, actionId: string, which?: Which): Promise<Answer> {
  const open = openModal(hands);
  return actInView(hands, open, elementOnScreen(open.view.blocks, actionId, which), which?.value);
}

export async function chooseInModal(
  hands: Hands,
  actionId: string,
  value: string | readonly string[],
  blockId?: string,
): Promise<Answer> {
  const open = openModal(hands);
  const { blocks } = open.view;
  const placed = blockId ? elementOnScreen(blocks, actionId, { blockId }) : fieldOnScreen(blocks, actionId);
  if (dispatches(placed)) return actInView(hands, open, placed, value);
  enterInView(hands, open, placed, value);
  return NOTHING_SENT;
}

export function fillModal(hands: Hands, values: FormValues): void {
  const open = openModal(hands);
  const entries = Object.entries(values).map(([key, value]) => [fieldOnScreen(open.view.blocks, key), value] as const);
  for (const [placed, value] of entries) enterInView(hands, open, placed, value);
}

export async function submitModal(hands: Hands, values: FormValues = {}): ReturnType<Actor['submit']> {
  const open = openModal(hands);
  if (open.view.type !== 'modal' || !open.view.submit) {
    throw new SlackClientError('not_on_screen', 'the modal has no submit button');
  }
  fillModal(hands, values);
  const faults = faultsAtSubmit(open.view.blocks, open.values);
  if (faults.length > 0) throw new SlackClientError('input_refused', `${faults.join('; ')}.`);
  const trigger_id = hands.triggers.issue({ userId: hands.userId, rootViewId: open.rootId });
  const { view } = viewPlace(open);
  const payload = { ...envelope('view_submission', hands.person()), trigger_id, view, response_urls: [] };
  const answer = await hands.interact(payload);
  const errors = applySubmission(hands, open, answer.body);
  return { ...answer, ...(errors && { errors }) };
}

export async function closeModal(hands: Hands): Promise<void> {
  const top = openModal(hands);
  const isClearing = top.view.type === 'modal' && top.view.clear_on_close === true;
  const closing = isClearing ? [...hands.views.stackOf(hands.userId)].reverse() : [top];
  for (const view of closing) hands.views.remove(view);
  for (const open of closing) {
    if (open.view.type !== 'modal' || !open.view.notify_on_close) continue;
    const { view } = viewPlace(open);
    await hands.interact({ ...envelope('view_closed', hands.person()), view, is_cleared: isClearing });
  }
}

/** The view of a modal that a person has before them. */
export function openModal(hands: Hands): OpenView {
  const top = hands.views.top(hands.userId);
  if (!top) throw new SlackClientError('not_on_screen', `${hands.person().name} has no modal open`);
  return top;
}
