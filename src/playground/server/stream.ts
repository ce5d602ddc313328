import type { ServerResponse } from 'node:http';
import type { Topic } from './contract.ts';

const LOOK_EVERY_MS = 500;
const HEARTBEAT_MS = 15_000;
const AT_MOST_EVERY_MS = 50;

/** What a stream tells of. */
export type Channel = {
  topic: Topic;
  /** The whole snapshot, as things are. */
  render(): { now: string };
  /** Default 50: at most 20 snapshots a second. */
  atMostEveryMs?: number;
};

export type StreamOptions = {
  channels: readonly Channel[];
  /** Counts moves of the clock; after each the snapshots are sent, though nothing else has changed. */
  clockMoves(): unknown;
  listen(listener: () => void): () => void;
};

/** Sends snapshots as server-sent events: one of each channel at once, then one after each change, until the client leaves. */
export function streamSnapshots(response: ServerResponse, { channels, clockMoves, listen }: StreamOptions): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const senders = channels.map((channel) => createSender(response, channel, clockMoves));
  const changed = () => {
    for (const sender of senders) sender.changed();
  };
  for (const sender of senders) sender.send();
  const unlisten = listen(changed);
  // Some things change by the passing of time alone, such as an operation of Workiva that comes to its end.
  const looking = setInterval(changed, LOOK_EVERY_MS);
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  response.on('drain', changed);
  response.once('close', () => {
    unlisten();
    for (const sender of senders) sender.stop();
    clearInterval(looking);
    clearInterval(heartbeat);
  });
}

function createSender(response: ServerResponse, channel: Channel, clockMoves: StreamOptions['clockMoves']) {
  const { topic, render, atMostEveryMs = AT_MOST_EVERY_MS } = channel;
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
    response.write(`event: ${topic}\ndata: {"now":${JSON.stringify(now)},${body.slice(1)}\n\n`);
  }

  return {
    send,
    changed(): void {
      // A client that reads too slowly gets the newest snapshot once it has read the last.
      if (timer !== undefined || response.writableNeedDrain) return;
      timer = setTimeout(send, Math.max(0, sentAt + atMostEveryMs - performance.now()));
    },
    stop: () => clearTimeout(timer),
  };
}
