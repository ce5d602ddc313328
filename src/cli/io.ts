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

/** 0: done. 1: refused or failed, and stderr says why. 2: the command was used wrongly. */
export type ExitCode = 0 | 1 | 2;

/** What commands need beside the process that look into what is stored. */
export type StoreIo = CliIo & { installation: string; clock: { now(): Date } };

/** What commands need whose changes are audited. */
export type AuditIo = StoreIo & { place: Place };
