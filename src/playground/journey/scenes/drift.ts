import { PEOPLE, WORKIVA_ADMIN } from '../../seed.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';
import { readActivityLog } from './at-work.ts';
import { askForToken, type Secret } from './integration.ts';
import { adminChannel, BUTTONS, messageWith, wordsOf } from './looking.ts';

const USERNAME = 'nightly-export';
const HEADER = `Drift · ${USERNAME}`;

/** Somebody changes the integration user in Workiva's own screens, and the admins hear of it. */
export async function driftScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('12. Somebody changes the integration user behind Grantdesk’s back');
  tell.does(PEOPLE.admin, 'tidies up in Workiva, and suspends a user that she does not know');
  world.workiva.screens.suspendUser(WORKIVA_ADMIN, USERNAME);
  await readActivityLog(world);
  const found = await messageWith(world, adminChannel, HEADER, 'is suspended in Workiva');
  tell.sees(PEOPLE.secondAdmin, found);
  const words = wordsOf(found);
  tell.check('the admins read what differs, and who did it', words.includes('Ada Admin: Suspend user'), words);
  tell.check('Grantdesk changes nothing by itself', world.workiva.userNamed(USERNAME)?.status === 'suspended');
}

/** Another admin makes it as it was approved. */
export async function revertScene(world: World, tell: Narrator, known: Secret): Promise<void> {
  tell.does(PEOPLE.secondAdmin, 'presses Revert');
  const found = await messageWith(world, adminChannel, HEADER, 'is suspended in Workiva');
  await world.slack.as(PEOPLE.secondAdmin).press(found, BUTTONS.revert);
  const settled = await messageWith(world, adminChannel, HEADER, 'Reverted by @Amir Admin');
  tell.sees(PEOPLE.secondAdmin, settled);
  const { status } = await askForToken(world, known);
  tell.check('the integration user is active again, and the integration gets a token', status === 200, status);
}
