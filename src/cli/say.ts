import type { CliIo, ExitCode } from './io.ts';

/** Writes a line of text. */
export function say({ stdout }: Pick<CliIo, 'stdout'>, text: string): undefined {
  stdout.write(`${text}\n`);
}

/** Writes a value as JSON. */
export function sayJson(io: Pick<CliIo, 'stdout'>, value: unknown): void {
  say(io, JSON.stringify(value, null, 2));
}

/** Says on stderr why it was not done; answers how the command ends. */
export function refuse({ stderr }: Pick<CliIo, 'stderr'>, sentence: string): ExitCode {
  stderr.write(`${sentence}\n`);
  return 1;
}
