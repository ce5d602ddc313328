import { randomUUID } from 'node:crypto';
import type { Job } from 'bullmq';
import { MessageKind, notify } from '../../domain/effects.ts';
import { DRIFT_OPTIONS } from '../../jobs/drift.ts';
import { jobFor, openQueues, QUEUES, type QueueName } from '../../jobs/queues.ts';
import { connectWaiting } from '../../store/connection.ts';
import type { JobView } from './contract.ts';

const STATES = ['waiting', 'active', 'delayed', 'failed', 'completed'] as const;
const MOST: Record<QueueName, number> = {
  provision: 40,
  suspend: 10,
  notify: 40,
  sweep: 2,
  audit: 2,
  access: 2,
  activity: 2,
  drift: 2,
  revert: 10,
};

export type JobReader = ReturnType<typeof createJobReader>;

/** Reads the jobs of all queues. `at` tells a moment of the machine's clock in the playground's time. */
export function createJobReader(redisUrl: string, installation: string, at: (machineMs: number) => string) {
  const connection = connectWaiting(redisUrl, () => undefined);
  const queues = openQueues(connection, installation, () => undefined);

  async function jobsIn(queue: QueueName, state: (typeof STATES)[number]): Promise<JobView[]> {
    const jobs = await queues[queue].getJobs([state], 0, MOST[queue] - 1);
    // A job may be gone between the look at the list and the look at the job.
    return jobs.filter(Boolean).map((job) => viewOf(job, queue, state, at));
  }

  return {
    /** Newest last. */
    async read(): Promise<JobView[]> {
      const lists = await Promise.all(QUEUES.flatMap((queue) => STATES.map((state) => jobsIn(queue, state))));
      return lists.flat().sort((one, other) => one.at.localeCompare(other.at) || one.id.localeCompare(other.id));
    },
    /** Queues messages, by their keys, to be rendered anew. */
    async refresh(messageKeys: readonly string[]): Promise<void> {
      for (const key of messageKeys) {
        const { about, message, detail } = nameOf(key);
        const effect = notify(message, about, detail);
        const { queue, name, data, options } = jobFor(`${key}.${randomUUID()}`, effect);
        await queues[queue].add(name, data, options);
      }
    },
    readActivityLog: () => queues.activity.add('activity', {}, { removeOnComplete: { count: 10 } }),
    compareWithWorkiva: () => queues.drift.add('drift', {}, DRIFT_OPTIONS),
    async stop(): Promise<void> {
      // First, so that a look that waits for a Redis that is away ends too.
      connection.disconnect();
      await Promise.all(Object.values(queues).map((queue) => queue.close().catch(() => undefined)));
    },
  };
}

/** What a message is about may have dots in it, such as a username. */
function nameOf(key: string) {
  const parts = key.split('.');
  const at = parts.findIndex((part, index) => index > 0 && MessageKind.safeParse(part).success);
  const detail = parts.slice(at + 1).join('.');
  return {
    about: parts.slice(0, at).join('.'),
    message: MessageKind.parse(parts[at]),
    detail: detail === '' ? undefined : detail,
  };
}

function viewOf(job: Job, queue: QueueName, state: string, at: (machineMs: number) => string): JobView {
  return {
    queue,
    id: job.id ?? '',
    name: job.name,
    state,
    attempts: job.attemptsMade,
    data: job.data,
    ...(job.failedReason && { failedReason: job.failedReason }),
    at: at(job.finishedOn ?? job.processedOn ?? job.timestamp),
  };
}
