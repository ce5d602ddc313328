import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { ConfigError, readConfig } from './config.ts';
import { createLogger } from './observability/log.ts';
import { PolicyError } from './policy/load.ts';
import { startGrantdesk } from './start.ts';
import { StartError } from './start-faults.ts';

/** Runs as a process: reads the environment, starts, and stops at SIGTERM or SIGINT. */
async function main(): Promise<void> {
  if (existsSync('.env')) loadEnvFile('.env');
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel);
  const starting = startGrantdesk(config, { log });
  // Before it is ready too: without a listener the signal would end the process.
  process.on('SIGHUP', () => {
    log.info('SIGHUP: the policy file is read again');
    starting
      .then((grantdesk) => grantdesk.reloadPolicy())
      .catch((err) => log.error({ err }, 'What follows from the policy file could not be done'));
  });
  const grantdesk = await starting;
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'Stopping: running work is finished first; the same signal again stops at once');
    grantdesk.stop().then(
      () => process.exit(0),
      (err) => {
        log.error({ err }, 'Stopping did not go well');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  const expected = error instanceof ConfigError || error instanceof PolicyError || error instanceof StartError;
  process.stderr.write(`${expected ? error.message : (error as Error).stack}\n`);
  process.exit(1);
});
