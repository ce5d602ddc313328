import { setTimeout as pause } from 'node:timers/promises';
import { PEOPLE } from '../../seed.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';
import { askForToken, callWith, type Secret } from './integration.ts';
import { adminChannel, messageWith, modalOf, PATIENCE_MS, wordsOf } from './looking.ts';

const USERNAME = 'nightly-export';
const WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 10;
/** What Workiva answers when it does not know who is calling. */
const UNKNOWN = 401;

/** Looks again and again, because what happens in Workiva is no change of Slack. */
async function becomes(world: World, status: 'active' | 'suspended'): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (world.workiva.userNamed(USERNAME)?.status !== status) {
    if (Date.now() > until) throw new Error(`Waited in vain for ${USERNAME} to be ${status}.`);
    await pause(LOOK_EVERY_MS);
  }
}

/** The owner stops the grant, and Workiva refuses its integration within seconds. */
export async function stopScene(world: World, tell: Narrator, known: Secret): Promise<void> {
  tell.scene('13. The secret has leaked: the emergency stop');
  const { token = '' } = await askForToken(world, known);
  const before = await callWith(world, token);
  tell.check('until now Workiva knows the token of the integration', before !== UNKNOWN, before);

  const ana = world.slack.as(PEOPLE.engineer);
  tell.does(PEOPLE.engineer, 'types /grant suspend GRANT-1');
  await ana.command('/grant suspend GRANT-1');
  const question = await modalOf(world, PEOPLE.engineer, 'the one question before the stop');
  tell.sees(PEOPLE.engineer, question);
  tell.does(PEOPLE.engineer, 'presses Suspend now');
  const began = Date.now();
  await ana.submit({ 'Why it has to stop': 'Its secret is in a public repository.' });
  await becomes(world, 'suspended');
  const ms = Date.now() - began;
  tell.says(`The integration user is suspended in Workiva after ${ms} ms.`);
  tell.check('without any approval the integration user is suspended within seconds', ms < WITHIN_MS, ms);
  const [call, again] = [await callWith(world, token), (await askForToken(world, known)).status];
  tell.check('a call with its token is refused, and it gets no other', call === UNKNOWN && again === UNKNOWN, {
    call,
    again,
  });
  const told = await messageWith(world, adminChannel, 'GRANT-1 · suspended', 'Workiva refuses its integration user');
  tell.sees(PEOPLE.admin, told);
  tell.check('the admins read who stopped it, and why', wordsOf(told).includes('public repository'), wordsOf(told));
}

/** An admin who does not own it lets it work again. */
export async function reinstateScene(world: World, tell: Narrator, known: Secret): Promise<void> {
  const ada = world.slack.as(PEOPLE.admin);
  tell.does(PEOPLE.admin, 'types /grant reinstate GRANT-1, and says why');
  await ada.command('/grant reinstate GRANT-1');
  await modalOf(world, PEOPLE.admin, 'the question why it may work again');
  await ada.submit({ 'Why it may work again': 'The repository is private again, and the secret was never used.' });
  await becomes(world, 'active');
  const { status } = await askForToken(world, known);
  tell.check('an admin has let it work again', status === 200, status);
}
