import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One thing that must be right before this process can do its work. */
export type HealthCheck = {
  name: string;
  /** Undefined when all is well, else a sentence on what is wrong. It is shown to whoever asks, so nothing private. */
  check(): Promise<string | undefined>;
};

/** A route as Bolt's `customRoutes` take them. */
export type HealthRoute = {
  path: string;
  method: string;
  handler(request: IncomingMessage, response: ServerResponse): void;
};

export type HealthServer = { port: number; stop(): Promise<void> };

const CHECK_LIMIT_MS = 2_000;

/**
 * `GET /healthz`: 200 `{status: 'alive'}` as long as the process answers. `GET /readyz`: 200 `{status: 'ready'}`, or 503
 * `{status: 'not_ready', faults}`. Checks run side by side, each for 2 s at most; requests at the same time share one run.
 */
export function healthRoutes(checks: readonly HealthCheck[]): HealthRoute[] {
  let running: Promise<string[]> | undefined;
  const findFaults = () => {
    running ??= faultsOf(checks).finally(() => {
      running = undefined;
    });
    return running;
  };
  return [
    { path: '/healthz', method: 'GET', handler: (_, response) => answer(response, 200, { status: 'alive' }) },
    {
      path: '/readyz',
      method: 'GET',
      handler: (_, response) => {
        void findFaults().then((faults) => {
          if (faults.length === 0) answer(response, 200, { status: 'ready' });
          else answer(response, 503, { status: 'not_ready', faults });
        });
      },
    },
  ];
}

/** Serves the routes on every address of this machine, for a process that has no other HTTP server. Port 0 takes a free one. */
export async function startHealthServer(port: number, routes: readonly HealthRoute[]): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const route = routes.find((candidate) => candidate.path === path && candidate.method === request.method);
    if (route) route.handler(request, response);
    else answer(response, 404, { status: 'not_found' });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function faultsOf(checks: readonly HealthCheck[]): Promise<string[]> {
  const faults = await Promise.all(checks.map(faultOf));
  return faults.filter((fault) => fault !== undefined);
}

/** An error's message stays inside: it may name what the outside need not know. */
async function faultOf({ name, check }: HealthCheck): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${CHECK_LIMIT_MS / 1_000} s`), CHECK_LIMIT_MS);
  });
  try {
    const fault = await Promise.race([check(), tooLate]);
    return fault === undefined ? undefined : `${name}: ${fault}`;
  } catch {
    return `${name}: the check failed`;
  } finally {
    clearTimeout(timer);
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
