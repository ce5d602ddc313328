import { PEOPLE } from '../../seed.ts';
import type { PostedMessage } from '../../slack/types.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';
import { answerTo, BUTTONS, messageWith, modalOf, modalSaying, requestsChannel, wordsOf } from './looking.ts';
import { APPROVED } from './request.ts';

/** Neither a stranger nor the requester can approve. */
export async function refuseOutsidersScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('2. Only approvers can decide');
  const message = await messageWith(world, requestsChannel, 'REQ-1', 'Approve');

  tell.does(PEOPLE.newcomer, 'presses Approve');
  await world.slack.as(PEOPLE.newcomer).press(message, BUTTONS.approve);
  const stranger = await answerTo(world, PEOPLE.newcomer, 'cannot decide');
  tell.sees(PEOPLE.newcomer, stranger.text);
  tell.check('somebody who is no approver is told who decides', stranger.text.includes('finance'), stranger.text);

  tell.does(PEOPLE.engineer, 'presses Approve on her own request');
  await world.slack.as(PEOPLE.engineer).press(message, BUTTONS.approve);
  const own = await answerTo(world, PEOPLE.engineer, 'your own request');
  tell.sees(PEOPLE.engineer, own.text);
  tell.check('nobody decides on their own request', own.text.includes('Somebody else'), own.text);
}

/** Finance takes a scope away and approves the rest. */
export async function approveLessScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('3. The first stage approves less than was asked for');
  const finn = world.slack.as(PEOPLE.finance);
  tell.does(PEOPLE.finance, 'presses Approve with less');
  await finn.press(await messageWith(world, requestsChannel, 'REQ-1'), BUTTONS.approveLess);
  const modal = await modalOf(world, PEOPLE.finance, 'what of it is approved');
  tell.sees(PEOPLE.finance, modal);
  const held = JSON.stringify(modal.values);
  tell.check('all that was asked for stands there, to take away from', held.includes('Files (Write)'), modal.values);

  tell.does(PEOPLE.finance, 'unticks Files (Write) and approves the rest');
  await finn.submit({ Scopes: APPROVED });
  const difference = await messageWith(world, PEOPLE.engineer, 'approved less of REQ-1');
  tell.sees(PEOPLE.engineer, difference);
  const words = wordsOf(difference);
  tell.check('the requester is told the difference', words.includes('without Files (Write)'), words);
}

/** A Workiva admin approves the second stage. */
export async function approveScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('4. The second stage approves');
  const nudge = await messageWith(world, requestsChannel, 'REQ-1 now waits for');
  tell.sees(PEOPLE.admin, nudge);
  tell.check('the next stage is told in the thread', nudge.threadTs !== undefined);

  const second = await messageWith(world, requestsChannel, 'REQ-1', 'stage 2 of 2');
  tell.check('it decides on what is left', wordsOf(second).includes('Less than was asked for'), wordsOf(second));
  await lookAhead(world, tell, second);
  tell.does(PEOPLE.admin, 'presses Approve');
  await world.slack.as(PEOPLE.admin).press(second, BUTTONS.approve);
  const decided = await messageWith(
    world,
    requestsChannel,
    'REQ-1',
    'Approved by @Finn Finance',
    'Approved by @Ada Admin',
  );
  tell.sees(PEOPLE.admin, decided);
  tell.check(
    'the message becomes the decision: who and when, without buttons',
    !JSON.stringify(decided.blocks).includes(BUTTONS.approve),
  );
}

/** Before deciding, the admin looks what an approval leads to in Workiva. */
async function lookAhead(world: World, tell: Narrator, message: PostedMessage): Promise<void> {
  const ada = world.slack.as(PEOPLE.admin);
  tell.does(PEOPLE.admin, 'presses What will happen?');
  await ada.press(message, BUTTONS.plan);
  const plan = await modalSaying(world, PEOPLE.admin, 'once it is approved');
  tell.sees(PEOPLE.admin, plan);
  const said = JSON.stringify(plan.view.blocks);
  const steps = ['Create the integration user nightly-export', 'Give it Creator', 'An admin creates the API grant'];
  tell.check(
    'the approver sees every step that an approval leads to',
    steps.every((step) => said.includes(step)),
    said,
  );
  tell.check('nothing of it is done by looking', world.workiva.userNamed('nightly-export') === undefined);
  await ada.close();
}
