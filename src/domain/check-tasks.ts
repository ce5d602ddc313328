import type { Policy } from '../policy/schema.ts';
import { moreThanNeeded, tasksOf } from './least-scopes.ts';
import { textFault, visibleText } from './typed-text.ts';

/** The most characters of the word why more is asked for than the tasks need. */
export const MORE_WHY_LIMIT = 300;

/** What the form says of the tasks. */
export type TasksForm = { tasks?: readonly string[] | undefined; moreWhy?: string | undefined };

type TaskFault = { field: keyof TasksForm; sentence: string };

/** What the integration is to do, and why it asks for more than that needs. Each is missing where nobody said it. */
export type TaskTerms = { tasks?: string[]; moreWhy?: string };

/**
 * Checks what the integration is to do against the scopes that it asks for. `already`: the scopes of a grant that is to
 * be changed; what only takes some of them away needs no task.
 */
export function checkTasks(
  { tasks: named = [], moreWhy = '' }: TasksForm,
  scopes: readonly string[],
  policy: Policy,
  already: readonly string[],
): { faults: TaskFault[]; value: TaskTerms } {
  const offered = tasksOf(policy);
  const tasks = offered.flatMap(({ name }) => (named.includes(name) ? name : []));
  const value: TaskTerms = tasks.length === 0 ? {} : { tasks };
  if (offered.length === 0) return { faults: [], value };
  if (tasks.length !== named.length) return { faults: [{ field: 'tasks', sentence: FROM_THE_LIST }], value };

  const widens = already.length === 0 || scopes.some((name) => !already.includes(name));
  if (!widens) return { faults: [], value };
  if (tasks.length === 0) return { faults: [{ field: 'tasks', sentence: SAY_WHAT }], value };
  const more = moreThanNeeded({ scopes, tasks }, policy, already);
  if (more.length === 0) return { faults: [], value };
  const why = visibleText(moreWhy);
  const sentence = why === '' ? sayWhy(more) : textFault(why, 'why more than the tasks need', MORE_WHY_LIMIT);
  return sentence === undefined
    ? { faults: [], value: { ...value, moreWhy: why } }
    : { faults: [{ field: 'moreWhy', sentence }], value };
}

const SAY_WHAT = 'Choose what the integration is to do. The scopes follow from it.';
const FROM_THE_LIST = 'Choose from the list what the integration is to do.';

/** Of many, the first are named. */
const NAMED = 8;

/** Names scopes that no task needs. */
export function namesOf(more: readonly string[]): string {
  const others = more.length - NAMED;
  return `${more.slice(0, NAMED).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

/** Says what to write about scopes that no task needs. */
export function sayWhy(more: readonly string[]): string {
  const [are, them] = more.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return `Write what ${namesOf(more)} ${are} for, or take ${them} out of the scopes.`;
}
