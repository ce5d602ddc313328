import { createLogger } from '../observability/log.ts';
import { playJourney } from './journey/journey.ts';
import { createNarrator } from './journey/narrator.ts';
import { startWorld } from './world.ts';

const write = (line: string) => process.stdout.write(`${line}\n`);

/** Plays the journey from beginning to end and says what was checked. */
async function playHeadless(): Promise<void> {
  const began = Date.now();
  write('Grantdesk between stand-ins of Slack and Workiva, with a Redis of its own. Nothing here leaves this machine.');
  const world = await startWorld({ log: createLogger(process.env.LOG_LEVEL ?? 'silent') });
  const tell = createNarrator(write);
  try {
    await playJourney(world, tell);
  } finally {
    await world.stop();
  }
  write(tell.table());
  write(`\nAll of it held, in ${((Date.now() - began) / 1_000).toFixed(1)} s.`);
}

playHeadless().catch((error: unknown) => {
  process.stderr.write(`\n✗ ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
