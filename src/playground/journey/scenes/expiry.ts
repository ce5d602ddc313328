import { PEOPLE, WORKIVA_ADMIN } from '../../seed.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';
import { adminChannel, BUTTONS, messageWith, requestsChannel, wordsOf } from './looking.ts';
import { copied } from './provision.ts';

const DAY_MS = 86_400_000;
/** The request before it is the one that was escalated. */
const RENEWAL = 'REQ-5';
/** Files itself once the grant has expired. */
const CLEAN_UP = 'REQ-6';

/** Every message about the first Expires date, whatever it says by now. */
const warnings = (world: World) =>
  world.slack
    .directMessages(PEOPLE.engineer)
    .filter((message) => wordsOf(message).includes('GRANT-1 · Finance Close | nightly export'));

/** The clock moves on, and the owner is warned once. */
export async function warnScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('10. Two months later the owner is warned');
  world.clock.advance(61 * DAY_MS);
  const warning = await messageWith(world, PEOPLE.engineer, 'GRANT-1', 'loses its access', 'Renew');
  tell.sees(PEOPLE.engineer, warning);
  tell.check('the owner is warned before the grant expires', wordsOf(warning).includes('loses its access'));
}

/** The owner renews: the same approval, the same admin task, the same secret. */
export async function renewScene(world: World, tell: Narrator, clientId: string): Promise<void> {
  tell.scene('11. The owner renews it with a button');
  const ana = world.slack.as(PEOPLE.engineer);
  tell.does(PEOPLE.engineer, 'presses Renew');
  await ana.press(await messageWith(world, PEOPLE.engineer, 'GRANT-1', 'Let it expire'), BUTTONS.renew);
  const form = await world.slack.until(() => ana.modal, 'the renewal form');
  tell.sees(PEOPLE.engineer, form);
  tell.check('the form is filled in', JSON.stringify(form.values).includes('nightly ledger'));
  await ana.submit();

  tell.does(PEOPLE.secondFinance, 'presses Approve, and so does Ada Admin');
  await world.slack
    .as(PEOPLE.secondFinance)
    .press(await messageWith(world, requestsChannel, RENEWAL, 'stage 1 of 2'), BUTTONS.approve);
  const ada = world.slack.as(PEOPLE.admin);
  await ada.press(await messageWith(world, requestsChannel, RENEWAL, 'stage 2 of 2'), BUTTONS.approve);
  const task = await messageWith(world, adminChannel, RENEWAL, 'Change Expires from');
  tell.sees(PEOPLE.admin, task);

  tell.does(PEOPLE.admin, 'changes the date in Workiva and presses Done');
  world.workiva.screens.editGrant(WORKIVA_ADMIN, clientId, { expires: copied(task.blocks, 'Expires') });
  await ada.press(task, BUTTONS.taskDone);
  const renewed = await messageWith(world, PEOPLE.engineer, 'GRANT-1', 'is renewed');
  tell.sees(PEOPLE.engineer, renewed);
  tell.check('one warning was sent in all that time', warnings(world).length === 1, warnings(world).length);
  tell.check(
    'the grant is renewed and the warning says so',
    !JSON.stringify(renewed.blocks).includes(BUTTONS.letExpire),
  );
}

/** Nobody renews it again: it expires, and everybody concerned is told. */
export async function expireScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('12. A year later, without another renewal, it expires');
  world.clock.advance(400 * DAY_MS);
  const expired = await messageWith(world, PEOPLE.engineer, 'GRANT-1', 'expired on');
  tell.sees(PEOPLE.engineer, expired);
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
