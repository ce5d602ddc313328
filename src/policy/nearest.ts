import { closestMatch } from 'leven';

/** The nearest of what could have been meant, as the end of a sentence. */
export function guess(name: string, known: readonly string[]): string {
  const nearest = closestMatch(name, known);
  return nearest === undefined ? '' : `: write “${nearest}”, if that is meant`;
}
