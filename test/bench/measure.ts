/** What one bench has found. `ours` and `bare` are medians in ms for one piece of work; `ratio` is ours by bare. */
export type Finding = {
  what: string;
  ours: number;
  bare: number;
  ratio: number;
  /** What else is worth knowing, such as how slow the slowest was, in ms. */
  more?: Spread;
};

export type Spread = { median: number; p95: number; max: number };

/** How long something takes, in ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Takes turns, so that whatever else the machine does meets both alike. The first turns of each do not count. */
export async function compare(
  what: string,
  turns: number,
  ours: () => Promise<unknown>,
  bare: () => Promise<unknown>,
): Promise<Finding> {
  const times: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  for (let turn = turns - turnsOf(turns); turn < turns; turn++) {
    const [first, second] = [await timed(ours), await timed(bare)];
    if (turn < 0) continue;
    times.ours.push(first);
    times.bare.push(second);
  }
  return finding(what, spreadOf(times.ours), spreadOf(times.bare));
}

/** How many turns are taken in all, with those that do not count. */
export const turnsOf = (turns: number): number => turns + Math.ceil(turns / 10);

/** Puts two spreads side by side. */
export const finding = (what: string, ours: Spread, bare: Spread): Finding => ({
  what,
  ours: ours.median,
  bare: bare.median,
  ratio: ours.median / bare.median,
  more: ours,
});

/** The median, the 95th percentile and the longest of some times. */
export function spreadOf(times: readonly number[]): Spread {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95), max: at(1) };
}
