import { DEFAULT_TASKS } from '../../src/domain/integration-tasks.ts';

/** The tasks that need no other scopes than these; or one that needs another, where there is none. */
export function tasksFor(scopes: readonly string[]): string[] {
  const fitting = DEFAULT_TASKS.filter((task) => task.scopes.every((name) => scopes.includes(name)));
  return (fitting.length > 0 ? fitting : DEFAULT_TASKS.slice(0, 1)).map(({ name }) => name);
}

/** Whether scopes are more than some tasks need. */
export function isMore(scopes: readonly string[], tasks: readonly string[]): boolean {
  const needed = DEFAULT_TASKS.filter(({ name }) => tasks.includes(name)).flatMap((task) => task.scopes);
  return !scopes.every((name) => needed.includes(name));
}
