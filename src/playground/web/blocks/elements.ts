import type { types as slack, ViewStateValue } from '@slack/bolt';
import type { Block, StateValues, ViewInHand } from '../../slack/types.ts';
import type { Entry, Placed } from './host.tsx';

/** Any interactive element. */
export type Element =
  | slack.ActionsBlockElement
  | slack.InputBlock['element']
  | Exclude<NonNullable<slack.SectionBlock['accessory']>, slack.ImageElement>;

export type Option = slack.PlainTextOption | slack.MrkdwnOption;
export type OptionGroup = { label: string; options: readonly Option[] };

/** How an element is wired to the words around it. */
export type ElementProps<E> = {
  element: E;
  placed: Placed;
  /** IDs of what labels and describes it. */
  labelledBy?: string | undefined;
  describedBy?: string | undefined;
  invalid?: boolean;
  required?: boolean;
  /** The ID that its label points to. */
  id?: string;
  /** Whether the app hears of every change. */
  dispatches: boolean;
};

/** Where an element of a block is. The stand-in gives an ID to every element and block that came without. */
export const placeOf = (block: { block_id?: string }, element: { action_id?: string }): Placed => ({
  blockId: block.block_id ?? '',
  actionId: element.action_id ?? '',
});

const isOption = (value: unknown): value is { value: string } =>
  typeof value === 'object' && value !== null && 'value' in value;

function asEntry(value: unknown): Entry | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map((one) => (isOption(one) ? one.value : String(one)));
  return isOption(value) ? value.value : undefined;
}

/** What the stand-in of Slack holds for an element of a form. */
export function entryInState(values: StateValues, { blockId, actionId }: Placed): Entry | undefined {
  const held: ViewStateValue | undefined = values[blockId]?.[actionId];
  if (!held) return undefined;
  const [, value] = Object.entries(held).find(([key]) => key === 'value' || key.startsWith('selected_')) ?? [];
  return asEntry(value);
}

/** What the app gave an element to begin with. */
export function initialEntry(element: Element): Entry | undefined {
  const [, initial] = Object.entries(element).find(([name]) => name.startsWith('initial_')) ?? [];
  return asEntry(initial);
}

/** The options that an element or its state brings with it: given, grouped, chosen before. */
export function optionsOf(element: object): OptionGroup[] {
  const { options, option_groups: groups } = element as {
    options?: Option[];
    option_groups?: { label: { text: string }; options: Option[] }[];
  };
  return [
    ...(options ? [{ label: '', options }] : []),
    ...(groups ?? []).map((group) => ({ label: group.label.text, options: group.options })),
  ];
}

/** The blocks of a view. The stand-in of Slack takes none but those it knows. */
export const blocksOf = ({ view }: ViewInHand) => view.blocks as readonly Block[];

/** The input blocks of a form. */
export const inputsOf = (blocks: readonly Block[]) =>
  blocks.filter((block): block is slack.InputBlock => block.type === 'input');
