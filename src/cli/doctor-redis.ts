import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { auditState } from '../store/audit.ts';
import { walkChain } from '../store/audit-chain.ts';
import { redisFaults } from '../store/connection.ts';
import { QUEUES, queuePrefix } from '../store/queue-names.ts';
import { type Finding, findings } from './doctor-findings.ts';
import type { StoreIo } from './io.ts';
import { UnusableError } from './run-with.ts';
import { type Opened, withRedis } from './with-redis.ts';

/** So many of the newest audit events are recomputed; `audit verify` recomputes all. */
const NEWEST = 1_000;

const redisArea = findings('Redis');
const queueArea = findings('Queues');
const auditArea = findings('Audit trail');

/** Looks at Redis, and at what is kept and queued in it. */
export async function examineRedis(io: StoreIo): Promise<Finding[]> {
  try {
    return await withRedis(io, async (opened) => [
      ...(await examineServer(opened.redis)),
      ...(await examineQueues(opened, io.installation)),
      await examineAudit(opened),
    ]);
  } catch (error) {
    if (error instanceof UnusableError) return error.faults.map(redisArea.fault);
    throw error;
  }
}

async function examineServer(redis: Redis): Promise<Finding[]> {
  const version = /^(?:valkey|redis)_version:(\S+)/m.exec(await redis.info('server'))?.[1] ?? 'unknown';
  const faults = await redisFaults(redis);
  return [
    redisArea.ok(`It can be reached, version ${version}.`),
    ...faults.map(redisArea.fault),
    ...(faults.length === 0 ? [redisArea.ok('It keeps what it is told: AOF is on, and nothing is evicted.')] : []),
  ];
}

async function examineQueues({ redis, keys }: Opened, installation: string): Promise<Finding[]> {
  const counted = await Promise.all(
    QUEUES.map(async (name) => ({ name, ...(await countsOf(redis, installation, name)) })),
  );
  const waiting = counted.reduce((sum, { waiting: count }) => sum + count, 0);
  const failed = counted.filter(({ failed: count }) => count > 0);
  const untold = await redis.xlen(keys.outbox);
  const words = failed.map(({ name, failed: count }) => `${name} ${count}`).join(', ');
  return [
    queueArea.ok(`Jobs that wait or run, those on a schedule among them: ${waiting}.`),
    failed.length === 0
      ? queueArea.ok('No job has failed in the last 30 days.')
      : queueArea.warning(`Jobs that failed in the last 30 days: ${words}. The log of that time says why.`),
    untold === 0
      ? queueArea.ok('Nothing waits in the outbox.')
      : queueArea.warning(
          `Effects that wait in the outbox: ${untold}. If they still do in a minute, start a process with GRANTDESK_ROLE=all or worker.`,
        ),
  ];
}

async function countsOf(connection: Redis, installation: string, name: (typeof QUEUES)[number]) {
  // Without its own look at Redis, which writes what is found here anyway between the findings.
  const options = { skipMetasUpdate: true, skipVersionCheck: true };
  const queue = new Queue(name, { connection, prefix: queuePrefix(installation, name), ...options });
  const { waiting = 0, active = 0, delayed = 0, failed = 0 } = await queue.getJobCounts();
  await queue.close();
  return { waiting: waiting + active + delayed, failed };
}

/** Recomputes the end of the chain, up to its head. */
async function examineAudit({ redis, keys }: Opened): Promise<Finding> {
  const { head, length } = await auditState(redis, keys);
  const entries = await redis.lrange(keys.audit, Math.max(0, length - NEWEST), length - 1);
  if (head.seq === 0 && entries.length === 0) return auditArea.ok('There is no event yet.');
  const { anchor, last, faults } = await walkChain(each(entries));
  const [first] = faults;
  if (first) return auditArea.fault(`${first.sentence} Find out all of it with: npx grantdesk audit verify`);
  if (last.seq !== head.seq || last.hash !== head.hash) {
    return auditArea.fault('Its end is not the head that was sealed last. Find out with: npx grantdesk audit verify');
  }
  return auditArea.ok(`Sound from event ${anchor.seq + 1} to its head, event ${head.seq}.`);
}

async function* each(entries: readonly string[]): AsyncGenerator<string> {
  yield* entries;
}
