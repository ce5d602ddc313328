import { PEOPLE, WORKIVA_ADMIN } from '../../seed.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';
import { askForToken, type Secret } from './integration.ts';
import { adminChannel, BUTTONS, messageWith, modalOf, modalSaying, requestsChannel, wordsOf } from './looking.ts';
import { copied } from './provision.ts';

const NARROWING = 'REQ-5';

/** The owner gives up a scope that is not needed, and nobody has to approve that. */
export async function narrowScene(world: World, tell: Narrator, known: Secret): Promise<void> {
  tell.scene('11. The owner gives up what is not needed');
  const ana = world.slack.as(PEOPLE.engineer);
  tell.does(PEOPLE.engineer, 'types /grant change GRANT-1');
  await ana.command('/grant change GRANT-1');
  await modalOf(world, PEOPLE.engineer, 'the form to change the grant');
  tell.does(PEOPLE.engineer, 'unticks Spreadsheets (Write) and presses Change');
  await ana.submit({ Scopes: ['Spreadsheets (Read)'] });
  const notice = await modalSaying(world, PEOPLE.engineer, NARROWING);
  tell.sees(PEOPLE.engineer, notice);
  const said = JSON.stringify(notice.view.blocks);
  tell.check('what is taken away is done at once, and nobody has to approve it', said.includes('Done at once'), said);
  await ana.close();

  const task = await messageWith(world, adminChannel, NARROWING, 'Change Scopes');
  tell.sees(PEOPLE.admin, task);
  tell.does(PEOPLE.admin, 'takes the scope away in Workiva and presses Done');
  const scopes = copied(task.blocks, 'Scopes (new)').split(', ');
  world.workiva.screens.editGrant(WORKIVA_ADMIN, known.clientId, { scopes });
  await world.slack.as(PEOPLE.admin).press(task, BUTTONS.taskDone);
  await messageWith(world, adminChannel, NARROWING, 'Done by @Ada Admin');
  const asked = world.slack.messages(requestsChannel).filter((message) => wordsOf(message).includes(NARROWING));
  tell.check('no approver was asked', asked.length === 0, asked);
  const { scope, status } = await askForToken(world, known);
  tell.check('the same secret now gets a token that can only read', scope === 'file:read', { status, scope });
}
