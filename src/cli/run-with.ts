import { readFileSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../config.ts';
import { PolicyError } from '../policy/load.ts';
import type { CliIo, ExitCode } from './io.ts';
import { shown } from './say.ts';

/** A file, or Redis, cannot be used: one sentence for each fault. */
export class UnusableError extends Error {
  readonly code = 'unusable';
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.name = 'UnusableError';
    this.faults = faults;
  }
}

/** Runs a command that answers its exit code. What cannot be used is said on stderr, and ends it with 2. */
export async function runWith(io: CliIo, act: () => ExitCode | Promise<ExitCode>): Promise<void> {
  try {
    io.exit(await act());
  } catch (error) {
    if (!(error instanceof UnusableError || error instanceof PolicyError || error instanceof ConfigError)) throw error;
    io.stderr.write(`${shown(error.faults.join('\n'))}\n`);
    io.exit(2);
  }
}

/** Writes a text file, over one that is there. Throws UnusableError when it cannot be written. */
export function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new UnusableError([`${path}: cannot be written. Give a path that this user may write to.`], { cause });
  }
}

/** Reads a text file. Throws UnusableError when it cannot be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UnusableError([`${path}: cannot be read. Give the path of a file that exists.`], { cause });
  }
}
