/**
 * One message a second for each channel, for all processes together.
 * Source: docs.slack.dev, "Rate limits", chat.postMessage.
 */
export const SLOT_MS = 1_000;

/** Gives out moments at which a channel may be sent to, and holds a channel back for a while. Times in ms. */
export type Pace = {
  reserveSlot(channel: string, slotMs: number): Promise<number>;
  pause(channel: string, forMs: number): Promise<void>;
};

/**
 * Answers when a message may go to a channel: `undefined` for now. `reserved` is a moment that this message has been
 * given before; `slotMs` how long a channel rests after each message.
 */
export async function waitFor(
  pace: Pace,
  channel: string,
  slotMs: number,
  reserved: number | undefined,
): Promise<number | undefined> {
  if (reserved !== undefined && reserved <= Date.now()) return undefined;
  const at = reserved ?? (await pace.reserveSlot(channel, slotMs));
  return at > Date.now() ? at : undefined;
}
