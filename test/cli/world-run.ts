import { type ProgramIo, runCli } from '../../src/cli/program.ts';
import type { World } from '../../src/playground/world.ts';
import { environmentOf } from '../support/faults-child.ts';

/** What is typed when a command asks, if somebody sits there: always the same, or by the question. */
export type Answer = string | ((question: string) => string);

export type Ran = { out: string; err: string; code: number; asked: string[] };

/** Runs `grantdesk` with these arguments in a world. `typed`: what is piped in, once so much was printed. */
export async function runInWorld(
  world: World,
  args: readonly string[],
  answer?: Answer,
  env: Record<string, string> = {},
  typed: (out: string) => readonly string[] = () => [],
): Promise<Ran> {
  const ran: Ran = { out: '', err: '', code: 0, asked: [] };
  const line = async (question: string) => {
    ran.asked.push(question);
    return typeof answer === 'function' ? answer(question) : answer;
  };
  const io: ProgramIo = {
    stdout: { write: (text) => (ran.out += text) },
    stderr: { write: (text) => (ran.err += text) },
    env: { ...environmentOf(world.config), WORKIVA_PACE: '100', ...env },
    exit(code) {
      ran.code = code;
    },
    async *lines() {
      yield* typed(ran.out);
    },
    prompt: answer === undefined ? undefined : { line, hidden: line },
    clock: world.clock,
    installation: 'grantdesk',
    place: { host: 'desk-1', user: 'olga' },
  };
  await runCli(io, args);
  return ran;
}
