import { PEOPLE } from '../../seed.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';
import { askForToken, type Secret } from './integration.ts';
import { answerTo, BUTTONS, messageWith, wordsOf } from './looking.ts';

/** The owner goes to another team, and a colleague takes the grant over. */
export async function transferScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('14. The grant goes to another owner');
  tell.does(PEOPLE.engineer, 'types /grant transfer GRANT-1 @nia');
  await world.slack.as(PEOPLE.engineer).command('/grant transfer GRANT-1 @nia');
  const asked = await answerTo(world, PEOPLE.engineer, 'is asked whether');
  tell.sees(PEOPLE.engineer, asked.text);
  const offer = await messageWith(world, PEOPLE.newcomer, 'GRANT-1', 'Accept');
  tell.sees(PEOPLE.newcomer, offer);
  tell.check(
    'the other reads what it is before they answer',
    wordsOf(offer).includes('Finance Close | nightly export'),
    wordsOf(offer),
  );
  tell.does(PEOPLE.newcomer, 'presses Accept');
  await world.slack.as(PEOPLE.newcomer).press(offer, BUTTONS.acceptTransfer);
}

/** The new owner takes a secret of their own, which makes the former useless. */
export async function newSecretScene(world: World, tell: Narrator, former: Secret): Promise<void> {
  const nia = world.slack.as(PEOPLE.newcomer);
  await messageWith(world, PEOPLE.newcomer, 'GRANT-1', 'You accepted');
  tell.does(PEOPLE.newcomer, 'regenerates the secret in Workiva');
  const secret = world.workiva.screens.profile('nightly-export').regenerate(former.clientId);
  const [old, fresh] = [await askForToken(world, former), await askForToken(world, { ...former, secret })];
  tell.check(
    'the secret that the former owner knew is refused, and the new one works',
    old.status === 401 && fresh.status === 200,
    {
      old: old.status,
      fresh: fresh.status,
    },
  );
  await nia.command('/grant list');
  const list = await answerTo(world, PEOPLE.newcomer, former.clientId);
  tell.check('the grant is in the list of its new owner', wordsOf(list).includes('active'), wordsOf(list));
}
