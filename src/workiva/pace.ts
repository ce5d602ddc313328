/** A moment (ms) at which one request may be sent; or, when there is none in time, how many ms it is to the next. */
export type Turn = { granted: true; at: number } | { granted: false; inMs: number };

/** Gives out turns to call Workiva, so many in any one second, to all processes of an installation together. */
export type Pace = {
  /** Waits for a turn. When none comes within so many ms, takes none and says so at once. */
  turn(withinMs: number): Promise<Turn>;
  /**
   * After a 429: nobody gets a turn for so many ms, and then everybody goes slower for a while. `at` is the moment of
   * the turn that was refused: several that went out together slow down once.
   */
  slowDown(at: number, forMs: number): Promise<void>;
};

/** No pace at all, for a client that is alone. */
export const UNPACED: Pace = {
  turn: async () => ({ granted: true, at: 0 }),
  slowDown: async () => undefined,
};
