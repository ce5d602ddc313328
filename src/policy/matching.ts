/** Which of the takers has which of the things, by their positions. */
export type Matching = Map<number, number>;

/**
 * Gives as many takers as possible a thing that suits them, each thing to one taker: a maximum matching in a bipartite
 * graph, by augmenting paths.
 */
export function maximumMatching<Taker, Thing>(
  takers: readonly Taker[],
  things: readonly Thing[],
  suits: (taker: Taker, thing: Thing) => boolean,
): Matching {
  const takerOf = new Map<number, number>();

  const give = (taker: number, tried: Set<number>): boolean => {
    for (const [at, thing] of things.entries()) {
      if (tried.has(at) || !suits(takers[taker] as Taker, thing)) continue;
      tried.add(at);
      const holder = takerOf.get(at);
      if (holder !== undefined && !give(holder, tried)) continue;
      takerOf.set(at, taker);
      return true;
    }
    return false;
  };

  for (const taker of takers.keys()) give(taker, new Set());
  return new Map([...takerOf].map(([thing, taker]) => [taker, thing]));
}

/** Whether everything in one list is in the other too. */
export function isWithin(inner: readonly string[], outer: readonly string[]): boolean {
  return inner.every((one) => outer.includes(one));
}
