import { type Processor, Worker, type WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '../observability/log.ts';
import { type QueueName, queuePrefix } from './queues.ts';
import type { Running } from './running.ts';

export type WorkerSetup = {
  connection: Redis;
  installation: string;
  log: Logger;
  /** How long, in ms, a job may go without a sign of life before another worker takes it over. Default 30,000. */
  lockMs?: number | undefined;
};

/** Starts a worker on one queue. Stopping it lets running jobs finish. */
export function startWorker(
  queue: QueueName,
  processor: Processor,
  setup: WorkerSetup,
  options: Pick<WorkerOptions, 'concurrency' | 'settings'>,
): Running & { worker: Worker } {
  const { connection, installation, log, lockMs = 30_000 } = setup;
  const worker = new Worker(queue, processor, {
    ...options,
    connection,
    prefix: queuePrefix(installation, queue),
    lockDuration: lockMs,
    stalledInterval: lockMs / 2,
    maxStalledCount: 10,
  });
  worker.on('error', (err) => log.warn({ err, queue }, 'A worker lost touch with Redis'));
  worker.on('failed', (job, err) => log.warn({ err, queue, job: job?.id, attempt: job?.attemptsMade }, 'A job failed'));
  return { worker, stop: () => worker.close() };
}
