import { CHANNELS } from '../../seed.ts';
import type { PostedMessage, ViewInHand } from '../../slack/types.ts';
import type { World } from '../../world.ts';
import { plain } from '../show.ts';

/** Long enough for channels that take one message a second, on a machine with much else to do. */
export const PATIENCE_MS = 60_000;

/** The button ids that the journey presses, as anybody can read them in the messages. */
export const BUTTONS = {
  approve: 'grantdesk.request.approve',
  approveLess: 'grantdesk.request.approve-less',
  plan: 'grantdesk.request.plan',
  deny: 'grantdesk.request.deny',
  askAgain: 'grantdesk.request.ask-again',
  taskDone: 'grantdesk.task.finish',
  giveUp: 'grantdesk.provisioning.give-up',
  revert: 'grantdesk.drift.revert',
  collected: 'grantdesk.grant.collect',
  renew: 'grantdesk.grant.renew',
  letExpire: 'grantdesk.grant.let-expire',
  acceptTransfer: 'grantdesk.grant.accept-transfer',
} as const;

/** Everything that a message shows, in one string. */
export const wordsOf = (message: PostedMessage) => plain(JSON.stringify(message.blocks));

const messagesIn = (world: World, place: string) =>
  place.startsWith('C') ? world.slack.messages(place) : world.slack.directMessages(place);

const says = (message: PostedMessage, words: readonly string[]) => {
  const shown = wordsOf(message);
  return words.every((word) => shown.includes(word));
};

/** Waits for a message in a channel, or in somebody's direct messages, that shows all of the words. */
export function messageWith(world: World, place: string, ...words: string[]): Promise<PostedMessage> {
  const found = () => [...messagesIn(world, place)].reverse().find((message) => says(message, words));
  return world.slack.until(found, `a message in ${place} with ${words.join(', ')}`, PATIENCE_MS);
}

/** Waits until the newest message in a channel, or of somebody's direct messages, shows all of the words. */
export function newestWith(world: World, place: string, ...words: string[]): Promise<PostedMessage> {
  const found = () => {
    const newest = messagesIn(world, place).at(-1);
    return newest && says(newest, words) && newest;
  };
  return world.slack.until(found, `the newest message in ${place} to say ${words.join(', ')}`, PATIENCE_MS);
}

/** Waits for an answer that only one person sees. */
export async function answerTo(world: World, person: string, word: string): Promise<PostedMessage> {
  const { ephemerals } = world.slack.as(person);
  const find = () =>
    world.slack.as(person).ephemerals.find((message) => `${message.text}${wordsOf(message)}`.includes(word));
  return world.slack.until(find, `an answer to ${person} with ${word}; there are ${ephemerals.length}`, PATIENCE_MS);
}

/** Waits for the modal that somebody has opened. */
export function modalOf(world: World, person: string, what: string): Promise<ViewInHand> {
  const actor = world.slack.as(person);
  return world.slack.until(() => actor.modal, what, PATIENCE_MS);
}

/** Waits until the modal that somebody has open shows a word. */
export function modalSaying(world: World, person: string, word: string): Promise<ViewInHand> {
  const actor = world.slack.as(person);
  const found = () => (JSON.stringify(actor.modal?.view.blocks ?? []).includes(word) ? actor.modal : undefined);
  return world.slack.until(found, `a modal of ${person} with ${word}`, PATIENCE_MS);
}

export const requestsChannel = CHANNELS.requests;
export const adminChannel = CHANNELS.admin;
