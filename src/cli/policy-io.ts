import { readFileSync } from 'node:fs';
import { ConfigError } from '../config.ts';
import { type LoadedPolicy, loadPolicy, PolicyError } from '../policy/load.ts';
import type { CliIo, ExitCode } from './io.ts';

/** What the commands about policies need beside the process. */
export type PolicyIo = CliIo & { installation: string; clock: { now(): Date } };

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
    io.stderr.write(`${error.faults.join('\n')}\n`);
    io.exit(2);
  }
}

/** The policy of an option, or else the one that Grantdesk would run with. */
export function policyAt(io: CliIo, path: string | undefined): LoadedPolicy & { path: string } {
  const chosen = path ?? (io.env.GRANTDESK_POLICY || './policy.yml');
  return { ...loadPolicy(chosen), path: chosen };
}

/** Reads a text file. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UnusableError([`${path}: cannot be read. Give the path of a file that exists.`], { cause });
  }
}

/** Writes a line of text, or a value as JSON. */
export const say = (io: CliIo, text: string): unknown => io.stdout.write(`${text}\n`);
export const sayJson = (io: CliIo, value: unknown): unknown => say(io, JSON.stringify(value, null, 2));
