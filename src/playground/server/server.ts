import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer, createApi } from './api.ts';
import { whyRefused } from './guard.ts';
import { openPage, type Page } from './page.ts';
import { type Playground, startPlayground } from './playground.ts';
import { watchSources } from './source-watch.ts';
import type { StageOptions } from './stage.ts';

const PORTS_TRIED = 20;

export type PlaygroundServerOptions = StageOptions & {
  /** Where to listen; the next free port when it is taken. 0: any. */
  port: number;
  /** Whether the page is served beside the API. Default true. */
  page?: boolean;
};

export type PlaygroundServer = { url: string; stop(): Promise<void> };

/** Starts a playground and serves it on the loopback address. */
export async function startPlaygroundServer(options: PlaygroundServerOptions): Promise<PlaygroundServer> {
  let serve: RequestListener = tellToWait;
  const server = createServer((request, response) => serve(request, response));
  const port = await listenNear(server, options.port);
  const close = () => closed(server);
  const { playground, page } = await open(server, options).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const api = createApi(playground);
  const unwatch = page && followCode(playground);
  serve = (request, response) => {
    const refused = whyRefused(request, port);
    if (refused !== undefined) answer(response, 403, { ok: false, sentence: refused });
    else if (request.url?.startsWith('/api/') || !page) void api(request, response);
    else page.serve(request, response);
  };
  return {
    url: `http://localhost:${port}`,
    async stop() {
      unwatch?.();
      await Promise.all([close(), page?.stop(), playground.stop()]);
    },
  };
}

/** A page that was open before, or a script that waits for the port, asks again in a second. */
function tellToWait(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Retry-After', '1');
  response.setHeader('Refresh', '1');
  answer(response, 503, { ok: false, sentence: 'The playground is starting.' });
}

async function open(
  server: Server,
  options: PlaygroundServerOptions,
): Promise<{ playground: Playground; page?: Page }> {
  const starting = startPlayground(options);
  if (options.page === false) return { playground: await starting };
  const [playground, page] = await Promise.all([starting, openPage(server)]);
  return { playground, page };
}

async function closed(server: Server): Promise<void> {
  const end = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await end;
}

/** A developer sees changes of the code as soon as they are saved. Answers how to end it. */
function followCode(playground: Playground): () => void {
  return watchSources(() => {
    process.stdout.write('The code has changed: Grantdesk starts again with it.\n');
    playground.renewCode().catch((error: unknown) => void process.stderr.write(`${String(error)}\n`));
  });
}

async function listenNear(server: Server, wanted: number): Promise<number> {
  for (let port = wanted; ; port++) {
    try {
      return await listen(server, port);
    } catch (error) {
      const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!isTaken || port - wanted >= PORTS_TRIED) throw error;
    }
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
