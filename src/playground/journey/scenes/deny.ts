import { PEOPLE } from '../../seed.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';
import { BUTTONS, messageWith, modalOf, requestsChannel, wordsOf } from './looking.ts';
import { sendRequest } from './request.ts';

const TRIAL = {
  Workspace: 'Sandbox',
  'Client Name': 'Sandbox | trial load',
  'Workiva Username': 'trial-load',
  'Given name': 'Trial',
  'Family name': 'Load',
  Email: 'ana+trial-load@example.com',
  Scopes: ['Spreadsheets (Read)', 'Spreadsheets (Write)'],
  'Why it is needed': 'Tries the nightly load on a copy, before it touches the close.',
};
const REASON = 'Reading is enough to try it. Ask for Spreadsheets (Read) only.';

/** An admin denies a request, and its requester reads why. */
export async function denyScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('9. A denial says what would have to change');
  tell.does(PEOPLE.engineer, 'asks to read and write in the sandbox');
  await sendRequest(world, TRIAL);
  const ada = world.slack.as(PEOPLE.admin);
  const message = await messageWith(world, requestsChannel, 'REQ-2', 'Waiting for 1 approval');

  tell.does(PEOPLE.admin, 'presses Deny, and says why');
  await ada.press(message, BUTTONS.deny);
  await modalOf(world, PEOPLE.admin, 'the question for the reason');
  await ada.submit({ 'Why it is denied': REASON });
  const denial = await messageWith(world, PEOPLE.engineer, 'REQ-2 was denied by @Ada Admin');
  tell.sees(PEOPLE.engineer, denial);
  tell.check('the requester reads the reason', wordsOf(denial).includes(REASON), wordsOf(denial));
}

/** The requester asks again, with what had to change, and is approved. */
export async function askAgainScene(world: World, tell: Narrator): Promise<void> {
  const ana = world.slack.as(PEOPLE.engineer);
  tell.does(PEOPLE.engineer, 'presses Ask again');
  await ana.press(await messageWith(world, PEOPLE.engineer, 'REQ-2 was denied by'), BUTTONS.askAgain);
  const form = await modalOf(world, PEOPLE.engineer, 'the form, filled in');
  tell.sees(PEOPLE.engineer, form);
  const held = JSON.stringify(form.values);
  const typed = [TRIAL['Client Name'], TRIAL['Workiva Username'], TRIAL.Email, TRIAL['Why it is needed']];
  tell.check(
    'the form holds all that was asked for',
    [...typed, ...TRIAL.Scopes].every((one) => held.includes(one)),
    form.values,
  );
  tell.check('the reason stands above it', JSON.stringify(form.view.blocks).includes(REASON));

  tell.does(PEOPLE.engineer, 'takes the one scope away and sends it');
  await ana.submit({ Scopes: ['Spreadsheets (Read)'] });
  tell.does(PEOPLE.admin, 'presses Approve');
  const again = await messageWith(world, requestsChannel, 'REQ-3', 'Waiting for 1 approval');
  await world.slack.as(PEOPLE.admin).press(again, BUTTONS.approve);
  const decided = await messageWith(world, requestsChannel, 'REQ-3', 'Approved by @Ada Admin');
  tell.check('asked again, it is approved', wordsOf(decided).includes('Sandbox | trial load'));
}
