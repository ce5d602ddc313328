import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import type { Delivery, MessageName } from '../domain/effects.ts';
import { NotifyJob, readPayload } from './queues.ts';
import type { Running } from './running.ts';
import { startWorker, type WorkerSetup } from './worker.ts';

/** Sends a message, or brings it up to date, from the state as it is now. `slot` is a moment reserved for it. */
export type Deliver = (message: MessageName, slot: number | undefined) => Promise<Delivery>;

/** Starts the worker that keeps the messages in Slack. Throws on what may succeed later; BullMQ then tries again. */
export function startNotify(deliver: Deliver, setup: WorkerSetup): Running {
  const carryOut = async (job: Job, token?: string) => {
    const { slot, ...message } = readPayload(NotifyJob, job.data);
    const delivery = await deliver(message, slot);
    if (delivery.outcome === 'refused') throw new UnrecoverableError(delivery.sentence);
    if (delivery.outcome === 'wait') {
      await job.updateData({ ...message, slot: delivery.until });
      await job.moveToDelayed(delivery.until, token);
      throw new DelayedError();
    }
  };
  return startWorker('notify', carryOut, setup, { concurrency: 20 });
}
