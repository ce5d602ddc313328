import type { Logger } from '../observability/log.ts';
import type { Outbox } from '../store/outbox.ts';
import { jobFor, type ProvisionRetry, type Queues } from './queues.ts';
import type { Running } from './running.ts';

const BATCH = 100;
const BLOCK_MS = 500;
const PAUSE_MS = 500;

/**
 * Moves effects from the outbox into BullMQ for as long as it runs. An effect leaves the outbox only after its job is
 * stored; any number of processes may do this at once, since a job that exists already is not added again.
 */
export function startRelay(outbox: Outbox, queues: Queues, log: Logger, provisionRetry?: ProvisionRetry): Running {
  let stopping = false;
  const run = async () => {
    while (!stopping) {
      try {
        await moveBatch(outbox, queues, provisionRetry);
      } catch (error) {
        if (stopping) return;
        log.warn({ err: error }, 'The outbox could not be moved; trying again');
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  };
  const ended = run();
  return {
    async stop() {
      stopping = true;
      await ended;
    },
  };
}

async function moveBatch(outbox: Outbox, queues: Queues, provisionRetry?: ProvisionRetry): Promise<void> {
  const batch = await outbox.next(BATCH, BLOCK_MS);
  if (batch.length === 0) return;
  for (const { item } of batch) {
    const { queue, name, data, options } = jobFor(item.id, item.effect, provisionRetry);
    await queues[queue].add(name, data, options);
  }
  await outbox.forget(batch.map(({ entry }) => entry));
}
