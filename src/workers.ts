import { startAccess } from './jobs/access.ts';
import { ACTIVITY_EVERY_MS, startActivity } from './jobs/activity.ts';
import { startAuditHead } from './jobs/audit-head.ts';
import { startDrift } from './jobs/drift.ts';
import { createOutsideReport } from './jobs/drift-outside.ts';
import { startNotify } from './jobs/notify.ts';
import { startProvision } from './jobs/provision.ts';
import { openQueues } from './jobs/queues.ts';
import { startRelay } from './jobs/relay.ts';
import { startRevert } from './jobs/revert.ts';
import { startSuspend } from './jobs/suspend.ts';
import { startSweep } from './jobs/sweep.ts';
import type { WorkerSetup } from './jobs/worker.ts';
import type { Parts, Stages } from './parts.ts';
import { removesUsers } from './policy/schema.ts';
import { createAlert } from './slack/alerts.ts';
import { createAuditHeadPost } from './slack/audit-head.ts';
import { createColleagues } from './slack/colleagues.ts';
import { refreshHome } from './slack/home-tab.ts';
import { createMessenger } from './slack/messenger.ts';
import { SLOT_MS } from './slack/pacing.ts';
import { recheckWaiting } from './slack/use-cases/recheck.ts';
import { createPeopleIn } from './slack/use-cases/review.ts';
import { connectProducer, connectWaiting } from './store/connection.ts';
import { INSTALLATION } from './store/keys.ts';
import { createMessageRefs } from './store/message-refs.ts';
import { createOutbox } from './store/outbox.ts';
import { grantsByAdmin } from './workiva/grant-gateway.ts';
import { integrationsApi, tokenUrl, workivaHome } from './workiva/screens.ts';

/** Starts the relay, the workers and the sweep. */
export async function startWorkers(parts: Parts, stages: Stages): Promise<void> {
  const { config, policySource, store, client, directory, codes, workiva, clock, metrics, log, options } = parts;
  const { lockMs, slotMs = SLOT_MS, provisionRetry } = options;
  const lost = (err: Error) => log.warn({ err }, 'The connection to Redis has a fault');
  const producer = await connectProducer(config.redisUrl, lost);
  const [blocking, waiting] = [connectWaiting(config.redisUrl, lost), connectWaiting(config.redisUrl, lost)];
  stages.connections.push(...[producer, blocking, waiting].map((one) => ({ stop: async () => one.disconnect() })));
  const queues = openQueues(producer, INSTALLATION, lost);
  stages.queues.push(...Object.values(queues).map((queue) => ({ stop: () => queue.close() })));
  const setup: WorkerSetup = { connection: waiting, installation: INSTALLATION, log, lockMs, metrics };
  const currentPolicy = () => policySource.current().policy;
  const alert = createAlert({ client, directory, policy: currentPolicy, memory: store });
  const deliver = createMessenger({
    alert,
    client,
    store,
    refs: createMessageRefs(waiting, INSTALLATION),
    policy: currentPolicy,
    clock,
    log,
    workivaUrl: workivaHome(config.workiva),
    tokenUrl: tokenUrl(integrationsApi(config.workiva)),
    afterTelling: (person) =>
      refreshHome(person, client, { store, policy: policySource.current, directory, clock, log }),
    slotMs,
  });
  const held = () => recheckWaiting({ store, policy: policySource.current, directory, clock, codes });
  policySource.subscribe(held);
  held().catch((err) => log.warn({ err }, 'What waits could not be held against the policy; a decision looks anew'));
  const hasLeft = async (person: string) => (await directory.person(person)).standing === 'left';
  const reviewers = { hasLeft, peopleIn: createPeopleIn({ policy: policySource.current, directory }) };
  const colleaguesFor = createColleagues({ store, policy: policySource.current, directory, clock });
  stages.work.push(
    await startAuditHead(
      createAuditHeadPost({ client, store, policy: currentPolicy, clock, alert, slotMs }),
      queues,
      setup,
    ),
    await startSweep(
      {
        store,
        policy: currentPolicy,
        digest: () => policySource.current().digest,
        clock,
        colleaguesFor,
        hasLeft,
        reviewers,
      },
      queues,
      config.sweepEveryMs,
      setup,
    ),
  );
  stages.work.push(
    await startAccess({ store, clock, workiva, retry: provisionRetry }, queues, setup),
    await startActivity(
      {
        store,
        policy: currentPolicy,
        clock,
        workiva,
        ownClientId: config.workiva.access === 'api' ? config.workiva.clientId : '',
        onOutside: createOutsideReport({ store, clock, workiva }),
      },
      queues,
      options.activityEveryMs ?? ACTIVITY_EVERY_MS,
      setup,
    ),
    startRelay(createOutbox(blocking, INSTALLATION), queues, log, provisionRetry),
    startProvision(
      {
        store,
        clock,
        workiva,
        grants: grantsByAdmin,
        removeUser: () => removesUsers(currentPolicy()),
        wait: options.operationWait,
        retry: provisionRetry,
      },
      setup,
    ),
    await startDrift({ store, clock, workiva, metrics }, queues, setup),
    startSuspend({ store, clock, workiva, retry: provisionRetry }, setup),
    startRevert({ store, clock, workiva, retry: provisionRetry }, setup),
    startNotify(deliver, setup),
  );
}
