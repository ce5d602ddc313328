import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const READY = /The playground is at (http:\/\/localhost:\d+)/;

export type RunningPlayground = { url: string; stop(): Promise<void> };

/** What can be said to the playground at its start: `npm run demo -- …`. */
export type DemoOption = '--by-hand';

/** Starts the playground as the README says, with `npm run demo`, on a port of its own. */
export async function startDemo(...options: DemoOption[]): Promise<RunningPlayground> {
  // A process group of its own, so that ending it ends all of it, as Ctrl-C does in a terminal.
  const demo = spawn('npm', ['run', 'demo', '--', ...options], {
    cwd: REPOSITORY,
    env: { ...process.env, PORT_PLAYGROUND: String(await freePort()), NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { pid } = demo;
  if (pid === undefined) throw new Error('npm could not be started.');
  const interrupt = () => process.kill(-pid, 'SIGINT');
  process.once('exit', interrupt);
  const ended = once(demo, 'close').finally(() => process.off('exit', interrupt));

  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [demo.stdout, demo.stderr]) {
      stream.setEncoding('utf8').on('data', (more: string) => {
        said += more;
        const [, found] = READY.exec(said) ?? [];
        if (found !== undefined) resolve(found);
      });
    }
    ended.then(() => reject(new Error(`The playground ended before it was ready:\n${said}`)), reject);
  });
  return {
    url,
    async stop() {
      interrupt();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
