import type { CliIo, ExitCode } from './io.ts';

/** All that a terminal would obey rather than show: what Workiva or a person has named something may hold it. */
const COMMANDS = /(?![\n\t])\p{Cc}/gu;

/** A text as a terminal may show it. */
export const shown = (text: string): string => text.replace(COMMANDS, '');

/** Writes a line of text. */
export function say({ stdout }: Pick<CliIo, 'stdout'>, text: string): undefined {
  stdout.write(`${shown(text)}\n`);
}

/** Writes a value as JSON. */
export function sayJson(io: Pick<CliIo, 'stdout'>, value: unknown): void {
  say(io, JSON.stringify(value, null, 2));
}

/** Says on stderr why the answer is no; answers how the command ends. What could not even begin is an UnusableError. */
export function refuse({ stderr }: Pick<CliIo, 'stderr'>, sentence: string): ExitCode {
  stderr.write(`${shown(sentence)}\n`);
  return 1;
}
