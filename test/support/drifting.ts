import { DRIFT_OPTIONS } from '../../src/jobs/drift.ts';
import { CHANNELS } from '../../src/playground/seed.ts';
import type { PostedMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import { eventually, withQueues } from './faults-world.ts';
import { headerOf, textOf } from './journey.ts';

/** A night's comparison under way. `failed` waits until it is given up, and answers why. */
export type Night = { through(): Promise<void>; failed(): Promise<string>; place(): Promise<unknown> };

/** Queues a night's comparison, as the schedule does. */
export async function beginNight(world: World): Promise<Night> {
  const id = await withQueues(world, async ({ drift }) => (await drift.add('drift', {}, DRIFT_OPTIONS)).id ?? '');
  return {
    through: () =>
      withQueues(world, async ({ drift }) => {
        await eventually(
          async () => (await (await drift.getJob(id))?.isCompleted()) ?? false,
          'the night to be through',
        );
      }),
    failed: () =>
      withQueues(world, ({ drift }) =>
        eventually(async () => (await drift.getJob(id))?.failedReason, 'the night to be given up'),
      ),
    place: () => withQueues(world, async ({ drift }) => (await drift.getJob(id))?.data as unknown),
  };
}

/** Compares everything, as in a night. */
export async function night(world: World): Promise<void> {
  const { through } = await beginNight(world);
  await through();
}

/** The messages about what differs of an integration user, the oldest first. */
export const driftsOf = (world: World, username: string): PostedMessage[] =>
  world.slack.messages(CHANNELS.admin).filter((message) => headerOf(message) === `Drift · ${username}`);

/** The newest of them that says something, once it is there. */
export const driftSays = (world: World, username: string, words: string): Promise<PostedMessage> =>
  world.slack.until(
    () => driftsOf(world, username).findLast((message) => textOf(message).includes(words)),
    `“${words}” in a message about ${username}`,
  );
