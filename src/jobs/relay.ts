import type { Logger } from '../observability/log.ts';
import { OUTBOX_START, type Outbox } from '../store/outbox.ts';
import { jobFor, type ProvisionRetry, type Queues } from './queues.ts';
import type { Running } from './running.ts';

const BATCH = 100;
const BLOCK_MS = 500;
const PAUSE_MS = 500;
/** How often, in ms, the outbox is read from its beginning again, for entries that could not be moved before. */
const RESCAN_MS = 10_000;

/**
 * Moves effects from the outbox into BullMQ for as long as it runs. An effect leaves the outbox only after its job is
 * stored; any number of processes may do this at once, since a job that exists already is not added again. An entry
 * that this version cannot read stays for a newer one.
 */
export function startRelay(outbox: Outbox, queues: Queues, log: Logger, provisionRetry?: ProvisionRetry): Running {
  let stopping = false;
  let after = OUTBOX_START;
  let rescanAt = Date.now() + RESCAN_MS;

  const moveBatch = async () => {
    if (Date.now() >= rescanAt) {
      after = OUTBOX_START;
      rescanAt = Date.now() + RESCAN_MS;
    }
    const batch = await outbox.next(after, BATCH, BLOCK_MS);
    for (const { item } of batch.items) {
      const { queue, name, data, options } = jobFor(item.id, item.effect, provisionRetry);
      await queues[queue].add(name, data, options);
    }
    await outbox.forget(batch.items.map(({ entry }) => entry));
    after = batch.last;
    if (batch.unreadable.length > 0) {
      log.error(
        { entries: batch.unreadable },
        'Entries of the outbox are not known to this version; a newer one moves them',
      );
    }
  };

  const run = async () => {
    while (!stopping) {
      try {
        await moveBatch();
      } catch (error) {
        if (stopping) return;
        after = OUTBOX_START;
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
