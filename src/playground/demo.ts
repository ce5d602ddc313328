import { createLogger } from '../observability/log.ts';
import { playJourney } from './journey/journey.ts';
import { createNarrator } from './journey/narrator.ts';
import { startPlaygroundServer } from './server/server.ts';
import { LISTED_AFTER_MS } from './workiva/stand-in.ts';
import { startWorld } from './world.ts';

const PORT = 4000;

const write = (line: string) => process.stdout.write(`${line}\n`);

/** Plays the journey from beginning to end and says what was checked. */
async function playHeadless(): Promise<void> {
  const began = Date.now();
  write('Grantdesk between stand-ins of Slack and Workiva, with a Redis of its own. Nothing here leaves this machine.');
  const workiva = { listedAfterMs: LISTED_AFTER_MS };
  const world = await startWorld({ log: createLogger(process.env.LOG_LEVEL ?? 'silent'), workiva });
  const tell = createNarrator(write);
  try {
    await playJourney(world, tell);
  } finally {
    await world.stop();
  }
  write(tell.table());
  write(`\nAll of it held, in ${((Date.now() - began) / 1_000).toFixed(1)} s.`);
}

/** Serves the playground's page until Ctrl-C. */
async function servePage(): Promise<void> {
  write('Grantdesk between stand-ins of Slack and Workiva, with a Redis of its own. Nothing here leaves this machine.');
  const byHand = process.argv.includes('--by-hand');
  if (byHand)
    write('Grantdesk has no access to Workiva’s API here: an admin does every step in Workiva’s own screens.');
  const port = Number(process.env.PORT_PLAYGROUND ?? PORT);
  const server = await startPlaygroundServer({ port, workivaAccess: !byHand });
  write(`The playground is at ${server.url} – Ctrl-C ends it.`);
  const signal = await new Promise<string>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  write(`${signal}: ending …`);
  await server.stop();
}

const play = process.argv.includes('--headless') ? playHeadless : servePage;
play().catch((error: unknown) => {
  process.stderr.write(`\n✗ ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
