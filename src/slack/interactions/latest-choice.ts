import type { Store } from '../../store/store.ts';

/** How long, in ms, the latest choice in a form is remembered: far longer than it takes to draw what follows from it. */
const REMEMBERED_MS = 60_000;

type Choice = {
  /** The id of the form's view. */
  view: string;
  /** When it was made, as Slack says in `action_ts`: seconds, with a fraction. */
  at: string;
};
type Memory = Pick<Store, 'keep' | 'kept'>;

const nameOf = ({ view }: Choice) => `form-choice:${view}`;

/**
 * Whether nobody is known to have chosen anything in the form after this, in any process. Choices that are made at one
 * moment may be handled in any order, and the form has to follow the last one in the end.
 */
export async function isLatest(choice: Choice, memory: Memory): Promise<boolean> {
  const latest = await memory.kept(nameOf(choice));
  return latest === undefined || Number(latest) <= Number(choice.at);
}

/** Remembers a choice until a later one is. What was written by an earlier one at the same moment is written over. */
export async function noteChoice(choice: Choice, memory: Memory): Promise<void> {
  const isNoted = async () => Number((await memory.kept(nameOf(choice))) ?? 0) >= Number(choice.at);
  while (!(await isNoted())) await memory.keep(nameOf(choice), choice.at, REMEMBERED_MS);
}
