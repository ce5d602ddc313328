import { PEOPLE, WORKIVA_ADMIN } from '../../seed.ts';
import type { World } from '../../world.ts';
import type { Narrator } from '../narrator.ts';
import { adminChannel, BUTTONS, messageWith, modalOf, wordsOf } from './looking.ts';
import { WANTED } from './request.ts';

/** BullMQ jobs prepare everything in Workiva that its API can do. */
export async function provisionScene(world: World, tell: Narrator): Promise<void> {
  tell.scene('5. Grantdesk provisions what Workiva’s API can do');
  const card = await messageWith(world, PEOPLE.engineer, 'REQ-1', 'Waiting for an admin');
  tell.sees(PEOPLE.engineer, card);
  tell.says('Workiva was asked:');
  for (const { method, path, status } of world.workiva.calls)
    tell.says(`│ ${method} ${path.replace(/[0-9a-f-]{36}/, '…')} → ${status}`);

  const wrote = world.workiva.calls.filter((call) => call.method === 'POST' && !call.path.includes('oauth2'));
  const order = wrote.map((call) => call.path.split('/').slice(-1)[0]).join(', ');
  tell.check(
    'the user, its membership and its roles are made once each, in this order',
    order === 'users, membershipCreation, assignment',
    order,
  );
  const versions = world.workiva.calls
    .filter((call) => !call.path.includes('oauth2'))
    .map((call) => call.headers['x-version']);
  tell.check(
    'every call names the version of the API',
    versions.length > 0 && versions.every((version) => version === '2026-01-01'),
    versions,
  );
  const roles = world.workiva.rolesOf('nightly-export', 'Finance Close');
  tell.check('the integration user has the role that was asked for', roles.includes('Creator'), roles);
}

/** The one step that only a person can do: an Org Security Admin makes the grant in Workiva and confirms it. */
export async function grantScene(world: World, tell: Narrator): Promise<string> {
  tell.scene('6. An Org Security Admin does the step that only a person can do');
  const ada = world.slack.as(PEOPLE.admin);
  const task = await messageWith(world, adminChannel, 'REQ-1', 'Create the API grant');
  tell.sees(PEOPLE.admin, task);

  tell.does(PEOPLE.admin, 'copies the values into Workiva and presses Add Grant there');
  const { clientId } = world.workiva.screens.addGrant(WORKIVA_ADMIN, {
    clientName: WANTED['Client Name'],
    workspace: WANTED.Workspace,
    workivaUsername: WANTED['Workiva Username'],
    expires: copied(task.blocks, 'Expires'),
    scopes: copied(task.blocks, 'Scopes').split(', '),
    ipRestrictions: copied(task.blocks, 'IP Restrictions'),
  });
  tell.says(`Workiva shows the client ID ${clientId}`);

  tell.does(PEOPLE.admin, 'presses Done, and pastes something that looks like a secret');
  await ada.press(task, BUTTONS.taskDone);
  await modalOf(world, PEOPLE.admin, 'the question for the client ID');
  const refused = await ada.submit({ 'Client ID': 'kJ8s0dQ2m4Xv7Bz1Lw9Tn3Rf6Yh5Gc8Pa0Ue2Io4Sq7Ek1Md9' });
  tell.check(
    'what looks like a secret is refused',
    refused.errors?.clientId?.includes('never takes one') === true,
    refused.errors,
  );

  tell.does(PEOPLE.admin, 'enters the client ID');
  await ada.submit({ 'Client ID': clientId });
  const done = await messageWith(world, adminChannel, 'REQ-1', 'Done by @Ada Admin');
  tell.sees(PEOPLE.admin, done);
  await showSteps(world, tell);
  return clientId;
}

/** The requester's card says of each step what was done, and how long it took. */
async function showSteps(world: World, tell: Narrator): Promise<void> {
  const card = await messageWith(world, PEOPLE.engineer, 'REQ-1', 'GRANT-1 is live');
  tell.sees(PEOPLE.engineer, card);
  const took = wordsOf(card).match(/Done in (?:under a second|\d+ \w+)/g) ?? [];
  tell.check('the card shows the four steps, and how long each took', took.length === 4, wordsOf(card));
}

/** Reads a value out of a message's copyable block. */
export function copied(blocks: readonly unknown[], label: string): string {
  const block = blocks.find((one) => JSON.stringify(one).includes(`"text":"${label}","style"`));
  const texts = [...JSON.stringify(block).matchAll(/"text":"([^"]*)"/g)].map((match) => match[1] ?? '');
  return texts[1] ?? '';
}
