import type { MovableClock } from '../movable-clock.ts';

export type Timeline = ReturnType<typeof createTimeline>;

/** The playground's clock, which remembers when it was set ahead, so that moments of the machine's clock can be told in its time. */
export function createTimeline() {
  const moves: { from: number; ahead: number }[] = [];
  const aheadMs = () => moves.at(-1)?.ahead ?? 0;
  const clock: MovableClock = {
    now: () => new Date(Date.now() + aheadMs()),
    advance(ms) {
      moves.push({ from: Date.now(), ahead: aheadMs() + ms });
    },
  };
  return {
    clock,
    /** How far, in ms, the clock is ahead of the machine's. */
    aheadMs,
    now: () => clock.now().toISOString(),
    /** What the playground's clock showed at a moment of the machine's, ISO 8601. */
    at(machineMs: number): string {
      const ahead = moves.findLast(({ from }) => from <= machineMs)?.ahead ?? 0;
      return new Date(machineMs + ahead).toISOString();
    },
  };
}
