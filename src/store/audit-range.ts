import type { SealedEvent } from './audit.ts';
import { readSealed } from './audit-link.ts';
import { StoreError } from './errors.ts';

/** Numbers of events, both included. */
export type AuditRange = { first: number; last: number };
/** From this moment on, and before that one. */
export type Period = { from?: Date | undefined; before?: Date | undefined };

/** An event together with the entry that it was read from. */
export type ReadEntry = { entry: string; event: SealedEvent };

/**
 * Finds the events of a period: from the first to the last that lies in it, and whatever was sealed between them, so that
 * the chain stays whole where clocks differ. Answers nothing when none does.
 */
export async function rangeIn(
  entries: AsyncIterable<string>,
  { from, before }: Period,
): Promise<AuditRange | undefined> {
  let range: AuditRange | undefined;
  for await (const { event } of readEntries(entries)) {
    const at = Date.parse(event.at);
    if ((from && at < from.getTime()) || (before && at >= before.getTime())) continue;
    range = { first: range?.first ?? event.seq, last: event.seq };
  }
  return range;
}

/** The last event before the first that is not older than a moment. Answers nothing when there is none. */
export async function lastBefore(entries: AsyncIterable<string>, moment: Date): Promise<SealedEvent | undefined> {
  let last: SealedEvent | undefined;
  for await (const { event } of readEntries(entries)) {
    if (Date.parse(event.at) >= moment.getTime()) break;
    last = event;
  }
  return last;
}

/** The entries whose numbers lie in a range. */
export async function* entriesIn(entries: AsyncIterable<string>, range: AuditRange): AsyncGenerator<ReadEntry> {
  for await (const read of readEntries(entries)) {
    if (read.event.seq > range.last) return;
    if (read.event.seq >= range.first) yield read;
  }
}

async function* readEntries(entries: AsyncIterable<string>): AsyncGenerator<ReadEntry> {
  let number = 0;
  for await (const entry of entries) {
    number += 1;
    const event = readSealed(entry);
    if (!event) throw new StoreError('record_damaged', `entry ${number} of the audit trail`);
    yield { entry, event };
  }
}
