import { scopesOf } from '../domain/scopes.ts';
import { guess } from './nearest.ts';
import { isGroupName } from './principals.ts';
import type { Policy } from './shape.ts';
import type { Path, SoundParts } from './sound-parts.ts';

/** What is wrong at a part of a policy, and what to write instead. */
export type Fault = { path: Path; message: string };

/** What of a policy has no fault by itself. */
export type PolicyParts = SoundParts<Policy>;

/** The names that are no scopes of the policy. `path`: that of the list that they stand in. */
export function unknownScopes({ whole }: PolicyParts, names: readonly string[], path: Path): Fault[] {
  const scopes = whole('scopes');
  if (!scopes) return [];
  const known = scopesOf(scopes).map(({ name }) => name);
  return unknownNames(names, known, path, (name) => `“${name}” is not a scope of this policy${guess(name, known)}`);
}

/** The roles that the policy does not list. Without a list there may be any: a workspace of Workiva says which it has. */
export function unknownRoles({ whole }: PolicyParts, roles: readonly string[], path: Path): Fault[] {
  const known = whole('workspace_roles');
  if (!known) return [];
  return unknownNames(roles, known, path, (role) => `“${role}” is not in workspace_roles${guess(role, known)}`);
}

/** Those of the words that would be groups of the policy, but are none. */
export function unknownGroups({ keys }: PolicyParts, words: readonly unknown[], path: Path): Fault[] {
  // A group with a fault is there all the same, also where the fault is that its name has capitals.
  const known = keys('groups')?.map((name) => name.toLowerCase());
  if (!known) return [];
  const names = words.map((word) => (typeof word === 'string' && isGroupName(word) ? word : undefined));
  return unknownNames(names, known, path, (name) => `there is no group “${name}”; the groups are: ${known.join(', ')}`);
}

/** A fault for each of the names that is not known; one that is none at all is passed over, as it has a fault already. */
export function unknownNames(
  names: readonly (string | undefined)[],
  known: readonly string[],
  path: Path,
  says: (name: string) => string,
): Fault[] {
  return names.flatMap((name, at) =>
    name === undefined || known.includes(name) ? [] : [{ path: [...path, at], message: says(name) }],
  );
}
