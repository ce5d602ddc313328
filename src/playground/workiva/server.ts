import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiFault, notFound } from './api-fault.ts';
import { type FaultPlan, replyOf } from './faults.ts';
import type { Twist } from './misfortune.ts';
import type { Operations } from './operations.ts';
import { pageAt } from './pages.ts';
import { page } from './paging.ts';
import type { Reply } from './reply.ts';
import { formOf, jsonOf, type OpenCall, type ReadRequest, readRequest, recordOf, sendReply } from './requests.ts';
import { matchRoute, type Route } from './routing.ts';
import type { Tokens } from './tokens.ts';
import type { Exchange } from './types.ts';
import { logUse } from './use-grant.ts';
import type { World } from './world.ts';

const API = '/platform/v1';
const TOKEN_PATH = '/iam/v1/oauth2/token';
const API_VERSION = '2026-01-01';

/** What the server is put together from. */
export type ServerParts = {
  world: World;
  tokens: Tokens;
  operations: Operations;
  faults: FaultPlan;
  routes: readonly Route[];
  paging: { pageSize: number; ignoreFilters: boolean };
  /** Every request is added here when it arrives. */
  calls: OpenCall[];
  /** Told of it again once it is answered. */
  observe(exchange: Exchange): void;
};

/** Starts to listen on the loopback address. */
export async function listen(parts: ServerParts, port: number): Promise<{ apiUrl: string; stop(): Promise<void> }> {
  let apiUrl = '';
  const server = createServer((request, response) => {
    readRequest(request, apiUrl)
      .then((read) => serve(parts, read, response))
      .catch((error: unknown) => sendUnlessGone(response, asReply(error)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { apiUrl, stop: () => stop(server, parts.faults) };
}

async function serve(parts: ServerParts, request: ReadRequest, response: ServerResponse): Promise<void> {
  const call = recordOf(request);
  parts.calls.push(call);
  const from = performance.now();
  const told = (answer: unknown) => parts.observe({ call, ms: Math.round(performance.now() - from), answer });
  const { fault, hold, kind, twist } = parts.faults.take(request);
  if (kind !== undefined) call.misfortune = kind;
  const wait = async () => {
    hold?.arrive();
    await hold?.released;
  };

  if (!hold?.match.afterDoing) await wait();
  let reply = fault && !fault.afterDoing ? replyOf(fault) : answer(parts, request, twist);
  if (hold?.match.afterDoing) await wait();
  if (twist.lateMs !== undefined) await sleep(twist.lateMs);
  if (fault?.dropConnection) {
    response.destroy();
    told(undefined);
    return;
  }
  if (fault) reply = replyOf(fault);
  call.status = reply.status;
  sendUnlessGone(response, reply);
  told(reply.body);
}

function answer(parts: ServerParts, request: ReadRequest, twist: Twist): Reply {
  const { pathname } = request.url;
  parts.operations.settle();
  try {
    if (request.method === 'POST' && pathname === TOKEN_PATH) {
      return parts.tokens.issue(formOf(request), twist.withoutScope);
    }
    if (pathname.startsWith(`${API}/`)) return answerApi(parts, request, twist);
    const html = request.method === 'GET' ? pageAt(pathname) : undefined;
    return html ? { status: 200, body: html } : asReply(new ApiFault(404));
  } catch (error) {
    return asReply(error);
  }
}

function answerApi(parts: ServerParts, request: ReadRequest, twist: Twist): Reply {
  const { world, tokens, operations, routes, paging } = parts;
  const { method, url } = request;
  if (request.header('x-version') !== API_VERSION) {
    const message = `The header X-Version must be ${API_VERSION}.`;
    throw new ApiFault(400, { code: 'invalidVersion', message, target: 'X-Version' });
  }
  const authorization = request.header('authorization');
  if (twist.tokenEnds) tokens.end(authorization);
  const { performer, grant, need } = tokens.authorise(authorization, request.ipAddress);
  const [route, ids] = matchRoute(routes, method, url.pathname.slice(API.length));
  if (route.scope) need(route.scope);
  if (ids.organization !== undefined && ids.organization !== world.organization.id) throw notFound('organization');
  const reply = route.handle({
    world,
    operations: { ...operations, start: (to, work) => operations.start(to, work, twist.operation) },
    performer,
    url,
    body: jsonOf(request),
    id: (name) => ids[name] ?? '',
    list: (items) => ({ status: 200, body: page(items, { url, ...paging, share: twist.pageShare }) }),
  });
  if (grant) logUse(world, performer, grant, { method, path: url.pathname.slice(API.length) });
  return reply;
}

function asReply(error: unknown): Reply {
  const fault = error instanceof ApiFault ? error : new ApiFault(500, { message: String(error) });
  return { status: fault.status, body: fault.body, headers: fault.headers };
}

/** A client that has given up or a server that is being stopped leaves nobody to answer. */
function sendUnlessGone(response: ServerResponse, reply: Reply): void {
  if (!response.destroyed && !response.headersSent) sendReply(response, reply);
}

async function stop(server: Server, faults: FaultPlan): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  faults.clear();
  await closed;
}
