import { DEFAULT_TASKS } from '../../src/domain/integration-tasks.ts';

/** The tasks that need no other scopes than these; or one that needs another, where there is none. */
export function tasksFor(scopes: readonly string[]): string[] {
  const fitting = DEFAULT_TASKS.filter((task) => task.scopes.every((name) => scopes.includes(name)));
  return (fitting.length > 0 ? fitting : DEFAULT_TASKS.slice(0, 1)).map(({ name }) => name);
}

/** What the form wants to know of scopes: the tasks that they are for, and why they are more than those need. */
export function reasonsFor(
  scopes: readonly string[],
  tasks: readonly string[] = tasksFor(scopes),
): { tasks: readonly string[]; moreWhy?: string } {
  const needed = DEFAULT_TASKS.filter(({ name }) => tasks.includes(name)).flatMap((task) => task.scopes);
  const isEnough = scopes.every((name) => needed.includes(name));
  return isEnough ? { tasks } : { tasks, moreWhy: 'The vendor of the integration asks for it.' };
}
