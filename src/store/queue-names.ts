/** Every queue; each has a worker in a file of its own. */
export const QUEUES = [
  'provision',
  'suspend',
  'notify',
  'sweep',
  'audit',
  'access',
  'activity',
  'drift',
  'revert',
] as const;
export type QueueName = (typeof QUEUES)[number];

/** The prefix of a queue's keys: a hash tag of its own, so that queues spread over a Redis Cluster. */
export function queuePrefix(installation: string, queue: QueueName): string {
  return `{${installation}-${queue}}`;
}
