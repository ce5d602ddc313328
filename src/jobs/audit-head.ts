import { DelayedError, type Job, type JobsOptions, UnrecoverableError } from 'bullmq';
import { z } from 'zod';
import type { Delivery } from '../domain/effects.ts';
import { KEEP_FEW, NOTIFY_RETRY, type Queues, readPayload } from './queues.ts';
import type { Running } from './running.ts';
import { startWorker, type WorkerSetup } from './worker.ts';

/** Every day at six in the morning, in UTC. */
export const AUDIT_HEAD_TIME = { pattern: '0 6 * * *', tz: 'UTC' } as const;

/** Each day's job is tried as often as a message. */
export const AUDIT_HEAD_OPTIONS: JobsOptions = {
  attempts: NOTIFY_RETRY.attempts,
  backoff: { type: 'exponential', delay: NOTIFY_RETRY.firstDelayMs, jitter: NOTIFY_RETRY.jitter },
  ...KEEP_FEW,
};

/** `slot` is the moment (ms) that has been reserved for posting. */
const AuditHeadJob = z.object({ slot: z.number().optional() });

/** Posts the head of the audit trail, once a day. `slot` is a moment reserved for it. */
export type PostAuditHead = (slot: number | undefined) => Promise<Delivery>;

/** Starts the worker that puts the head of the audit trail on record, and its daily schedule. */
export async function startAuditHead(post: PostAuditHead, queues: Queues, setup: WorkerSetup): Promise<Running> {
  await queues.audit.upsertJobScheduler('audit-head', AUDIT_HEAD_TIME, {
    name: 'audit-head',
    data: {},
    opts: AUDIT_HEAD_OPTIONS,
  });
  const carryOut = async (job: Job, token?: string) => {
    const { slot } = readPayload(AuditHeadJob, job.data);
    const delivery = await post(slot);
    if (delivery.outcome === 'refused') throw new UnrecoverableError(delivery.sentence);
    if (delivery.outcome === 'wait') {
      await job.updateData({ slot: delivery.until });
      await job.moveToDelayed(delivery.until, token);
      throw new DelayedError();
    }
  };
  return startWorker('audit', carryOut, setup, { concurrency: 1 });
}
