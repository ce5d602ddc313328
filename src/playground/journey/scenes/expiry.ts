import { PEOPLE, WORKIVA_ADMIN } from '../../seed.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';
import { adminChannel, BUTTONS, messageWith, modalOf, requestsChannel, wordsOf } from './looking.ts';
import { copied } from './provision.ts';

const DAY_MS = 86_400_000;
/** The two before it are the one that came to nothing, and what took it back. */
const RENEWAL = 'REQ-8';
/** Files itself once the grant has expired. */
const CLEAN_UP = 'REQ-9';

/** Who owns it by now. */
const OWNER = PEOPLE.newcomer;
const WARNING = /GRANT-1 · Finance Close \| nightly export (expires on|is renewed)/;

/** Every message about the first Expires date, whatever it says by now. */
const warnings = (world: World) =>
  world.slack.directMessages(OWNER).filter((message) => WARNING.test(wordsOf(message)));

/** The clock moves on, and the owner is warned once. */
export async function warnScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('17. Two months later the new owner is warned');
  world.clock.advance(61 * DAY_MS);
  const warning = await messageWith(world, OWNER, 'GRANT-1', 'loses its access', 'Renew');
  tell.sees(OWNER, warning);
  tell.check('who owns it now is warned before the grant expires', wordsOf(warning).includes('loses its access'));
}

/** The owner renews. What only reads is approved by an admin alone. */
export async function renewScene(world: World, tell: Narrator, clientId: string): Promise<void> {
  tell.scene('18. The owner renews it with a button');
  const nia = world.slack.as(OWNER);
  tell.does(OWNER, 'presses Renew');
  await nia.press(await messageWith(world, OWNER, 'GRANT-1', 'Let it expire'), BUTTONS.renew);
  const form = await modalOf(world, OWNER, 'the renewal form');
  tell.sees(OWNER, form);
  tell.check('the form is filled in', JSON.stringify(form.values).includes('nightly ledger'));
  await nia.submit();

  tell.does(PEOPLE.admin, 'presses Approve');
  const ada = world.slack.as(PEOPLE.admin);
  await ada.press(await messageWith(world, requestsChannel, RENEWAL, 'Waiting for 1 approval'), BUTTONS.approve);
  const task = await messageWith(world, adminChannel, RENEWAL, 'Change Expires from');
  tell.sees(PEOPLE.admin, task);

  tell.does(PEOPLE.admin, 'changes the date in Workiva and presses Done');
  world.workiva.screens.editGrant(WORKIVA_ADMIN, clientId, { expires: copied(task.blocks, 'Expires') });
  await ada.press(task, BUTTONS.taskDone);
  const renewed = await messageWith(world, OWNER, 'GRANT-1', 'is renewed');
  tell.sees(OWNER, renewed);
  tell.check('one warning was sent in all that time', warnings(world).length === 1, warnings(world).length);
  tell.check(
    'the grant is renewed and the warning says so',
    !JSON.stringify(renewed.blocks).includes(BUTTONS.letExpire),
  );
}

/** Nobody renews it again: it expires, and everybody concerned is told. */
export async function expireScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('19. A year later, without another renewal, it expires');
  world.clock.advance(400 * DAY_MS);
  const expired = await messageWith(world, OWNER, 'GRANT-1', 'expired on');
  tell.sees(OWNER, expired);
  const admins = await messageWith(world, adminChannel, 'GRANT-1', 'expired on', 'delete its entry in Workiva');
  tell.sees(PEOPLE.admin, admins);
  const task = await messageWith(world, adminChannel, CLEAN_UP, 'Client ID');
  tell.sees(PEOPLE.admin, task);
  tell.check(
    'owner and admins are told, and an admin is asked to delete its entry in Workiva',
    JSON.stringify(task.blocks).includes(BUTTONS.taskDone),
    task,
  );
}
