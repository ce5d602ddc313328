import { Queue, QueueEvents } from 'bullmq';
import { connectWaiting } from '../../../store/connection.ts';
import { INSTALLATION } from '../../../store/keys.ts';
import { queuePrefix } from '../../../store/queue-names.ts';
import { PEOPLE } from '../../seed.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';
import type { Secret } from './integration.ts';
import { answerTo, messageWith, PATIENCE_MS, wordsOf } from './looking.ts';

/** The integration works with its grant, and the owner can see when it last did. */
export async function workScene(world: World, tell: Narrator, { clientId, secret }: Secret): Promise<void> {
  tell.scene('8. The integration uses its grant');
  const { useGrant: letWork } = world.workiva;
  const used = await letWork(clientId, secret);
  tell.check('Workiva takes a call of the integration', used.ok, used);
  if (used.ok) tell.says(`The integration calls ${used.call}, and Workiva writes that into its activity log.`);
  await readActivityLog(world);

  tell.does(PEOPLE.engineer, 'types /grant show GRANT-1');
  await world.slack.as(PEOPLE.engineer).command('/grant show GRANT-1');
  const shown = await answerTo(world, PEOPLE.engineer, 'Last use');
  const line = wordsOf(shown).match(/Last use[^"]*/)?.[0] ?? '';
  tell.sees(PEOPLE.engineer, line);
  tell.check('the owner sees when it was last used', /\d{4}-\d{2}-\d{2}/.test(line), line);

  tell.does(PEOPLE.engineer, 'has tested it with npx grantdesk verify-grant, and types /grant verified GRANT-1 works');
  await world.slack.as(PEOPLE.engineer).command('/grant verified GRANT-1 works');
  const tested = await messageWith(world, PEOPLE.engineer, 'GRANT-1 is live', 'it works as approved');
  tell.check('the message on the grant says that it was tested', wordsOf(tested).includes('Tested by @Ana Engineer'));
}

/** Has Workiva's activity log read on now, as Grantdesk does by itself every ten minutes, and waits until it is. */
export async function readActivityLog(world: World): Promise<void> {
  const connection = connectWaiting(world.redis.url, () => undefined);
  const prefix = queuePrefix(INSTALLATION, 'activity');
  const queue = new Queue('activity', { connection, prefix });
  const events = new QueueEvents('activity', { connection, prefix });
  try {
    await events.waitUntilReady();
    const job = await queue.add('activity', {});
    await job.waitUntilFinished(events, PATIENCE_MS);
  } finally {
    await Promise.all([events.close(), queue.close()]);
    connection.disconnect();
  }
}
