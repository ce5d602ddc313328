import { PEOPLE } from '../../seed.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';
import { BUTTONS, messageWith, newestWith, requestsChannel, wordsOf } from './looking.ts';
import { sendRequest } from './request.ts';

const HOUR_MS = 3_600_000;

const BOOKINGS = {
  'Client Name': 'Finance Close | late bookings',
  'Workiva Username': 'late-bookings',
  'Given name': 'Late',
  'Family name': 'Bookings',
  Email: 'ana+late-bookings@example.com',
  Scopes: ['Spreadsheets (Write)'],
  'Why it is needed': 'Books what comes in after the close has begun.',
};

/** Nobody decides for four hours, and those who may are reminded. */
export async function remindScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('10. Nobody decides, so the clock does its work');
  tell.does(PEOPLE.engineer, 'asks to write in Finance Close, and finance is busy');
  await sendRequest(world, BOOKINGS);
  await messageWith(world, requestsChannel, 'REQ-4', 'Waiting for 1 approval');

  tell.says('Four hours pass.');
  world.clock.advance(4 * HOUR_MS);
  const reminder = await messageWith(world, PEOPLE.finance, 'REQ-4', 'has waited since');
  tell.sees(PEOPLE.finance, reminder);
  await messageWith(world, PEOPLE.secondFinance, 'REQ-4', 'has waited since');
  const early = world.slack.directMessages(PEOPLE.admin).filter((message) => wordsOf(message).includes('REQ-4'));
  tell.check('those who may decide are reminded, and nobody else', early.length === 0, early);
}

/** After two days the admins may decide as well, and do. */
export async function escalateScene(world: World, tell: Narrator): Promise<void> {
  tell.says('Two days pass.');
  world.clock.advance(44 * HOUR_MS);
  const reminder = await messageWith(world, PEOPLE.admin, 'REQ-4', 'has waited since');
  tell.sees(PEOPLE.admin, reminder);
  const escalated = await messageWith(world, requestsChannel, 'REQ-4', 'Also asked since');
  tell.check('it has gone to the admins as well', wordsOf(escalated).includes('workiva-admins'), wordsOf(escalated));

  tell.does(PEOPLE.admin, 'presses Approve, and Amir Admin approves the second stage');
  await world.slack.as(PEOPLE.admin).press(escalated, BUTTONS.approve);
  const second = await messageWith(world, requestsChannel, 'REQ-4', 'stage 2 of 2');
  await world.slack.as(PEOPLE.secondAdmin).press(second, BUTTONS.approve);
  const decided = await messageWith(world, requestsChannel, 'REQ-4', 'Approved by @Amir Admin');
  tell.sees(PEOPLE.secondAdmin, decided);
  tell.check('two different people have approved it', wordsOf(decided).includes('Approved by @Ada Admin'));
  const newest = await newestWith(world, PEOPLE.finance, 'REQ-4', 'You need do nothing');
  tell.sees(PEOPLE.finance, newest);
  tell.check('the last reminder says that nothing is left to do', wordsOf(newest).includes('You need do nothing'));
}
