import { PEOPLE } from '../../seed.ts';
import type { ViewInHand } from '../../slack/stand-in.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';
import { messageWith, modalOf, requestsChannel } from './looking.ts';

const TASKS = 'What is the integration to do?';

/** Whether something stands in an open form. */
const holds = (form: ViewInHand | undefined, text = ''): boolean =>
  JSON.stringify(form?.values)?.includes(text) ?? false;

/** What the engineer asks for, by the labels of the form. */
export const WANTED = {
  [TASKS]: ['Read spreadsheets', 'Write spreadsheets'],
  Workspace: 'Finance Close',
  'Client Name': 'Finance Close | nightly export',
  'Workiva Username': 'nightly-export',
  'Given name': 'Nightly',
  'Family name': 'Export',
  Email: 'ana+nightly-export@example.com',
  Scopes: ['Spreadsheets (Read)', 'Spreadsheets (Write)', 'Files (Write)'],
  'Why more than the tasks need': 'The ledger may come as a file, until its export is rebuilt.',
  'Roles in the workspace': ['Creator'],
  'IP Restrictions': '203.0.113.7, 198.51.100.9/24',
  'Why it is needed': 'Loads the nightly ledger into the close workbook, so that nobody copies it by hand.',
};

/** What finance approves of it: nothing is loaded into files. */
export const APPROVED = ['Spreadsheets (Read)', 'Spreadsheets (Write)'];

/** An engineer types `/grant`, makes mistakes, mends them, and sends the request. */
export async function requestScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('1. An engineer requests a grant');
  const ana = world.slack.as(PEOPLE.engineer);
  tell.does(PEOPLE.engineer, 'types /grant');
  const answer = await ana.command('/grant');
  const form = await world.slack.until(() => ana.modal, 'the request form');
  tell.check('the form opens within the three seconds that Slack allows', answer.ms < 3_000, answer.ms);

  tell.does(PEOPLE.engineer, 'says what the integration is to do');
  await ana.choose(TASKS, WANTED[TASKS]);
  const [first, second] = WANTED.Scopes;
  await world.slack.until(() => holds(ana.modal, first) && holds(ana.modal, second), 'the scopes to be filled in');
  tell.check('the scopes that it needs are filled in, and no others', !holds(ana.modal, 'Files (Write)'));

  tell.does(PEOPLE.engineer, 'fills the rest in, with three mistakes, and presses Send request');
  const wrong = {
    ...WANTED,
    'Workiva Username': 'Nightly Export',
    'IP Restrictions': '10.0.0.0/8, 0.0.0.0/0',
    'Why it is needed': 'client_secret = 9f8e7d6c5b4a39281706f5e4d3c2b1a0',
  };
  const refused = await ana.submit(wrong);
  tell.sees(PEOPLE.engineer, ana.modal ?? form);
  const fields = Object.keys(refused.errors ?? {}).sort();
  tell.check(
    'every fault is shown at its own field, all at once',
    fields.join() === 'ipRestrictions,purpose,username',
    fields,
  );
  const kept = JSON.stringify(ana.modal?.values).includes(WANTED['Client Name']);
  tell.check('what was typed stays', kept);

  tell.does(PEOPLE.engineer, 'mends them and sends it');
  await ana.submit(WANTED);
  tell.check('the form closes', ana.modal === undefined);

  const card = await messageWith(world, PEOPLE.engineer, 'REQ-1', 'Waiting for approval');
  tell.sees(PEOPLE.engineer, card);
  const message = await messageWith(world, requestsChannel, 'REQ-1', 'Waiting for 1 approval');
  tell.sees(PEOPLE.finance, message);
  const words = JSON.stringify(message.blocks);
  tell.check(
    'approvers see the rule and why it applies',
    words.includes('Changes to finance data') && words.includes('At least one scope can write'),
  );
  tell.check(
    'approvers see what is more than the tasks need, and why',
    words.includes('*More than the tasks need*: Files (Write) — The ledger may come as a file'),
  );
  tell.check('IP restrictions are shown normalised', words.includes('198.51.100.0/24'));
}

/** Sends another request of the engineer's, without words: what is not said is as in the first one. */
export async function sendRequest(world: World, changes: Partial<typeof WANTED & { Expires: string }>): Promise<void> {
  const ana = world.slack.as(PEOPLE.engineer);
  await ana.command('/grant');
  await modalOf(world, PEOPLE.engineer, 'the request form');
  const { errors } = await ana.submit({ ...WANTED, ...changes });
  if (errors) throw new Error(`The form was refused: ${JSON.stringify(errors)}`);
}
