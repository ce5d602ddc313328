import { Command, CommanderError } from 'commander';
import { type ApproverIo, approverCommand } from './approver.ts';
import { auditCommand } from './audit.ts';
import { doctorCommand } from './doctor.ts';
import { importCommand } from './import.ts';
import type { AuditIo, ExitCode } from './io.ts';
import { planCommand } from './plan.ts';
import { policyCommand } from './policy.ts';
import { type ReconcileIo, reconcileCommand } from './reconcile.ts';
import { reviewCommand } from './review.ts';
import { shown } from './say.ts';
import { type VerifyIo, verifyGrantCommand } from './verify-grant.ts';

/** What all the commands together need of their surroundings. */
export type ProgramIo = ApproverIo & AuditIo & VerifyIo & ReconcileIo;

/** Runs `grantdesk` with these arguments, and says through `io.exit` how it ended. */
export async function runCli(io: ProgramIo, args: readonly string[]): Promise<void> {
  try {
    await createProgram(io).parseAsync(args, { from: 'user' });
  } catch (error) {
    io.exit(exitCodeOf(io, error));
  }
}

/** Makes the program with all its commands. */
export function createProgram(io: ProgramIo): Command {
  const program = new Command('grantdesk')
    .description(
      'Looks after an installation of Grantdesk, with the settings of the environment and of .env in this folder',
    )
    .addCommand(policyCommand(io))
    .addCommand(approverCommand(io))
    .addCommand(auditCommand(io))
    .addCommand(importCommand(io))
    .addCommand(planCommand(io))
    .addCommand(doctorCommand(io))
    .addCommand(verifyGrantCommand(io))
    .addCommand(reconcileCommand(io))
    .addCommand(reviewCommand(io));
  everyCommand(program, (command) =>
    command
      .exitOverride()
      .showHelpAfterError('Add --help to see how it is used.')
      .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) }),
  );
  return program;
}

/** Commands that are added whole take over no settings from the one that they are added to. */
function everyCommand(command: Command, change: (command: Command) => unknown): void {
  change(command);
  for (const part of command.commands) everyCommand(part, change);
}

function exitCodeOf(io: ProgramIo, error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  io.stderr.write(`${shown(`It could not be done: ${error instanceof Error ? error.message : String(error)}`)}\n`);
  return 2;
}
