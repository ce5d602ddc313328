import { PEOPLE } from '../../seed.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';
import { askForToken, type Secret } from './integration.ts';
import { answerTo, BUTTONS, messageWith } from './looking.ts';

/** The scopes that were approved, as OAuth names them. */
const APPROVED_OAUTH = 'file:read file:write';

/** The owner is told how to collect the secret, does so in Workiva, and the grant works. */
export async function collectScene(world: World, tell: Narrator, clientId: string): Promise<Secret> {
  tell.scene('7. The owner collects the secret, in Workiva alone');
  const handOver = await messageWith(world, PEOPLE.engineer, 'GRANT-1 is live', 'Regenerate');
  tell.sees(PEOPLE.engineer, handOver);

  tell.does(PEOPLE.engineer, 'signs in to Workiva as the integration user and presses Regenerate');
  const secret = world.workiva.screens.profile('nightly-export').regenerate(clientId);
  const { scope, status } = await askForToken(world, { clientId, secret });
  tell.says(`Workiva issues a token for ${scope}`);
  tell.check(
    'the integration gets a token with the scopes that were approved, and no others',
    scope === APPROVED_OAUTH,
    { status, scope },
  );

  tell.does(PEOPLE.engineer, 'presses Collected');
  await world.slack.as(PEOPLE.engineer).press(handOver, BUTTONS.collected);
  await messageWith(world, PEOPLE.engineer, 'GRANT-1 is live', 'Collected,');
  const everything = JSON.stringify(world.slack.calls) + JSON.stringify(world.workiva.calls);
  tell.check('the secret has passed through neither Slack nor Grantdesk', !everything.includes(secret));
  return { clientId, secret };
}

/** `/grant list` shows the grant as active. */
export async function listScene(world: World, tell: Narrator, clientId: string): Promise<void> {
  tell.does(PEOPLE.engineer, 'types /grant list');
  await world.slack.as(PEOPLE.engineer).command('/grant list');
  const list = await answerTo(world, PEOPLE.engineer, 'GRANT-1');
  tell.sees(PEOPLE.engineer, list);
  const words = JSON.stringify(list.blocks);
  tell.check(
    'the grant is listed as active, with its client ID',
    words.includes('*active*') && words.includes(clientId),
  );
}
