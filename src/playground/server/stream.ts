import type { ServerResponse } from 'node:http';

const LOOK_EVERY_MS = 500;
const HEARTBEAT_MS = 15_000;

export type StreamOptions<Snapshot> = {
  /** The whole snapshot, as things are. */
  render(): Snapshot;
  /** Counts moves of the clock; after each the snapshot is sent, though nothing else has changed. */
  clockMoves(): unknown;
  listen(listener: () => void): () => void;
  /** Default 50: at most 20 snapshots a second. */
  atMostEveryMs?: number;
};

/** Sends snapshots as server-sent events: one at once, then one after each change, until the client leaves. */
export function streamSnapshots<Snapshot extends { now: string }>(
  response: ServerResponse,
  { render, clockMoves, listen, atMostEveryMs = 50 }: StreamOptions<Snapshot>,
): void {
  let sentLast = '';
  let sentAt = 0;
  let timer: NodeJS.Timeout | undefined;

  function send(): void {
    timer = undefined;
    const { now, ...rest } = render();
    const body = JSON.stringify(rest);
    const identity = `${String(clockMoves())} ${body}`;
    if (identity === sentLast) return;
    sentLast = identity;
    sentAt = performance.now();
    response.write(`data: {"now":${JSON.stringify(now)},${body.slice(1)}\n\n`);
  }

  function changed(): void {
    // A client that reads too slowly gets the newest snapshot once it has read the last.
    if (timer !== undefined || response.writableNeedDrain) return;
    timer = setTimeout(send, Math.max(0, sentAt + atMostEveryMs - performance.now()));
  }

  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  send();
  const unlisten = listen(changed);
  // Some things change by the passing of time alone, such as an operation of Workiva that comes to its end.
  const looking = setInterval(changed, LOOK_EVERY_MS);
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  response.on('drain', changed);
  response.once('close', () => {
    unlisten();
    clearTimeout(timer);
    clearInterval(looking);
    clearInterval(heartbeat);
  });
}
