import type { EphemeralMessage } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import { textOf } from './journey.ts';

/**
 * What only this person sees of what is done here: the first such message after it that says the words, or any where
 * none are given. What they were shown before does not count, so the answer is never an older one.
 */
export async function answerTo(
  world: Pick<World, 'slack'>,
  by: string,
  act: () => Promise<unknown>,
  words = '',
): Promise<EphemeralMessage> {
  const person = world.slack.as(by);
  const before = new Set(person.ephemerals.map(({ ts }) => ts));
  await act();
  return world.slack.until(
    () => person.ephemerals.find((one) => !before.has(one.ts) && textOf(one).includes(words)),
    `${by} to be told "${words}"`,
  );
}

/** Types a command and answers what only this person sees then. */
export const said = (world: Pick<World, 'slack'>, by: string, command: string, words?: string) =>
  answerTo(world, by, () => world.slack.as(by).command(command), words);
