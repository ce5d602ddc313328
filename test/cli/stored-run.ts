import { type ProgramIo, runCli } from '../../src/cli/program.ts';
import { NOW } from '../support/domain-cases.ts';
import type { StoreBench } from '../support/store-redis.ts';

export type Ran = { out: string; err: string; code: number };

/** Runs `grantdesk` with these arguments on the Redis of a bench, by default at the moment of the domain's cases. */
export async function runStored(
  bench: StoreBench,
  args: readonly string[],
  now: Date = NOW,
  env: ProgramIo['env'] = { REDIS_URL: bench.server.url },
): Promise<Ran> {
  const ran: Ran = { out: '', err: '', code: 0 };
  const io: ProgramIo = {
    stdout: { write: (text) => (ran.out += text) },
    stderr: { write: (text) => (ran.err += text) },
    env,
    exit(code) {
      ran.code = code;
    },
    async *lines() {
      yield* [];
    },
    clock: { now: () => now },
    installation: bench.installation,
    place: { host: 'desk-1', user: 'olga' },
  };
  await runCli(io, args);
  return ran;
}
