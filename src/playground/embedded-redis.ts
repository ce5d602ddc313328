import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

/** `redis_unavailable`: no server was found and none could be installed. `redis_not_started`: it ended or stayed silent. */
export class EmbeddedRedisError extends Error {
  override name = 'EmbeddedRedisError';
  readonly code: 'redis_unavailable' | 'redis_not_started';

  constructor(code: EmbeddedRedisError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A Redis of one's own. It ends with its parent process, however that ends. */
export type EmbeddedRedis = {
  /** `redis://127.0.0.1:<port>`; stays the same through `kill`, `start` and `restart`. */
  url: string;
  /** Ends the server and removes its data. Final: `start` rejects afterwards. May be called twice. */
  stop(): Promise<void>;
  /** An orderly end, then a start on the same port and data. */
  restart(): Promise<void>;
  /** Ends the server as a crash does; the data stays for `start`. */
  kill(): Promise<void>;
  /** Starts on the same port and data after `kill`; does nothing while the server runs. */
  start(): Promise<void>;
};

export type EmbeddedRedisOptions = {
  /** Default false: a crash may lose the last moments. True: every acknowledged write survives `kill`, at the price of an fsync each. */
  persistent?: boolean;
  /** Told in one line what takes long, such as an installation. Default: a line on stderr. */
  log?: (line: string) => void;
};

/** What looking for a server needs of the machine; a test hands in its own. */
export type Machine = {
  /** Folders searched for programs, as in `PATH`. */
  path: string;
  isRoot: boolean;
  lockFile: string;
  run(command: string, args: readonly string[]): Promise<void>;
  /** The last way: builds a server and answers the path of its binary. */
  build(): Promise<string>;
};

const START_LIMIT_MS = 30_000;
const STOP_LIMIT_MS = 5_000;
const INSTALL_LIMIT_MS = 5 * 60_000;
const POLL_MS = 20;
const PORT_TRIES = 20;
const LOG_TAIL = 2_000;

/** Debian starts and enables what it installs; policy-rc.d is its way to say no, here for this one installation. */
const APT_SCRIPT = `
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT INT TERM
  printf '#!/bin/sh\\nexit 101\\n' >$policy && chmod +x $policy
fi
apt-get update
apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends redis-server || exit 1
[ ! -d /run/systemd/system ] || systemctl disable redis-server`;

/** The server takes the place of this shell, so it has the child's pid. The end of input on 3 means that the parent is gone. */
const GUARDED = `
folder=$1; shift
(read -r released <&3 || { kill -9 $$; rm -rf "$folder"; }) &
exec 3<&-
exec "$@"`;

const INSTALLERS = [
  { program: 'apt-get', root: true, command: 'apt-get install redis-server', script: APT_SCRIPT },
  { program: 'apk', root: true, command: 'apk add redis', script: 'apk add --no-cache redis' },
  {
    program: 'dnf',
    root: true,
    command: 'dnf install valkey',
    script: 'dnf install -y valkey || dnf install -y redis',
  },
  {
    program: 'brew',
    root: false,
    command: 'brew install redis',
    script: 'HOMEBREW_NO_AUTO_UPDATE=1 brew install redis',
  },
] as const;

/**
 * Starts a Redis on a free port of 127.0.0.1 with a folder of its own, AOF on; resolves once it answers PING.
 * @throws EmbeddedRedisError
 */
export async function startEmbeddedRedis(options: EmbeddedRedisOptions = {}): Promise<EmbeddedRedis> {
  const log = options.log ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const binary = await findRedisServer(log);
  const folder = await mkdtemp(join(tmpdir(), 'grantdesk-redis-'));
  const launch = (port: number) => launchServer(binary, port, folder, options.persistent ?? false);
  try {
    const { port, server } = await launchOnFreePort(launch);
    return handleOf(server, port, folder, launch);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function handleOf(
  first: Server,
  port: number,
  folder: string,
  launch: (port: number) => Promise<Server>,
): EmbeddedRedis {
  let server: Server | undefined = first;
  let stopped = false;
  const end = async (signal: NodeJS.Signals) => {
    const ending = server;
    server = undefined;
    await ending?.end(signal);
  };
  const start = async () => {
    if (stopped) throw new EmbeddedRedisError('redis_not_started', 'This Redis was stopped for good: start another.');
    if (server === undefined || server.hasEnded()) server = await launch(port);
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGTERM');
      await start();
    },
    stop: async () => {
      stopped = true;
      await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Server = { hasEnded(): boolean; end(signal: NodeJS.Signals): Promise<void> };

/** Ports below the ephemeral range: a client that keeps retrying a port inside it can end up connected to itself. */
async function launchOnFreePort(launch: (port: number) => Promise<Server>): Promise<{ port: number; server: Server }> {
  for (let tries = 1; ; tries++) {
    const port = randomInt(20_000, 32_000);
    try {
      return { port, server: await launch(port) };
    } catch (error) {
      const clash = error instanceof Error && /address already in use/i.test(error.message);
      if (!clash || tries === PORT_TRIES) throw error;
    }
  }
}

async function launchServer(binary: string, port: number, folder: string, persistent: boolean): Promise<Server> {
  const settings = ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', folder, '--save', '', '--appendonly', 'yes'];
  settings.push('--maxmemory-policy', 'noeviction', '--appendfsync', persistent ? 'always' : 'everysec');
  // A session of its own: Ctrl-C in a terminal reaches the parent alone, which still needs its Redis to finish.
  const child = spawn('sh', ['-c', GUARDED, 'sh', folder, binary, ...settings], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const lifeline = child.stdio[3] as Writable;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-LOG_TAIL);
    });
  }
  lifeline.on('error', () => undefined);
  child.once('exit', () => lifeline.end('released\n'));
  const closed = once(child, 'close');
  const server: Server = {
    hasEnded: () => hasEnded(child),
    end: (signal) => endChild(child, signal, closed),
  };

  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await answersPing(port, child.pid))) {
    if (hasEnded(child) || Date.now() > deadline) {
      await server.end('SIGKILL');
      throw new EmbeddedRedisError('redis_not_started', `Redis did not start on port ${port}. It said:\n${output}`);
    }
    await pause(POLL_MS);
  }
  return server;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function endChild(child: ChildProcess, signal: NodeJS.Signals, closed: Promise<unknown>): Promise<void> {
  child.kill(signal);
  const patience = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await closed;
  clearTimeout(patience);
}

/** True when the server of that pid answers PING there; another Redis on the same port does not count. */
function answersPing(port: number, pid: number | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 }, () => socket.write('INFO server\r\nPING\r\n'));
    const settle = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
      if (answer.includes('+PONG')) settle(answer.includes(`process_id:${pid}\r`));
      else if (answer.includes('-LOADING')) settle(false);
    });
    socket
      .on('error', () => settle(false))
      .on('timeout', () => settle(false))
      .on('close', () => settle(false));
  });
}

/**
 * The path of a Redis or Valkey server; installs or builds one where there is none. Safe to call from several processes.
 * @throws EmbeddedRedisError `redis_unavailable`, naming what to do.
 */
export async function findRedisServer(log: (line: string) => void, machine: Machine = thisMachine()): Promise<string> {
  const search = () => onPath('redis-server', machine.path) ?? onPath('valkey-server', machine.path);
  return search() ?? withFileLock(machine.lockFile, async () => search() ?? (await provide(log, machine, search)));
}

async function provide(
  log: (line: string) => void,
  machine: Machine,
  search: () => string | undefined,
): Promise<string> {
  const installer = INSTALLERS.find(({ program }) => onPath(program, machine.path));
  const causes: unknown[] = [];
  if (installer && (machine.isRoot || !installer.root)) {
    log(`No Redis on this machine: installing one (${installer.command}), once …`);
    await machine.run('sh', ['-c', installer.script]).catch((error: unknown) => causes.push(error));
    const installed = search();
    if (installed) return installed;
  }
  try {
    log('No Redis on this machine: building one with redis-memory-server, once; this takes a few minutes …');
    return await machine.build();
  } catch (error) {
    causes.push(error);
    const message = `There is no Redis here and none could be installed. ${remedy(installer, machine.isRoot)}`;
    throw new EmbeddedRedisError('redis_unavailable', message, { cause: new AggregateError(causes) });
  }
}

function remedy(installer: (typeof INSTALLERS)[number] | undefined, isRoot: boolean): string {
  if (!installer) return 'Install Redis or Valkey, so that redis-server or valkey-server is on the PATH.';
  return `Run: ${installer.root && !isRoot ? 'sudo ' : ''}${installer.command}`;
}

function thisMachine(): Machine {
  const own = resolve('.grantdesk');
  return {
    path: [process.env.PATH ?? '', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', own].join(delimiter),
    isRoot: process.getuid?.() === 0,
    lockFile: join(tmpdir(), `grantdesk-redis-install-${process.getuid?.() ?? 'user'}.lock`),
    run: async (command, args) => {
      await promisify(execFile)(command, args, { timeout: INSTALL_LIMIT_MS, maxBuffer: 64 * 1024 * 1024 });
    },
    build: async () => {
      const { RedisBinary } = await import('redis-memory-server');
      const built = await RedisBinary.getPath();
      // Found by the next search, which then tries no installation again.
      await mkdir(own, { recursive: true });
      await symlink(built, join(own, 'redis-server')).catch(() => undefined);
      return built;
    },
  };
}

function onPath(program: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Runs the task while no other process holds the lock file. A lock whose holder is dead, or that is too old, is taken over. */
export async function withFileLock<T>(file: string, task: () => Promise<T>): Promise<T> {
  while (!(await takeLock(file))) {
    // Two may take over the same moment; then both install, and the package managers' own locks keep them apart.
    if (await isStale(file)) await rename(file, `${file}.${process.pid}`).catch(() => undefined);
    await pause(POLL_MS);
  }
  try {
    return await task();
  } finally {
    await rm(file, { force: true });
    await rm(`${file}.${process.pid}`, { force: true });
  }
}

async function takeLock(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(file: string): Promise<boolean> {
  try {
    const [holder, { mtimeMs }] = [await readFile(file, 'utf8'), await stat(file)];
    if (Date.now() - mtimeMs > 2 * INSTALL_LIMIT_MS) return true;
    return holder !== '' && !isAlive(Number(holder));
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
