import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RawDelivery } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';

type Json = Record<string, unknown>;
export type Recorded = Pick<RawDelivery, 'body' | 'contentType'>;

/** What Slack sent, as it came over the wire; to send it again, or with something in it changed. */
export type Tap = {
  /** The last delivery; throws when there was none. */
  last(): Recorded;
  stop(): Promise<void>;
};

/** Puts itself between Slack and the app, notes every delivery and passes it on unchanged. */
export async function tapDeliveries(world: World): Promise<Tap> {
  const seen: Recorded[] = [];
  const target = `http://127.0.0.1:${world.grantdesk.port}/slack/events`;
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const contentType = request.headers['content-type'] as RawDelivery['contentType'];
    seen.push({ body, contentType });
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const answer = await post(target, headers, body);
    response.writeHead(answer.status, { 'content-type': answer.contentType });
    response.end(answer.body);
  });
  world.slack.connect(`${await listen(server)}/slack/events`);
  return {
    last() {
      const delivery = seen.at(-1);
      if (!delivery) throw new Error('Slack has sent nothing yet.');
      return delivery;
    },
    stop() {
      world.slack.connect(target);
      return close(server);
    },
  };
}

/** A place for a response_url of one's own: what the app says there, in the order in which it arrives. */
export async function listenForAnswers(): Promise<{ url: string; next(): Promise<string>; stop(): Promise<void> }> {
  const arrived: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  const server = createServer(async (request, response) => {
    const text = await bodyOf(request);
    response.end('{"ok":true}');
    const next = waiting.shift();
    if (next) next(text);
    else arrived.push(text);
  });
  const url = await listen(server);
  return {
    url,
    next: () => {
      const [text] = arrived.splice(0, 1);
      return text === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(text);
    },
    stop: () => close(server),
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Over a connection of its own: one kept alive could be closed by the app at this very moment. */
function post(url: string, headers: IncomingHttpHeaders, body: string) {
  return new Promise<{ status: number; contentType: string; body: string }>((resolve, reject) => {
    const outgoing = httpRequest(url, { method: 'POST', headers, agent: false }, (response) => {
      const { statusCode: status = 0, headers } = response;
      bodyOf(response).then(
        (text) => resolve({ status, contentType: headers['content-type'] ?? '', body: text }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** A recorded interaction with its payload changed, as somebody who holds no signing secret could never send it. */
export function forged(delivery: Recorded, change: (payload: Json) => void): Recorded {
  const payload = JSON.parse(new URLSearchParams(delivery.body).get('payload') ?? '{}') as Json;
  change(payload);
  return interaction(payload);
}

/** An interaction, ready to be signed and delivered. */
export const interaction = (payload: Json): Recorded => ({
  contentType: 'application/x-www-form-urlencoded',
  body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
});

type Answered = { status: number; errors?: Record<string, string>; view?: object };

/** Submits the open modal of a person past Slack's client, which would refuse some of it. `undefined` is nothing chosen. */
export async function submitPast(
  world: World,
  by: string,
  values: Record<string, string | readonly string[] | undefined>,
  change: { metadata?: string; viewId?: string } = {},
): Promise<Answered> {
  return answered(await world.slack.deliver(submissionOf(world, by, values, change)));
}

/** The submission of the open modal of a person, not yet delivered. */
export function submissionOf(
  world: World,
  by: string,
  values: Record<string, string | readonly string[] | undefined>,
  change: { metadata?: string; viewId?: string } = {},
): Recorded {
  const { modal } = world.slack.as(by);
  if (modal?.view.type !== 'modal') throw new Error(`${by} has no modal open.`);
  const state = structuredClone(modal.values) as unknown as Record<string, Record<string, Json>>;
  for (const [block, value] of Object.entries(values)) {
    const element = Object.values(state[block] ?? {})[0];
    if (!element) throw new Error(`The modal has no field ${block}.`);
    Object.assign(element, stateOf(element, value));
  }
  return interaction({
    type: 'view_submission',
    team: { id: 'T0GRANTDESK', domain: 'grantdesk-demo' },
    user: { id: by, team_id: 'T0GRANTDESK' },
    api_app_id: 'A0GRANTDESK',
    trigger_id: 'none',
    response_urls: [],
    view: {
      id: change.viewId ?? modal.id,
      type: 'modal',
      callback_id: modal.view.callback_id,
      private_metadata: change.metadata ?? modal.view.private_metadata ?? '',
      hash: modal.hash,
      state: { values: state },
    },
  });
}

export function answered({ status, body }: { status: number; body: string }): Answered {
  const { errors, view } = (body === '' ? {} : JSON.parse(body)) as Omit<Answered, 'status'>;
  return { status, ...(errors && { errors }), ...(view && { view }) };
}

function stateOf(element: Json, value: string | readonly string[] | undefined): Json {
  const option = (one: string) => ({ value: one, text: { type: 'plain_text', text: one } });
  if (Array.isArray(value)) return { selected_options: value.map(option) };
  if (element.type === 'datepicker') return { selected_date: value ?? null };
  if ('selected_option' in element) return { selected_option: value === undefined ? null : option(String(value)) };
  return { value: value ?? null };
}
