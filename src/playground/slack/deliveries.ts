import { createHmac } from 'node:crypto';
import { type RequestOptions, request } from 'node:http';
import { SlackClientError } from './errors.ts';
import type { Json } from './json.ts';
import type { SocketMode } from './socket-mode.ts';
import type { Answer, Exchange, RawDelivery } from './types.ts';

/** What Slack's envelope over a socket calls the three sorts of delivery. */
export type Delivery =
  | { type: 'slash_commands'; payload: Record<string, string> }
  | { type: 'interactive' | 'events_api'; payload: Json };

export type Deliveries = ReturnType<typeof createDeliveries>;

/** Brings commands, interactions and events to the app: over its socket while one is connected, else signed over HTTP. */
export function createDeliveries(
  signingSecret: string,
  withinMs: number,
  socket: SocketMode | undefined,
  observe: (exchange: Exchange) => void = () => undefined,
) {
  let eventsUrl: string | undefined;

  function post(raw: RawDelivery): Promise<{ status: number; body: string }> {
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

  async function bring(delivery: Delivery): Promise<{ status: number; body: string }> {
    if (socket?.isConnected()) return { status: 200, body: await socket.send(delivery, withinMs) };
    return post(asRaw(delivery));
  }

  return {
    connect(url: string): void {
      eventsUrl = url;
    },
    post,

    /** Delivers and waits for the acknowledgement; throws what the person would see when there is none, or a bad one. */
    async deliver(delivery: Delivery): Promise<Answer> {
      const from = performance.now();
      const told = (status: string, answer: unknown) => {
        const ms = Math.round(performance.now() - from);
        observe({ from: 'slack', what: nameOf(delivery), status, ms, request: delivery.payload, answer });
        return ms;
      };
      const { status, body } = await bring(delivery).catch((error: unknown) => {
        const shown = unanswered(error, withinMs);
        told(shown instanceof SlackClientError ? shown.code : 'failed', undefined);
        throw shown;
      });
      const ms = told(String(status), parsed(body));
      if (status >= 300) throw new SlackClientError('dispatch_failed', `the app answered ${status} ${body}`);
      return { status, body, ms };
    },
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

function send(url: string, options: RequestOptions, body: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    // A connection of its own for each delivery: one kept alive could die under the next when the app restarts.
    const outgoing = request(url, { ...options, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    // An aborted request fails with an AbortError; its cause says whether time ran out.
    const fail = (error: Error) => reject(options.signal?.aborted ? options.signal.reason : error);
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}
