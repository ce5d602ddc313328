import { DAY } from '../../src/domain/duration.ts';
import { CHANNELS, PEOPLE, WORKIVA_ADMIN } from '../../src/playground/seed.ts';
import { SlackClientError } from '../../src/playground/slack/errors.ts';
import type { PostedMessage, ViewInHand } from '../../src/playground/slack/stand-in.ts';
import type { Actor } from '../../src/playground/slack/types.ts';
import { startWorld, type World, type WorldOptions } from '../../src/playground/world.ts';
import { connectStore } from '../../src/store/connection.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { reasonsFor } from './tasks.ts';

/** What is typed into the request form, by block id. `userKind` is `new` or `existing`. */
export type Wish = {
  clientName?: string;
  workspace?: string;
  userKind?: 'new' | 'existing';
  username?: string;
  givenName?: string;
  familyName?: string;
  email?: string;
  expires?: string;
  scopes?: readonly string[];
  roles?: readonly string[];
  ipRestrictions?: string;
  purpose?: string;
  tasks?: readonly string[];
  moreWhy?: string;
  owner?: string;
  urgency?: string;
};

/** A whole form as it is typed. Owner and urgency may stay as the form proposes them. */
export type TypedWish = Required<Omit<Wish, 'owner' | 'urgency' | 'moreWhy'>> &
  Pick<Wish, 'owner' | 'urgency' | 'moreWhy'>;

export type Filed = { request: string; grant: string; clientName: string; username: string; by: string };
export type Live = Filed & { clientId: string };

const count = { wishes: 0, clientIds: 0 };

/** A client name and a username that nothing else in this test file has. */
export function freshNames(): { clientName: string; username: string } {
  count.wishes += 1;
  return { clientName: `Finance Close | export ${count.wishes}`, username: `export-${count.wishes}` };
}

/** A calendar date so many days ahead of the world's clock. */
export const daysAhead = (world: World, days: number) =>
  new Date(world.clock.now().getTime() + days * DAY).toISOString().slice(0, 10);

/** A whole form. Without changes it asks to read spreadsheets in Finance Close: one approval by an admin. */
export function wish(world: World, changes: Wish = {}): TypedWish {
  const { scopes = ['Spreadsheets (Read)'], tasks } = changes;
  return {
    ...freshNames(),
    workspace: 'Finance Close',
    userKind: 'new',
    givenName: 'Nightly',
    familyName: 'Export',
    email: 'ana+export@example.com',
    expires: daysAhead(world, 60),
    scopes,
    ...reasonsFor(scopes, tasks),
    roles: ['Viewer'],
    ipRestrictions: '203.0.113.7',
    purpose: 'Copies the close checklist into the warehouse every night.',
    ...changes,
  };
}

/** Opens a modal by what somebody does, such as typing a command, and answers it. */
export async function openedBy(world: World, by: string, act: () => Promise<unknown>): Promise<ViewInHand> {
  const person = world.slack.as(by);
  const before = person.modal?.id;
  await act();
  return world.slack.until(() => person.modal?.id !== before && person.modal, `a modal for ${by}`);
}

/** Opens the form with /grant. */
export const openForm = (world: World, by: string = PEOPLE.engineer): Promise<ViewInHand> =>
  openedBy(world, by, () => world.slack.as(by).command('/grant'));

/** Types everything into the open form. */
export async function fillForm(world: World, typed: TypedWish, by: string = PEOPLE.engineer): Promise<void> {
  const { userKind, workspace, givenName, familyName, email, ...rest } = typed;
  await chooseInForm(world, 'workspace', workspace, by);
  if (userKind === 'existing') await chooseInForm(world, 'userKind', userKind, by);
  world.slack.as(by).fill(userKind === 'new' ? { ...rest, givenName, familyName, email } : rest);
}

/** Chooses a workspace or the kind of user, and waits until the form has followed. */
export async function chooseInForm(
  world: World,
  field: 'workspace' | 'userKind',
  value: string,
  by: string = PEOPLE.engineer,
): Promise<void> {
  const person = world.slack.as(by);
  const before = person.modal?.hash;
  await person.choose(field, value);
  await world.slack.until(() => person.modal?.hash !== before, `the form to follow the choice of ${value}`);
}

/** Files a request through the form and waits for the requester's card. */
export async function fileRequest(world: World, changes: Wish = {}, by: string = PEOPLE.engineer): Promise<Filed> {
  const typed = wish(world, changes);
  await openForm(world, by);
  await fillForm(world, typed, by);
  const { errors } = await submitUntilTaken(world, by);
  if (errors) throw new Error(`The form was refused: ${JSON.stringify(errors)}`);
  return filedAs(world, typed.clientName, typed.username, by, typed.owner ?? by);
}

/**
 * Submits the open form; where the app was not quick enough for Slack, which leaves the form open, once more, as people do.
 * The first form of a world needs everything for the first time, on a machine that may have little time for it.
 */
function submitUntilTaken(world: World, by: string): ReturnType<Actor['submit']> {
  const submit = () => world.slack.as(by).submit();
  return submit().catch((error: unknown) => {
    if (error instanceof SlackClientError && error.code === 'operation_timeout') return submit();
    throw error;
  });
}

/** The request that the person's card with this client name is about. Approvers hear of it once its owner accepts. */
export async function filedAs(
  world: World,
  clientName: string,
  username: string,
  by: string,
  owner: string = by,
): Promise<Filed> {
  const card = await world.slack.until(
    () => world.slack.directMessages(by).find((message) => headerOf(message).endsWith(`· ${clientName}`)),
    `the card of ${clientName}`,
  );
  const request = /^REQ-\d+/.exec(headerOf(card))?.[0] ?? '';
  if (owner === by) await approvalOf(world, request);
  return { request, grant: request.replace('REQ', 'GRANT'), clientName, username, by };
}

/** The approvers' message about a request, once it is there. */
export const approvalOf = (world: World, request: string): Promise<PostedMessage> =>
  messageIn(world, CHANNELS.requests, `${request} ·`);

/** The requester's own card, once it is there. */
export const cardOf = (world: World, { request, by }: Pick<Filed, 'request' | 'by'>): Promise<PostedMessage> =>
  world.slack.until(
    () => world.slack.directMessages(by).find((message) => headerOf(message).startsWith(`${request} ·`)),
    `the card of ${request}`,
  );

/** The newest message of a channel whose header begins so, once it is there. */
export const messageIn = (world: World, channel: string, header: string): Promise<PostedMessage> =>
  world.slack.until(() => newest(world.slack.messages(channel), header), `a message "${header}" in ${channel}`);

/** The open admin task of a request, once it is there. */
export const taskOf = (world: World, request: string): Promise<PostedMessage> =>
  world.slack.until(
    () =>
      world.slack
        .messages(CHANNELS.admin)
        .findLast(
          (message) => headerOf(message).startsWith(`${request} ·`) && labelsOf(message).includes('Cannot do it'),
        ),
    `an open admin task of ${request}`,
  );

/** The message that tells admins why a request stopped, while it is open. */
export const failureOf = (world: World, request: string): Promise<PostedMessage> =>
  world.slack.until(
    () =>
      world.slack
        .messages(CHANNELS.admin)
        .findLast((message) => headerOf(message).startsWith(`${request} needs`) && labelsOf(message).includes('Retry')),
    `the failure of ${request}`,
  );

/** The hand-over to the owner, once it is there. */
export const handOverOf = (world: World, { grant, by }: Pick<Filed, 'grant' | 'by'>): Promise<PostedMessage> =>
  world.slack.until(() => newest(world.slack.directMessages(by), `${grant} is live`), `the hand-over of ${grant}`);

/** Somebody of the group whose turn it is. */
function approverOf(message: PostedMessage): string {
  const text = textOf(message);
  if (text.includes('from finance')) return PEOPLE.finance;
  return text.includes('from security') ? PEOPLE.security : PEOPLE.admin;
}

/** Presses Approve as whoever may, stage after stage, until the request is decided. */
export async function approveFully(world: World, { request }: Pick<Filed, 'request'>): Promise<void> {
  for (;;) {
    const message = await approvalOf(world, request);
    if (!labelsOf(message).includes('Approve')) return;
    const { versions } = message;
    const who = approverOf(message);
    await world.slack.as(who).press(message, 'grantdesk.request.approve');
    await world.slack.until(
      () => newest(world.slack.messages(CHANNELS.requests), `${request} ·`)?.versions !== versions,
      `the approval of ${request} by ${who} to show`,
    );
  }
}

/** Does every admin task of a request, up to the one that asks for the client ID, which it leaves open. */
export async function reachGrantTask(world: World, { request }: Pick<Filed, 'request'>): Promise<PostedMessage> {
  for (;;) {
    const task = await taskOf(world, request);
    if (headerOf(task).includes('API grant') || headerOf(task).includes('Change Expires')) return task;
    await world.slack.as(PEOPLE.admin).press(task, 'grantdesk.task.finish');
    await world.slack.until(() => closed(world, task), `the task "${headerOf(task)}" to be settled`);
  }
}

/** Creates the grant in Workiva's own screens, from the values that the admin task shows. */
export function createInWorkiva(world: World, task: PostedMessage): string {
  const values = copyableValues(task);
  const { clientId } = world.workiva.screens.addGrant(WORKIVA_ADMIN, {
    clientName: values['Client Name'] ?? '',
    workspace: values.Workspace ?? '',
    workivaUsername: values['Workiva Username'] ?? '',
    expires: values.Expires ?? '',
    scopes: values.Scopes?.split(', ') ?? [],
    ...(values['IP Restrictions'] === undefined ? {} : { ipRestrictions: values['IP Restrictions'] }),
  });
  return clientId;
}

/** A client ID that Workiva's stand-in has not made; for tests that need none of its grants. */
export function freshClientId(): string {
  count.clientIds += 1;
  return `made-up-client-${count.clientIds}`;
}

/** Presses Done at the task that asks for the client ID, and enters it. Answers the errors of the modal. */
export async function finishGrantTask(
  world: World,
  task: PostedMessage,
  clientId: string,
  by: string = PEOPLE.admin,
): Promise<Record<string, string> | undefined> {
  const admin = world.slack.as(by);
  await openedBy(world, by, () => admin.press(task, 'grantdesk.task.finish'));
  return (await admin.submit({ clientId })).errors;
}

/** From the form to a live grant, its hand-over sent. `clientId` undefined: the grant is made in Workiva's screens. */
export async function makeLive(
  world: World,
  changes: Wish = {},
  by: string = PEOPLE.engineer,
  clientId?: string,
): Promise<Live> {
  const filed = await fileRequest(world, changes, by);
  await approveFully(world, filed);
  return bringLive(world, filed, clientId);
}

/** From an approved request to a live grant, its hand-over sent. */
export async function bringLive(world: World, filed: Filed, clientId?: string): Promise<Live> {
  const task = await reachGrantTask(world, filed);
  const id = clientId ?? createInWorkiva(world, task);
  const errors = await finishGrantTask(world, task, id);
  if (errors) throw new Error(`The client ID was refused: ${JSON.stringify(errors)}`);
  await handOverOf(world, filed);
  return { ...filed, clientId: id };
}

/** Opens what is stored. `close` it, or the test leaks a connection. */
export function openStore(world: World): { store: Store; close(): void } {
  const redis = connectStore(world.redis.url, () => undefined);
  return { store: createStore(redis, 'grantdesk'), close: () => redis.disconnect() };
}

/** Starts a world that is not paced, and opens what is stored in it. `stop` ends both. */
export async function startStoredWorld(
  options: WorldOptions,
): Promise<{ world: World; store: Store; stop(): Promise<void> }> {
  const world = await startWorld({ paced: false, ...options });
  const { store, close } = openStore(world);
  return {
    world,
    store,
    async stop() {
      close();
      await world.stop();
    },
  };
}

const newest = (messages: readonly PostedMessage[], header: string) =>
  messages.findLast((message) => headerOf(message).startsWith(header));

const closed = (world: World, task: PostedMessage) =>
  world.slack.messages(task.channel).some(({ ts, blocks }) => ts === task.ts && labelsOf({ blocks }).length === 0);

type Node = Record<string, unknown>;
const nodesOf = (value: unknown): Node[] =>
  Array.isArray(value)
    ? value.flatMap((one) => nodesOf(one))
    : typeof value === 'object' && value !== null
      ? [value as Node, ...Object.values(value).flatMap(nodesOf)]
      : [];

/** The text of a message's first header; of its fallback where it has none. */
export function headerOf(message: Pick<PostedMessage, 'blocks' | 'text'>): string {
  const header = message.blocks.find((block) => block.type === 'header');
  return header?.type === 'header' ? header.text.text : message.text;
}

/** Every text of a message, as its source: the fallback, then each block's. */
export function textOf(message: Pick<PostedMessage, 'blocks' | 'text'>): string {
  const texts = nodesOf(message.blocks).flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
  return [message.text, ...texts].join('\n');
}

/** The texts of a message's buttons. */
export function labelsOf(message: Pick<PostedMessage, 'blocks'>): string[] {
  return nodesOf(message.blocks)
    .filter(({ type }) => type === 'button')
    .map(({ text }) => String((text as Node).text));
}

/** What can be copied from a message: label → value. */
export function copyableValues(message: Pick<PostedMessage, 'blocks'>): Record<string, string> {
  const pairs = message.blocks.flatMap((block) => {
    if (block.type !== 'rich_text') return [];
    const [label, value] = nodesOf(block.elements).flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
    return [[label ?? '', value ?? ''] as const];
  });
  return Object.fromEntries(pairs);
}

/** The block ids of a modal's inputs, in their order. */
export const fieldsOf = ({ view }: Pick<ViewInHand, 'view'>): string[] =>
  view.blocks.flatMap((block) => (block.type === 'input' ? [block.block_id ?? ''] : []));
