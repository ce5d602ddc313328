import { DelayedError, type Job, UnrecoverableError, Worker, type WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from '../observability/log.ts';
import type { JobOutcome, Metrics } from '../observability/metrics.ts';
import { type QueueName, queuePrefix } from './queues.ts';
import type { Running } from './running.ts';

export type WorkerSetup = {
  connection: Redis;
  installation: string;
  log: Logger;
  /** How long, in ms, a job may go without a sign of life before another worker takes it over. Default 30,000. */
  lockMs?: number | undefined;
  metrics?: Pick<Metrics, 'jobEnded'> | undefined;
};

/** What a job answers that has come to its end, but not to what it was for: people have been told. It counts as failed. */
export const GIVEN_UP = 'given_up';

/** Carries out one job. Throws on what may succeed later. */
export type Work = (job: Job, token?: string) => Promise<unknown>;

/** Starts a worker on one queue. Stopping it lets running jobs finish. */
export function startWorker(
  queue: QueueName,
  work: Work,
  setup: WorkerSetup,
  options: Pick<WorkerOptions, 'concurrency' | 'settings'>,
): Running & { worker: Worker } {
  const { connection, installation, log, lockMs = 30_000, metrics } = setup;
  const worker = new Worker(queue, metrics ? measured(queue, work, metrics) : work, {
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

/** Starts a worker whose jobs last long: they are told when it is to stop, and leave the rest to another. */
export function startLongWork(
  queue: QueueName,
  workUntil: (isStopping: () => boolean) => Work,
  setup: WorkerSetup,
  options: Pick<WorkerOptions, 'concurrency' | 'settings'>,
): Running {
  let stopping = false;
  const { stop } = startWorker(
    queue,
    workUntil(() => stopping),
    setup,
    options,
  );
  return {
    stop() {
      stopping = true;
      return stop();
    },
  };
}

function measured(queue: QueueName, work: Work, metrics: Pick<Metrics, 'jobEnded'>): Work {
  return async (job, token) => {
    const began = performance.now();
    const end = (outcome: JobOutcome) => metrics.jobEnded(queue, outcome, (performance.now() - began) / 1_000);
    try {
      const answer = await work(job, token);
      end(answer === GIVEN_UP ? 'failed' : 'done');
      return answer;
    } catch (error) {
      end(outcomeOf(error, job));
      throw error;
    }
  };
}

function outcomeOf(error: unknown, job: Job): JobOutcome {
  if (error instanceof DelayedError) return 'delayed';
  const isLast = error instanceof UnrecoverableError || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
  return isLast ? 'failed' : 'retried';
}
