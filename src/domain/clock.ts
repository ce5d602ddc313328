/** Where the time comes from. Everything that asks for "now" takes one of these, so that tests and the playground can move it. */
export type Clock = { now(): Date };

/** The machine's own time. */
export const systemClock: Clock = { now: () => new Date() };
