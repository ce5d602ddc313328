import { createHmac } from 'node:crypto';
import { type RequestOptions, request } from 'node:http';
import { SlackClientError } from './errors.ts';
import type { Json } from './json.ts';
import { type Retries, type Retry, reasonFor } from './retries.ts';
import type { SocketMode } from './socket-mode.ts';
import type { Answer, Exchange, RawDelivery } from './types.ts';

/** What Slack's envelope over a socket calls the three sorts of delivery. */
export type Delivery =
  | { type: 'slash_commands'; payload: Record<string, string> }
  | { type: 'interactive' | 'events_api'; payload: Json };

export type Deliveries = ReturnType<typeof createDeliveries>;

type Parts = {
  signingSecret: string;
  withinMs: number;
  socket: SocketMode | undefined;
  retries: Retries;
  observe(exchange: Exchange): void;
};

type Acknowledgement = { status: number; body: string; noRetry?: boolean };

/** Brings commands, interactions and events to the app: over its socket while one is connected, else signed over HTTP. */
export function createDeliveries({ signingSecret, withinMs, socket, retries, observe }: Parts) {
  let eventsUrl: string | undefined;

  function post(raw: RawDelivery): Promise<Acknowledgement> {
    if (!eventsUrl)
      throw new Error('The stand-in of Slack does not know the app yet: call connect() or start Socket Mode.');
    const timestamp = raw.timestamp ?? Math.floor(Date.now() / 1000);
    const headers = {
      'content-type': raw.contentType,
      'content-length': String(Buffer.byteLength(raw.body)),
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': raw.signature ?? sign(signingSecret, timestamp, raw.body),
      ...(raw.retry && { 'x-slack-retry-num': String(raw.retry.number), 'x-slack-retry-reason': raw.retry.reason }),
    };
    return send(eventsUrl, { method: 'POST', headers, signal: AbortSignal.timeout(withinMs) }, raw.body);
  }

  async function bring(delivery: Delivery, retry?: Retry): Promise<Acknowledgement> {
    if (socket?.isConnected()) return { status: 200, body: await socket.send(delivery, withinMs, retry) };
    return post({ ...asRaw(delivery), ...(retry && { retry }) });
  }

  /** Delivers once and waits for the acknowledgement; throws what the person would see when there is none, or a bad one. */
  async function attempt(delivery: Delivery, retry?: Retry): Promise<Answer> {
    const from = performance.now();
    const told = (status: string, answer: unknown) => {
      const ms = Math.round(performance.now() - from);
      const what = retry ? `${nameOf(delivery)} · retry ${retry.number}` : nameOf(delivery);
      observe({ from: 'slack', what, status, ms, request: delivery.payload, answer });
      return ms;
    };
    const { status, body, noRetry } = await bring(delivery, retry).catch((error: unknown) => {
      const shown = unanswered(error, withinMs);
      told(shown instanceof SlackClientError ? shown.code : 'failed', undefined);
      if (shown instanceof SlackClientError) again(delivery, (retry?.number ?? 0) + 1, shown);
      throw shown;
    });
    const ms = told(String(status), parsed(body));
    if (status < 300) return { status, body, ms };
    const refused = new SlackClientError('dispatch_failed', `the app answered ${status} ${body}`);
    if (!noRetry) again(delivery, (retry?.number ?? 0) + 1, refused);
    throw refused;
  }

  /** Of deliveries only events are repeated; a person sees that a command or a button has failed. */
  function again(delivery: Delivery, number: number, failure: SlackClientError): void {
    if (delivery.type !== 'events_api') return;
    const retry = { number, reason: reasonFor(failure) };
    // What becomes of a repetition is told to `observe`; nobody waits for it.
    retries.plan(number, () => void attempt(delivery, retry).catch(() => undefined));
  }

  return {
    connect(url: string): void {
      eventsUrl = url;
    },
    post,

    /** Delivers, events again where the app does not take them; throws what came of the first attempt. */
    deliver: (delivery: Delivery): Promise<Answer> => attempt(delivery),
  };
}

/** Slack's signature: https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function sign(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/** What a delivery is about, in a few words. */
function nameOf({ type, payload }: Delivery): string {
  if (type === 'slash_commands') return `${payload.command} ${payload.text}`.trim();
  const { event, actions, view } = payload as { event?: Json; actions?: Json[]; view?: Json };
  const detail =
    event?.type ?? actions?.[0]?.action_id ?? payload.action_id ?? view?.callback_id ?? payload.callback_id;
  return [payload.type, detail].filter(Boolean).join(' · ');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function asRaw(delivery: Delivery): RawDelivery {
  switch (delivery.type) {
    case 'slash_commands':
      return {
        contentType: 'application/x-www-form-urlencoded',
        body: new URLSearchParams(delivery.payload).toString(),
      };
    case 'interactive': {
      const body = new URLSearchParams({ payload: JSON.stringify(delivery.payload) }).toString();
      return { contentType: 'application/x-www-form-urlencoded', body };
    }
    case 'events_api':
      return { contentType: 'application/json', body: JSON.stringify(delivery.payload) };
  }
}

function unanswered(error: unknown, withinMs: number): unknown {
  const { name = '', code = '' } = error as { name?: string; code?: unknown };
  if (name === 'TimeoutError') {
    return new SlackClientError('operation_timeout', `the app did not acknowledge within ${withinMs} ms`, {
      cause: error,
    });
  }
  if (typeof code !== 'string' || code === '') return error;
  return new SlackClientError('dispatch_failed', `the app could not be reached (${code})`, { cause: error });
}

function send(url: string, options: RequestOptions, body: string): Promise<Acknowledgement> {
  return new Promise((resolve, reject) => {
    // A connection of its own for each delivery: one kept alive could die under the next when the app restarts.
    const outgoing = request(url, { ...options, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString('utf8'),
          noRetry: response.headers['x-slack-no-retry'] === '1',
        }),
      );
    });
    // An aborted request fails with an AbortError; its cause says whether time ran out.
    const fail = (error: Error) => reject(options.signal?.aborted ? options.signal.reason : error);
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}
