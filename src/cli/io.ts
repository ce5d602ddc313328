import type { Place } from '../codes/enrolments.ts';

/** Somewhere to write text to. */
export type Output = { write(text: string): unknown };

/** What a command sees of its process. `exit` sets the code with which the process ends; it does not end it. */
export type CliIo = {
  stdout: Output;
  stderr: Output;
  env: Record<string, string | undefined>;
  exit(code: ExitCode): void;
};

/**
 * 0: it is done, or all is well. 1: the answer is no, or something was found. 2: it could not be done or found out: wrong
 * usage, no Redis, a faulty configuration. docs/operating.md has it for every command.
 */
export type ExitCode = 0 | 1 | 2;

/** What commands need beside the process that look into what is stored. */
export type StoreIo = CliIo & { installation: string; clock: { now(): Date } };

/** What commands need whose changes are audited. */
export type AuditIo = StoreIo & { place: Place };
