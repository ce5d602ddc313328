import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runCli } from '../../src/cli/program.ts';
import { createApi } from '../../src/playground/server/api.ts';
import { openPage } from '../../src/playground/server/page.ts';
import { startPlayground } from '../../src/playground/server/playground.ts';
import { freshClientId, makeLive } from './journey.ts';

/*
 * Serves the playground's page with two live grants of Ana's, and runs `npx grantdesk` on its Redis with the arguments
 * that its parent sends: { url } first, then { out, err, code } for each.
 */

const EXISTING = { userKind: 'existing', username: 'ledger-sync', roles: [] } as const;

const playground = await startPlayground({ paced: false, workiva: { operationMs: 20, pollMs: 5 } });
const { world } = playground.stage();
for (const clientName of ['Finance Close | keep', 'Finance Close | revoke'])
  await makeLive(world, { ...EXISTING, clientName }, undefined, freshClientId());

const server = createServer();
const page = await openPage(server);
const api = createApi(playground);
server.on('request', (request, response) => {
  if (request.url?.startsWith('/api/')) void api(request, response);
  else page.serve(request, response);
});

process.on('message', async (args: string[]) => {
  const ran = { out: '', err: '', code: 0 };
  const [stdout, stderr] = [
    { write: (text: string) => (ran.out += text) },
    { write: (text: string) => (ran.err += text) },
  ];
  const io = {
    ...{ stdout, stderr, env: { REDIS_URL: world.redis.url }, installation: 'grantdesk' },
    ...{ clock: world.clock, place: { host: 'desk-1', user: 'olga' } },
    exit(code: number) {
      ran.code = code;
    },
    async *lines() {
      yield* [];
    },
  };
  await runCli(io, args);
  process.send?.(ran);
});

server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://localhost:${(server.address() as AddressInfo).port}` });
});

process.once('disconnect', async () => {
  await Promise.all([page.stop(), playground.stop()]);
  process.exit(0);
});
