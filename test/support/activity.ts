import type { World } from '../../src/playground/world.ts';
import { eventually, withQueues } from './faults-world.ts';
import type { Live } from './journey.ts';

/** Has the activity log read on now, and waits until that is through. */
export const readActivityLog = (world: World): Promise<void> =>
  withQueues(world, async ({ activity }) => {
    const { id = '' } = await activity.add('activity', {});
    const isThrough = async () => (await (await activity.getJob(id))?.isCompleted()) ?? false;
    await eventually(isThrough, 'the activity log to be read');
  });

/** Collects the secret of a grant in Workiva, and answers how its integration calls Workiva with it. */
export function integrationOf(world: World, { username, clientId }: Live): () => Promise<void> {
  const secret = world.workiva.screens.profile(username).regenerate(clientId);
  const { useGrant: callWith } = world.workiva;
  return async () => {
    const used = await callWith(clientId, secret);
    if (!used.ok) throw new Error(`Workiva refused the grant: ${used.status} ${used.message}`);
  };
}
