import { Queue } from 'bullmq';
import { QUEUES, queuePrefix } from './jobs/queues.ts';
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
  const queues = QUEUES.map((name) => {
    // These only look, and what is wrong with Redis's settings has been told already.
    const looking = { skipMetasUpdate: true, skipVersionCheck: true };
    const queue = new Queue(name, { connection: redis, prefix: queuePrefix(INSTALLATION, name), ...looking });
    return queue.on('error', (err) => log.warn({ err, queue: name }, 'The queue board lost touch with Redis'));
  });
  const close = () => Promise.all(queues.map((queue) => queue.close()));
  const tallies = createTallies(redis, INSTALLATION);
  const depth = async (queue: Queue) =>
    [queue.name, await queue.getJobCounts('waiting', 'active', 'delayed', 'failed')] as const;
  const stored = async (): Promise<StoredFacts> => {
    const depths = Promise.all(queues.map(depth));
    const [counts, rest] = await Promise.all([depths, tallies()]);
    return { queues: Object.fromEntries(counts), ...rest };
  };
  try {
    const server = await startAdminServer({
      ...config.admin,
      metrics: () =>
        metrics.expose(() =>
          stored().catch((err: unknown) => {
            log.warn({ err }, 'What is stored could not be counted for the metrics');
            throw err;
          }),
        ),
      board: createQueueBoard(queues),
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
