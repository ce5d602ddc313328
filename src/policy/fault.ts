import { scopesOf } from '../domain/scopes.ts';
import { guess } from './nearest.ts';
import type { Policy } from './shape.ts';

/** The keys and places that lead to a part of a policy. */
export type Path = (string | number)[];

/** What is wrong at a part of a policy, and what to write instead. */
export type Fault = { path: Path; message: string };

/** The names that are no scopes of the policy. `path`: that of the list that they stand in. */
export function unknownScopes({ scopes }: Pick<Policy, 'scopes'>, names: readonly string[], path: Path): Fault[] {
  const known = scopesOf(scopes).map(({ name }) => name);
  return names.flatMap((name, at) =>
    known.includes(name)
      ? []
      : [{ path: [...path, at], message: `“${name}” is not a scope of this policy${guess(name, known)}` }],
  );
}
