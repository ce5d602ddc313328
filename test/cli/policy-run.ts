import { Command, CommanderError } from 'commander';
import type { ExitCode, StoreIo } from '../../src/cli/io.ts';
import { policyCommand } from '../../src/cli/policy.ts';
import { NOW } from '../support/domain-cases.ts';

export type Ran = { code: ExitCode | undefined; out: string; err: string };

/** Runs `grantdesk policy` with these arguments, at the moment of the domain's cases. */
export async function runPolicy(args: readonly string[], changes: Partial<StoreIo> = {}): Promise<Ran> {
  const ran: Ran = { code: undefined, out: '', err: '' };
  const io: StoreIo = {
    stdout: { write: (text) => (ran.out += text) },
    stderr: { write: (text) => (ran.err += text) },
    env: {},
    exit: (code) => {
      ran.code = code;
    },
    installation: 'grantdesk',
    clock: { now: () => NOW },
    ...changes,
  };
  const program = new Command('grantdesk').addCommand(policyCommand(io));
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) {
    command.exitOverride().configureOutput({ writeErr: io.stderr.write, writeOut: io.stdout.write });
  }
  try {
    await program.parseAsync(['policy', ...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    io.exit(error.exitCode === 0 ? 0 : 2);
  }
  return ran;
}
