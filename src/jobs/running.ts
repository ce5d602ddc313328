/** Something at work that can be told to finish what it has begun and start nothing new. */
export type Running = { stop(): Promise<void> };
