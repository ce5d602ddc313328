import { type JobsOptions, Queue, UnrecoverableError } from 'bullmq';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type Effect, MessageEffect, messageKey, RevertEffect, StepEffect, SuspendEffect } from '../domain/effects.ts';
import { type QueueName, queuePrefix } from '../store/queue-names.ts';

export { QUEUES, type QueueName, queuePrefix } from '../store/queue-names.ts';

/** One step of an approved request. */
export const ProvisionJob = StepEffect.omit({ kind: true });
export type ProvisionJob = z.infer<typeof ProvisionJob>;

/** The integration user of one suspended grant. */
export const SuspendJob = SuspendEffect.omit({ kind: true, again: true });
export type SuspendJob = z.infer<typeof SuspendJob>;

/** One finding that Workiva is to be made as recorded again. */
export const RevertJob = RevertEffect.omit({ kind: true });
export type RevertJob = z.infer<typeof RevertJob>;

/** One message. `slot` is the moment (ms) that has been reserved for sending it. */
export const NotifyJob = MessageEffect.omit({ kind: true }).extend({ slot: z.number().optional() });
export type NotifyJob = z.infer<typeof NotifyJob>;

/** Reads a job's payload. One that does not parse can never be carried out, so its job is not tried again. */
export function readPayload<T>(schema: z.ZodType<T>, data: unknown): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  throw new UnrecoverableError(`The job’s payload cannot be read: ${faults.join('; ')}`);
}

/** How often a provisioning step is tried in all, and how long, in ms, it waits before the first of the further tries. */
export type ProvisionRetry = { attempts: number; firstDelayMs: number; jitter: number };

/** Workiva is asked again after 1, 2, 4 … 64 s, each cut by up to a half at random: about two minutes in all. */
export const PROVISION_RETRY: ProvisionRetry = { attempts: 8, firstDelayMs: 1_000, jitter: 0.5 };

/** Slack is asked again after 2, 4, 8 … s, about two hours in all, so that an operator has time to invite the app. */
export const NOTIFY_RETRY = { attempts: 13, firstDelayMs: 2_000, jitter: 0.5 } as const;

const DAY_S = 86_400;
const KEEP = { removeOnComplete: { age: DAY_S, count: 10_000 }, removeOnFail: { age: 30 * DAY_S } } as const;

/** How many jobs of a schedule are kept to look at; each says what the one before it said. */
export const KEEP_FEW = { removeOnComplete: { count: 10 }, removeOnFail: { count: 100 } } as const;

export type Queues = Record<QueueName, Queue>;

/** Opens the queues for adding jobs. */
export function openQueues(connection: Redis, installation: string, onError: (error: Error) => void): Queues {
  const open = (name: QueueName) => {
    const queue = new Queue(name, { connection, prefix: queuePrefix(installation, name) });
    queue.on('error', onError);
    return queue;
  };
  return {
    provision: open('provision'),
    suspend: open('suspend'),
    notify: open('notify'),
    sweep: open('sweep'),
    audit: open('audit'),
    access: open('access'),
    activity: open('activity'),
    drift: open('drift'),
    revert: open('revert'),
  };
}

type NewJob = { queue: QueueName; name: string; data: object; options: JobsOptions };

/**
 * Says which job carries out an effect. The job's id follows from the effect, so that one delivered twice is one job.
 * Of one message there is at most one job at work and one waiting, which then shows the newest state.
 */
export function jobFor(id: string, effect: Effect, provisionRetry: ProvisionRetry = PROVISION_RETRY): NewJob {
  switch (effect.kind) {
    case 'provision': {
      const { request, step, run } = effect;
      const { attempts, firstDelayMs: delay } = provisionRetry;
      return {
        queue: 'provision',
        name: step,
        data: { request, step, run } satisfies ProvisionJob,
        options: { ...KEEP, jobId: `${request}.${step}.${run}`, attempts, backoff: { type: 'custom', delay } },
      };
    }
    case 'suspend': {
      const { grant, run, again } = effect;
      const jobId = [grant, run, ...(again === undefined ? [] : [again])].join('.');
      const { attempts, firstDelayMs: delay } = provisionRetry;
      return {
        queue: 'suspend',
        name: 'suspend',
        data: { grant, run } satisfies SuspendJob,
        options: { ...KEEP, jobId, attempts, backoff: { type: 'custom', delay } },
      };
    }
    case 'revert': {
      const { drift, finding, run } = effect;
      const { attempts, firstDelayMs: delay } = provisionRetry;
      return {
        queue: 'revert',
        name: 'revert',
        data: { drift, finding, run } satisfies RevertJob,
        options: { ...KEEP, jobId: `${drift}.${run}`, attempts, backoff: { type: 'custom', delay } },
      };
    }
    case 'notify': {
      const { message, about, detail } = effect;
      const { attempts, firstDelayMs: delay, jitter } = NOTIFY_RETRY;
      return {
        queue: 'notify',
        name: message,
        data: { message, about, ...(detail === undefined ? {} : { detail }) } satisfies NotifyJob,
        options: {
          ...KEEP,
          jobId: id,
          attempts,
          backoff: { type: 'exponential', delay, jitter },
          deduplication: { id: messageKey(effect), keepLastIfActive: true },
        },
      };
    }
  }
}
