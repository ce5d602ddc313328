import { SlackClientError } from './errors.ts';
import { elementsOf, entered, isStateful, type Placed } from './forms.ts';
import type { Json } from './json.ts';
import type { Entries, Which } from './types.ts';

/** The element that somebody means on the screen; throws when it is not there. */
export function elementOnScreen(blocks: readonly object[], actionId: string, which: Which = {}): Placed {
  const all = elementsOf(blocks);
  const candidates = all.filter(
    (placed) => placed.actionId === actionId && (!which.blockId || placed.blockId === which.blockId),
  );
  const isButton = (placed: Placed) => placed.element.type === 'button';
  const found = candidates.find(
    (placed) => !isButton(placed) || which.value === undefined || placed.element.value === which.value,
  );
  if (found) return found;
  const there = all.map((placed) => `${placed.actionId} in ${placed.blockId}`).join(', ') || 'no element at all';
  throw new SlackClientError('not_on_screen', `there is no ${actionId}${detail(which)}; there is ${there}`);
}

function detail({ blockId, value }: Which): string {
  return `${blockId ? ` in ${blockId}` : ''}${value === undefined ? '' : ` with value ${String(value)}`}`;
}

/** What stands in the fields that are still on the screen. */
export function entriesOnScreen(blocks: readonly object[], entries: Entries) {
  return elementsOf(blocks)
    .filter(isStateful)
    .flatMap((placed) => {
      const value = entries[placed.blockId]?.[placed.actionId];
      return value === undefined ? [] : [[placed, value] as const];
    });
}

/** The element of a form that a key means: a block_id, an action_id, or the label. */
export function fieldOnScreen(blocks: readonly object[], key: string): Placed {
  const fields = elementsOf(blocks).filter(isStateful);
  const found =
    fields.find(({ blockId }) => blockId === key) ??
    fields.find(({ actionId }) => actionId === key) ??
    fields.find(({ label }) => label === key);
  if (found) return found;
  const there = fields.map(({ blockId, actionId, label }) => `"${label}" (${blockId}, ${actionId})`).join(', ');
  throw new SlackClientError('not_on_screen', `there is no field ${key}; there is ${there || 'none'}`);
}

/** The entry of `actions` in a block_actions payload. */
export function actionOutput(placed: Placed, ts: string, value: Which['value'], offered: readonly Json[] = []): Json {
  const { blockId, actionId, element } = placed;
  const base = { action_id: actionId, block_id: blockId, type: element.type, action_ts: ts };
  if (element.type === 'button' || element.type === 'workflow_button') {
    const { text, value: own, style, url, confirm } = element;
    return { ...base, text, ...defined({ value: own, style, url, confirm }) };
  }
  if (element.type === 'overflow' && !value) {
    throw new SlackClientError('input_refused', `One entry of the menu ${actionId} has to be chosen.`);
  }
  return { ...base, ...entered(placed, value ?? '', offered), ...defined({ placeholder: element.placeholder }) };
}

function defined(properties: Json): Json {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

/** Whether a change of an element is told to the app at once. */
export function dispatches({ block }: Placed): boolean {
  return block.type !== 'input' || block.dispatch_action === true;
}
