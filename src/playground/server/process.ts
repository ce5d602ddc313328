import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config.ts';
import type { BackstageSnapshot } from './contract.ts';
import type { FromProcess, ToProcess } from './process-messages.ts';
import type { Timeline } from './timeline.ts';

const PROGRAM = fileURLToPath(new URL('./grantdesk-process.ts', import.meta.url));
const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

/** How long, in ms, running jobs may take to finish. */
const STOP_LIMIT_MS = 3_000;

export type ProcessParts = { config: Config; paced: boolean; timeline: Timeline; changed(): void };
export type GrantdeskProcess = ReturnType<typeof createProcess>;

/**
 * A Grantdesk in a process of its own: only then "killed" is what it says, SIGKILL in the middle of whatever it does,
 * with jobs left locked and sockets left open; and only a new process runs code that has been changed. The clock is
 * passed over at the start and at every move.
 */
export function createProcess({ config, paced, timeline, changed }: ProcessParts) {
  let child: ChildProcess | undefined;
  let state: BackstageSnapshot['worker'] = 'killed';

  function become(next: BackstageSnapshot['worker']): void {
    state = next;
    changed();
  }

  function tell(message: ToProcess): void {
    // A process that has just ended cannot be told; its exit is what counts.
    child?.send(message, () => undefined);
  }

  async function kill(): Promise<void> {
    const ending = child;
    if (!ending) return;
    const exited = once(ending, 'exit');
    ending.kill('SIGKILL');
    await exited;
  }

  async function stop(): Promise<void> {
    const patience = setTimeout(() => void kill(), STOP_LIMIT_MS);
    const exited = child && once(child, 'exit');
    tell({ tell: 'stop' });
    await exited;
    clearTimeout(patience);
  }

  function launch(): ChildProcess {
    const execArgv = ['--import', 'tsx'];
    const started = fork(PROGRAM, { execArgv, cwd: REPOSITORY, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    child = started;
    become('restarting');
    started.once('exit', () => {
      child = undefined;
      become('killed');
    });
    tell({ tell: 'start', config, aheadMs: timeline.aheadMs(), paced });
    return started;
  }

  return {
    state: () => state,
    advance: (ms: number) => tell({ tell: 'advance', ms }),
    kill,
    /** An orderly end: running jobs are finished first. */
    stop,
    /** Answers where it listens, or nothing when it did not start; why is then on stderr. One that runs is left alone. */
    start(): Promise<number | undefined> {
      if (child) return Promise.resolve(undefined);
      const started = launch();
      return new Promise((resolve) => {
        started.once('exit', () => resolve(undefined));
        started.once('message', (message: FromProcess) => {
          if (message.tell === 'ready') {
            become('running');
            resolve(message.port);
          } else {
            process.stderr.write(`${message.sentence}\n`);
            void kill();
          }
        });
      });
    },
  };
}
