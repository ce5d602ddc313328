import type { Queue } from 'bullmq';
import { openQueues } from './jobs/queues.ts';
import type { Running } from './jobs/running.ts';
import { startAdminServer } from './observability/admin-server.ts';
import type { StoredFacts } from './observability/metrics.ts';
import { createQueueBoard } from './observability/queue-board.ts';
import type { Parts } from './parts.ts';
import { INSTALLATION } from './store/keys.ts';
import { createTallies } from './store/tallies.ts';

/** Serves the metrics and the queue board to operators. `port` is where. */
export async function startAdmin({
  config,
  redis,
  metrics,
  log,
}: Pick<Parts, 'config' | 'redis' | 'metrics' | 'log'>): Promise<Running & { port: number }> {
  const queues = openQueues(redis, INSTALLATION, (err) => log.warn({ err }, 'The connection to Redis has a fault'));
  const close = () => Promise.all(Object.values(queues).map((queue) => queue.close()));
  const tallies = createTallies(redis, INSTALLATION);
  const depth = async (name: string, queue: Queue) =>
    [name, await queue.getJobCounts('waiting', 'active', 'delayed', 'failed')] as const;
  const stored = async (): Promise<StoredFacts> => {
    const depths = Promise.all(Object.entries(queues).map(([name, queue]) => depth(name, queue)));
    const [counts, rest] = await Promise.all([depths, tallies()]);
    return { queues: Object.fromEntries(counts), ...rest };
  };
  try {
    const server = await startAdminServer({
      ...config.admin,
      metrics: () => metrics.expose(stored),
      board: createQueueBoard(Object.values(queues)),
      onError: (err) => log.error({ err }, 'The metrics could not be gathered'),
    });
    return {
      port: server.port,
      async stop() {
        await server.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
