import { type Acting, actingAs } from '../domain/acting.ts';
import type { Store } from './store.ts';

/** The live grants that act as an integration user, and those that a change under way makes need more of it. */
export async function grantsNeeding(username: string, { drifts, lists }: Store): Promise<Acting[]> {
  // A change that ends in between is then seen in its grant.
  const known = await drifts.known(username);
  return actingAs(username, await lists.grantsOfUser(username), known);
}
