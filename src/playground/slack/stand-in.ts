import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { showMessage } from './acknowledgements.ts';
import { createApiGate } from './api-gate.ts';
import { createDeliveries } from './deliveries.ts';
import { ApiError } from './errors.ts';
import { answerJson, argumentsOf, bodyOf } from './http.ts';
import { freshId } from './identity.ts';
import { isObject, type Json } from './json.ts';
import { eventEnvelope } from './payloads.ts';
import { createActor } from './people.ts';
import { userOutput } from './people-output.ts';
import { createFaultPlan, createRates } from './rates.ts';
import { createRetries } from './retries.ts';
import { createSocketMode } from './socket-mode.ts';
import { createState, type State } from './state.ts';
import { createResponseUrls, createTriggers } from './tickets.ts';
import type { Actor, RecordedCall, SlackStandIn, SlackStandInOptions } from './types.ts';
import { createViews } from './views.ts';
import { createWatchers } from './watchers.ts';

export type * from './types.ts';

const ACKNOWLEDGE_WITHIN_MS = 3_000;
const MESSAGES_IN_DUMP = 5;

/** Starts a server that behaves towards the app as Slack does, and lets people act in it. */
export async function startSlackStandIn(options: SlackStandInOptions): Promise<SlackStandIn> {
  const server = createServer();
  const host = await listen(server, options.port ?? 0);
  const workspace = createWorkspace(options, host);
  server.on('request', (request, response) => {
    route(workspace, request, response).catch((error: unknown) => {
      answerJson(response, 500, { ok: false, error: 'internal_error', detail: String(error) });
    });
  });
  server.on('upgrade', (request, stream, head) => workspace.socket.upgrade(request, stream, head));
  return surface(workspace, () => stop(server, workspace));
}

type Workspace = ReturnType<typeof createWorkspace>;

function createWorkspace(options: SlackStandInOptions, host: string) {
  const now = options.now ?? Date.now;
  const calls: RecordedCall[] = [];
  const watchers = createWatchers(() => describe(state, calls));
  const { changed } = watchers;
  const state = createState(options, now, changed);
  const views = createViews(now, changed);
  const triggers = createTriggers(now);
  const responseUrls = createResponseUrls(now, () => `http://${host}`);
  const socket = createSocketMode(changed);
  const faults = createFaultPlan();
  const withinMs = options.acknowledgeWithinMs ?? ACKNOWLEDGE_WITHIN_MS;
  const observe = options.observe ?? (() => undefined);
  const retries = createRetries(now);
  const { signingSecret } = options;
  const inUse = options.appToken ? socket : undefined;
  const deliveries = createDeliveries({ signingSecret, withinMs, socket: inUse, retries, observe });
  const stopping = new AbortController();
  const hasScope = (scope: string) => options.botScopes?.includes(scope) ?? true;
  const call = createApiGate({
    options,
    backstage: {
      state,
      views,
      triggers,
      hasScope,
      socketUrl: () => socket.address(host),
    },
    rates: createRates(() => performance.now()),
    faults,
    now,
    record(made) {
      calls.push(made);
      changed();
    },
  });
  return {
    ...{ host, now, calls, watchers, state, views, triggers, responseUrls, socket, faults, deliveries, call },
    ...{ observe, stopping, retries, hasScope },
  };
}

function surface(workspace: Workspace, end: () => Promise<void>): SlackStandIn {
  const { host, now, calls, watchers, state, socket, faults, deliveries, hasScope } = workspace;
  const actors = new Map<string, Actor>();
  const event: SlackStandIn['event'] = (happened) => {
    const payload = eventEnvelope({ event_ts: state.nextTs(), ...happened }, freshId('Ev'), Math.floor(now() / 1000));
    return deliveries.deliver({ type: 'events_api', payload });
  };
  return {
    apiUrl: `http://${host}/api/`,
    connect: deliveries.connect,
    as(userId) {
      const actor = actors.get(userId) ?? createActor(userId, workspace);
      actors.set(userId, actor);
      return actor;
    },
    messages: state.messagesIn,
    directMessages: (userId) => state.messagesIn(state.directWith(userId).id),
    directChannel: (userId) => state.directWith(userId).id,
    onChange: watchers.listen,
    calls,
    until: watchers.until,
    faults: { ...faults.plan, refreshSockets: socket.refresh },
    setUserGroup: state.setUserGroup,
    setPerson: state.setPerson,
    async leave(id) {
      const user = userOutput(state.setPerson(id, { deleted: true }), hasScope('users:read.email'));
      return event({ type: 'user_change', user });
    },
    event,
    deliver: (raw) => deliveries.post(raw),
    stop: end,
  };
}

async function route(workspace: Workspace, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${workspace.host}`);
  const [, place, name = ''] = url.pathname.split('/');
  const body = await bodyOf(request);
  if (place === 'api') {
    const args = argumentsOf(request, body, url.searchParams);
    const from = performance.now();
    await slowness(workspace);
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const reply = workspace.call(name, bearer ?? (args?.token ? String(args.token) : undefined), args);
    answerJson(response, reply.status, reply.body, reply.headers);
    const { token: _secret, ...shown } = args ?? {};
    tell(workspace, name, reply, from, shown);
  } else if (place === 'response' && request.method === 'POST') {
    const from = performance.now();
    const reply = answerResponseUrl(workspace, name, body);
    answerJson(response, reply.status, reply.body);
    tell(workspace, 'response_url', reply, from, argumentsOf(request, body, new URLSearchParams()));
  } else {
    answerJson(response, 404, { ok: false, error: 'not_found' });
  }
}

type Told = { status: number; body: Json };

function answerResponseUrl({ state, responseUrls }: Workspace, key: string, body: string): Told {
  try {
    const target = responseUrls.use(key);
    const message: unknown = JSON.parse(body);
    if (!isObject(message)) throw new ApiError('invalid_payload');
    showMessage(state, message, target, 'response_url');
    return { status: 200, body: { ok: true } };
  } catch (error) {
    const code = error instanceof ApiError ? error.message : 'invalid_payload';
    return { status: code.endsWith('_url') ? 404 : 400, body: { ok: false, error: code } };
  }
}

async function slowness({ faults, stopping }: Workspace): Promise<void> {
  const ms = faults.slowMs();
  if (ms > 0) await pause(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
}

function tell(workspace: Workspace, what: string, { status, body }: Told, from: number, request: unknown): void {
  const words = typeof body.error === 'string' ? `${status} ${body.error}` : String(status);
  const ms = Math.round(performance.now() - from);
  workspace.observe({ from: 'app', what, status: words, ms, request, answer: body });
}

function describe(state: State, calls: readonly RecordedCall[]): string {
  const messages = state.allMessages().slice(-MESSAGES_IN_DUMP);
  const lines = messages.map(({ channel, ts, text, blocks }) => `  ${channel} ${ts} ${text || JSON.stringify(blocks)}`);
  const refused = calls.filter(({ answer }) => !answer.ok).slice(-MESSAGES_IN_DUMP);
  const refusals = refused.map(({ method, answer }) => `  ${method}: ${answer.error}`);
  return ['The last messages:', ...lines, 'The last refused calls:', ...refusals].join('\n');
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(server: Server, { watchers, socket, stopping, retries }: Workspace): Promise<void> {
  stopping.abort();
  retries.stop();
  watchers.stop();
  await socket.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
