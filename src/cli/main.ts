#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import process, { loadEnvFile } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { systemClock } from '../domain/clock.ts';
import { INSTALLATION } from '../store/keys.ts';
import { type ProgramIo, runCli } from './program.ts';
import { terminalPrompt } from './prompt.ts';

if (existsSync('.env')) loadEnvFile('.env');

const io: ProgramIo = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  exit(code) {
    process.exitCode = code;
  },
  lines: () => createInterface({ input: process.stdin }),
  prompt: process.stdin.isTTY ? terminalPrompt({ input: process.stdin, output: process.stderr }) : undefined,
  clock: systemClock,
  installation: INSTALLATION,
  place: { host: hostname(), user: operatingUser() },
};

/** Some containers run under a number that has no name. */
function operatingUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

// Whoever reads only the beginning, as `head` does, has what they want.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

await runCli(io, process.argv.slice(2));
