import { createLogger } from '../../observability/log.ts';
import { startGrantdesk } from '../../start.ts';
import { createMovableClock } from '../movable-clock.ts';
import type { FromProcess, ToProcess } from './process-messages.ts';

/** How soon, in ms, the work of a killed worker is taken over. In production it is 30 s, too long to watch. */
const LOCK_MS = 4_000;

/** How often, in ms, the activity log is read. In production it is every 10 minutes. */
const ACTIVITY_MS = 60_000;

const clock = createMovableClock();
let stop: () => Promise<void> = async () => undefined;
const tell = (message: FromProcess) => void process.send?.(message);

async function start({ config, aheadMs, paced }: Extract<ToProcess, { tell: 'start' }>): Promise<void> {
  clock.advance(aheadMs);
  const log = createLogger(config.logLevel);
  try {
    const started = await startGrantdesk(config, {
      clock,
      log,
      lockMs: LOCK_MS,
      activityEveryMs: ACTIVITY_MS,
      ...(paced ? {} : { slotMs: 1 }),
    });
    stop = started.stop;
    tell({ tell: 'ready', port: started.port });
  } catch (error) {
    tell({ tell: 'failed', sentence: error instanceof Error ? error.message : String(error) });
  }
}

process.on('message', (message: ToProcess) => {
  if (message.tell === 'start') void start(message);
  else if (message.tell === 'advance') clock.advance(message.ms);
  else void stop().finally(() => process.exit(0));
});
// Ctrl-C in a terminal reaches this process too; its parent decides when it ends.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
