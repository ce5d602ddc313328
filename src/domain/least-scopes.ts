import { z } from 'zod';
import type { Policy } from '../policy/schema.ts';
import { DEFAULT_TASKS, type IntegrationTask, type RoleDefault } from './integration-tasks.ts';
import { scopesOf } from './scopes.ts';
import { rolesOffered } from './workspace-roles.ts';

/**
 * What an integration can be said to do: what the policy lists, or else the shipped tasks whose scopes its catalogue has.
 * Where there are none, nobody is asked.
 */
export function tasksOf({ tasks, scopes }: Pick<Policy, 'tasks' | 'scopes'>): readonly IntegrationTask[] {
  if (tasks !== undefined) return tasks;
  const known = new Set(scopesOf(scopes).map(({ name }) => name));
  return DEFAULT_TASKS.filter((task) => task.scopes.every((name) => known.has(name)));
}

const chosenTasks = (names: readonly string[], policy: Policy): IntegrationTask[] =>
  tasksOf(policy).filter(({ name }) => names.includes(name));

/** The scopes that some tasks need, in the order of the catalogue. */
export function scopesNeeded(tasks: readonly string[], policy: Policy): string[] {
  const needed = new Set(chosenTasks(tasks, policy).flatMap(({ scopes }) => scopes));
  return scopesOf(policy.scopes).flatMap(({ name }) => (needed.has(name) ? name : []));
}

/**
 * The scopes beyond what the tasks need. Without a task all of them are. `already`: what a grant has, which nobody has
 * to ask for again.
 */
export function moreThanNeeded(
  { scopes, tasks = [] }: { scopes: readonly string[]; tasks?: readonly string[] | undefined },
  policy: Policy,
  already: readonly string[] = [],
): string[] {
  if (tasksOf(policy).length === 0) return [];
  const enough = [...scopesNeeded(tasks, policy), ...already];
  return scopes.filter((name) => !enough.includes(name));
}

/** What goes with some scopes, by the policy: of each entry the scopes that it is for. */
export function roleDefaultsFor(scopes: readonly string[], { role_defaults }: Policy): RoleDefault[] {
  return role_defaults.flatMap((entry) => {
    const asked = entry.scopes.filter((name) => scopes.includes(name));
    return asked.length === 0 ? [] : { ...entry, scopes: asked };
  });
}

/** The roles that go with some tasks and scopes, as far as they can be asked for. */
export function rolesProposed(tasks: readonly string[], scopes: readonly string[], policy: Policy): string[] {
  const wanted = [...chosenTasks(tasks, policy), ...roleDefaultsFor(scopes, policy)].flatMap(({ roles }) =>
    roles.map((role) => role.toLowerCase()),
  );
  return rolesOffered(policy).filter((role) => wanted.includes(role.toLowerCase()));
}

/** A permission that Workiva's API cannot give, and the scopes that it goes with. */
export const Permission = z.object({ scopes: z.array(z.string()), what: z.string() });
export type Permission = z.infer<typeof Permission>;

/** The permissions that go with some scopes, as a request keeps them. */
export function permissionsFor(scopes: readonly string[], policy: Policy): Permission[] {
  return roleDefaultsFor(scopes, policy).flatMap(({ scopes: with_, permissions: what }) =>
    what === undefined ? [] : { scopes: with_, what },
  );
}

/** What a person has to give the integration user besides its roles, for the scopes that it has. */
export function permissionsToGive({
  permissions = [],
  scopes,
}: {
  permissions?: readonly Permission[] | undefined;
  scopes: readonly string[];
}): string[] {
  const going = permissions.filter((one) => one.scopes.some((name) => scopes.includes(name)));
  return [...new Set(going.map(({ what }) => what))];
}

/**
 * What a choice holds once another is proposed: what it held, without what is not proposed any more, and with what is
 * proposed anew. So what somebody has added or taken away by hand stays so.
 */
export function proposedAnew(
  held: readonly string[],
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const kept = held.filter((one) => !before.includes(one) || after.includes(one));
  return [...kept, ...after.filter((one) => !before.includes(one) && !kept.includes(one))];
}
