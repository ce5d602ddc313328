import type { SlackClientError } from './errors.ts';

const MINUTE_MS = 60_000;
const LOOK_EVERY_MS = 250;

/** How long after the failure before it an event is delivered again: https://docs.slack.dev/apis/events-api#retries */
const WAITS_MS = [0, MINUTE_MS, 5 * MINUTE_MS];

/** Which repetition a delivery is, and why there is one, as Slack says it in the headers. */
export type Retry = { number: number; reason: string };

export type Retries = ReturnType<typeof createRetries>;

/** Delivers events again that the app did not take: three times, by the clock of the workspace. */
export function createRetries(now: () => number) {
  let waiting: { at: number; go(): void }[] = [];
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    const due = waiting.filter(({ at }) => at <= now());
    waiting = waiting.filter((one) => !due.includes(one));
    if (waiting.length === 0) rest();
    for (const { go } of due) go();
  }

  function rest(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    /** Plans the repetition after one that failed, or the first; does nothing when there have been enough. */
    plan(number: number, go: () => void): void {
      const wait = WAITS_MS[number - 1];
      if (wait === undefined) return;
      waiting.push({ at: now() + wait, go });
      if (wait === 0) look();
      // The clock can be moved, so that looking is the only way to know.
      if (waiting.length > 0) timer ??= setInterval(look, LOOK_EVERY_MS);
    },
    stop(): void {
      waiting = [];
      rest();
    },
  };
}

/** Slack's word for what went wrong with a delivery. */
export function reasonFor({ code, message }: SlackClientError): string {
  if (code === 'operation_timeout') return 'http_timeout';
  return message.includes('could not be reached') ? 'connection_failed' : 'http_error';
}
