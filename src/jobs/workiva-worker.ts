import type { Job } from 'bullmq';
import type { z } from 'zod';
import { WorkivaError } from '../workiva/errors.ts';
import { StepRefused } from '../workiva/step.ts';
import { PROVISION_RETRY, type ProvisionRetry, type QueueName, readPayload } from './queues.ts';
import type { Running } from './running.ts';
import { GIVEN_UP, startWorker, type WorkerSetup } from './worker.ts';

/** Why a job leaves to people what it was to do in Workiva, where Grantdesk has no client there. */
export const NO_API = 'Grantdesk has no access to Workiva’s API.';

/** What one queue's jobs do in Workiva. */
export type WorkivaWork<Payload> = {
  queue: QueueName;
  payload: z.ZodType<Payload>;
  carryOut(job: Payload): Promise<void>;
  /** Says why this try did not succeed, where another one follows. */
  betweenTries?(job: Payload, error: unknown): Promise<void>;
  /** Brings to people what no try could do. */
  giveUp(job: Payload, error: unknown): Promise<void>;
  /** What the log says when even that did not succeed. */
  lost: string;
};

/** Starts a worker whose jobs call Workiva: tried again as long as that may help, and then brought to people. */
export function startWorkivaWorker<Payload>(
  { queue, payload, carryOut, betweenTries, giveUp, lost }: WorkivaWork<Payload>,
  retry: ProvisionRetry | undefined,
  setup: WorkerSetup,
): Running {
  const work = async (job: Job) => {
    const read = readPayload(payload, job.data);
    const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    try {
      await carryOut(read);
      return undefined;
    } catch (error) {
      if (isLast || !isTransient(error)) {
        setup.log.warn({ err: error, queue, job: job.id, step: job.name }, 'A job is given up and left to people');
        await giveUp(read, error);
        return GIVEN_UP;
      }
      await betweenTries?.(read, error);
      throw error;
    }
  };
  const settings = {
    backoffStrategy: (attempt: number, _type?: string, error?: Error) => retryDelay(attempt, error, retry),
  };
  const running = startWorker(queue, work, setup, { concurrency: 10, settings });
  running.worker.on('failed', (job, error) => {
    const read = payload.safeParse(job?.data);
    if (!job || !read.success || job.attemptsMade < (job.opts.attempts ?? 1)) return;
    giveUp(read.data, error).catch((err) => setup.log.error({ err, job: job.id }, lost));
  });
  return running;
}

/** The longest, in ms, that Workiva's Retry-After is heeded; a step that waits longer would look as if it stood still. */
const LONGEST_WAIT_MS = 10 * 60_000;

/** How long, in ms, to wait before the next try: as long as Workiva asks, or longer each time, with jitter. */
export function retryDelay(
  attempt: number,
  error: unknown,
  { firstDelayMs, jitter }: ProvisionRetry = PROVISION_RETRY,
  random: () => number = Math.random,
): number {
  const backoff = firstDelayMs * 2 ** (attempt - 1) * (1 - jitter * random());
  return Math.round(Math.max(backoff, asked(error)));
}

function asked(error: unknown): number {
  return error instanceof WorkivaError ? Math.min(error.retryAfterMs ?? 0, LONGEST_WAIT_MS) : 0;
}

/** Whether another try may help: what is not known to be permanent may succeed later. */
export function isTransient(error: unknown): boolean {
  return !(error instanceof WorkivaError || error instanceof StepRefused) || error.transient;
}

/** Why something in Workiva did not succeed, for people. */
export function sentenceOf(error: unknown): string {
  if (error instanceof WorkivaError || error instanceof StepRefused) return error.sentence;
  return 'Something unexpected went wrong in Grantdesk; its log has the details.';
}
