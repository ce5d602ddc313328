import { CHANNELS } from '../../src/playground/seed.ts';
import type { PostedMessage, ViewInHand } from '../../src/playground/slack/stand-in.ts';
import type { World } from '../../src/playground/world.ts';
import { answerTo } from './answers.ts';
import { type Filed, headerOf, openedBy, textOf } from './journey.ts';

type About = Pick<Filed, 'request' | 'by'>;

/** What approvers and requesters press, by the ends of the action ids. */
export type Button = 'approve' | 'approve-less' | 'deny' | 'ask' | 'why' | 'edit' | 'withdraw' | 'ask-again' | 'answer';

/** Presses a button of a message about a request. */
export const press = (world: World, by: string, message: PostedMessage, what: Button) =>
  world.slack.as(by).press(message, `grantdesk.request.${what}`);

/** Presses a button of the approvers' message, once it is there. */
export const pressApproval = async (world: World, by: string, about: About, what: Button) =>
  press(world, by, await approvalOffering(world, about, what), what);

/** Presses a button of the approvers' message, and answers what only this person is told of it: words about the request. */
export const pressAndHear = async (world: World, by: string, about: About, what: Button, words = ''): Promise<string> =>
  (await answerTo(world, by, () => pressApproval(world, by, about, what), words)).text;

/** Presses a button and answers the modal that it opens. */
export const opened = (world: World, by: string, message: PostedMessage, what: Button): Promise<ViewInHand> =>
  openedBy(world, by, () => press(world, by, message, what));

/** Opens a modal from the approvers' message. */
export const openedByApproval = async (world: World, by: string, about: About, what: Button) =>
  opened(world, by, await approvalOffering(world, about, what), what);

/** Opens a modal from the requester's card. */
export const openedByCard = async (world: World, filed: About, what: Button) =>
  opened(world, filed.by, await cardOffering(world, filed, what), what);

const offers = ({ blocks }: PostedMessage, what: Button) =>
  JSON.stringify(blocks).includes(`"grantdesk.request.${what}"`);

/** The approvers' message once it has a button. */
const approvalOffering = (world: World, { request }: About, what: Button): Promise<PostedMessage> =>
  world.slack.until(
    () =>
      world.slack
        .messages(CHANNELS.requests)
        .findLast((one) => headerOf(one).startsWith(`${request} ·`) && offers(one, what)),
    `the approvers’ message of ${request} to offer ${what}`,
  );

/** The requester's card once it has a button. */
const cardOffering = (world: World, { request, by }: About, what: Button): Promise<PostedMessage> =>
  world.slack.until(
    () => world.slack.directMessages(by).find((one) => headerOf(one).startsWith(`${request} ·`) && offers(one, what)),
    `the card of ${request} to offer ${what}`,
  );

/** The approvers' message once it says something. */
export const approvalSaying = (world: World, { request }: About, words: string): Promise<PostedMessage> =>
  world.slack.until(
    () =>
      world.slack
        .messages(CHANNELS.requests)
        .find((one) => headerOf(one).startsWith(`${request} ·`) && textOf(one).includes(words)),
    `the approvers’ message of ${request} to say "${words}"`,
  );

/** The requester's card once it says something. */
export const cardSaying = (world: World, { request, by }: About, words: string): Promise<PostedMessage> =>
  world.slack.until(
    () =>
      world.slack
        .directMessages(by)
        .find((one) => headerOf(one).startsWith(`${request} ·`) && textOf(one).includes(words)),
    `the card of ${request} to say "${words}"`,
  );

/** A post in a thread of a channel or of direct messages, once one says something. */
export const postSaying = (
  world: World,
  where: { channel: string } | { person: string },
  words: string,
): Promise<PostedMessage> => {
  const messages = () =>
    'channel' in where ? world.slack.messages(where.channel) : world.slack.directMessages(where.person);
  return world.slack.until(() => messages().findLast((one) => textOf(one).includes(words)), `a post "${words}"`);
};

/** What only this person is told about a request, once they are. */
export const told = async (world: World, by: string, { request }: About, words: string): Promise<string> =>
  (
    await world.slack.until(
      () => world.slack.as(by).ephemerals.find(({ text }) => text.includes(request) && text.includes(words)),
      `${by} to be told "${words}"`,
    )
  ).text;

/** Every text of the open modal of a person. */
export function modalText(world: World, by: string): string {
  const { modal } = world.slack.as(by);
  return modal ? textOf({ text: '', blocks: modal.view.blocks as PostedMessage['blocks'] }) : '';
}

/** What stands in one field of a modal. */
export const standsIn = ({ values }: ViewInHand, block: string): unknown => {
  const field = Object.values(values[block] ?? {})[0];
  const several = field?.selected_options?.map(({ value }) => value);
  return (
    several ?? field?.value ?? field?.selected_date ?? field?.selected_user ?? field?.selected_option?.value ?? null
  );
};
