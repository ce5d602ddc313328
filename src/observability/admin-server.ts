import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { BOARD_PATH, type Handler } from './queue-board.ts';

export type AdminServer = { port: number; stop(): Promise<void> };

export type AdminParts = {
  /** The address and the port to listen on; port 0 takes a free one. */
  host: string;
  port: number;
  /** What `GET /metrics` answers. */
  metrics(): Promise<{ contentType: string; text: string }>;
  board: Handler;
  onError(error: unknown): void;
};

/**
 * Serves what operators look at: `GET /metrics` and the queue board. Nothing can be changed through it. On loopback it
 * answers only who asks for this machine by name or address, so that no page in a browser here can read it under a
 * name of its own that leads here.
 */
export async function startAdminServer({ host, port, metrics, board, onError }: AdminParts): Promise<AdminServer> {
  const server = createServer((request, response) => {
    response.setHeader('cache-control', 'no-store');
    response.setHeader('x-content-type-options', 'nosniff');
    const path = request.url?.split('?')[0] ?? '/';
    if (isLoopback(host) && !namesThisMachine(request.headers.host)) {
      say(response, 421, 'Ask for this under localhost or its IP address.');
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      say(response, 405, 'Nothing can be changed here: act on requests and grants in Slack.', { allow: 'GET, HEAD' });
    } else if (path === '/metrics') {
      metrics().then(
        ({ contentType, text }) => response.writeHead(200, { 'content-type': contentType }).end(text),
        (error: unknown) => {
          onError(error);
          say(response, 500, 'The metrics could not be gathered: the log says why.');
        },
      );
    } else if (path === '/') say(response, 302, `See ${BOARD_PATH} and /metrics.`, { location: BOARD_PATH });
    else if (path === BOARD_PATH || path.startsWith(`${BOARD_PATH}/`)) board(request, response);
    else say(response, 404, `There is ${BOARD_PATH} and /metrics.`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
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

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.');

function namesThisMachine(header: IncomingMessage['headers']['host']): boolean {
  const name = header?.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || isIP(name ?? '') !== 0;
}

function say(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(`${text}\n`);
}
