import { PEOPLE } from '../../seed.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';
import { adminChannel, BUTTONS, messageWith, PATIENCE_MS, wordsOf } from './looking.ts';
import { sendRequest } from './request.ts';

const DAY_MS = 86_400_000;
const FAILING = 'REQ-6';
const UNDOING = 'REQ-7';
const REFUSAL = 'The role is reserved for employees.';

const REPORT = {
  'What is the integration to do?': ['Read spreadsheets'],
  Workspace: 'Sandbox',
  'Client Name': 'Sandbox | weekly report',
  'Workiva Username': 'weekly-report',
  'Given name': 'Weekly',
  'Family name': 'Report',
  Email: 'ana+weekly-report@example.com',
  Scopes: ['Spreadsheets (Read)'],
  'Why more than the tasks need': '',
  'Roles in the workspace': ['Viewer'],
  'Why it is needed': 'Sends the checklist to the team once a week.',
};

/** A request is half done when Workiva refuses a step. */
export async function failScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('15. Workiva refuses a step of another request');
  const expires = new Date(world.clock.now().getTime() + 20 * DAY_MS).toISOString().slice(0, 10);
  const roles = { method: 'POST', path: /\/roles\/assignment$/ };
  world.workiva.faults.answer(roles, { status: 400, message: REFUSAL });
  tell.does(PEOPLE.engineer, 'asks to read in the sandbox for less than a month, which the policy grants at once');
  await sendRequest(world, { ...REPORT, Expires: expires });
  const failure = await messageWith(world, adminChannel, `${FAILING} needs an admin`, 'reserved for employees');
  tell.sees(PEOPLE.admin, failure);
  const there = world.workiva.userNamed(REPORT['Workiva Username']);
  tell.check('the admins read why it stopped, when half of it is done', there !== undefined);
  const words = wordsOf(failure);
  tell.check('what Undo takes back is said before it is pressed', words.includes('the user weekly-report is removed'));
}

/** An admin gives it up, and what it has done is taken back. */
export async function undoScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('16. It is given up, and leaves nothing behind');
  tell.does(PEOPLE.admin, 'presses Undo');
  const failure = await messageWith(world, adminChannel, `${FAILING} needs an admin`);
  await world.slack.as(PEOPLE.admin).press(failure, BUTTONS.giveUp);
  const told = await messageWith(world, PEOPLE.engineer, `gave up ${FAILING}`);
  tell.sees(PEOPLE.engineer, told);
  const left = () => ({
    user: world.workiva.userNamed(REPORT['Workiva Username'])?.inOrganization === true,
    memberships: world.workiva.memberships.filter(({ username }) => username === REPORT['Workiva Username']),
  });
  await world.slack.until(() => !left().user, `${UNDOING} to take it back`, PATIENCE_MS);
  tell.check('nothing of it is left in Workiva', left().memberships.length === 0, left());
}
