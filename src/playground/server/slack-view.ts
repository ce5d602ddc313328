import { CHANNEL_MEMBERS, ROLES, SEED_CHANNELS, SEED_PEOPLE, SEED_USER_GROUPS, WORKIVA_ACCOUNTS } from '../seed.ts';
import type { EphemeralMessage, Person, PostedMessage, SlackStandIn } from '../slack/types.ts';
import type { ConversationView, MessageView, PersonView, SlackSnapshot } from './contract.ts';

const APP_NAME = 'Grantdesk';

type Slack = Pick<SlackStandIn, 'as' | 'messages' | 'directMessages' | 'directChannel'>;

/** Somebody of the playground; undefined for anybody else. */
export function personWith(id: string): PersonView | undefined {
  return PEOPLE_VIEWS.find((person) => person.id === id);
}

/** What a person sees in Slack: channels that they are in, their own direct messages, ephemerals, modals and Home tab. */
export function slackSnapshot(
  slack: Slack,
  me: PersonView,
  offered: Pick<SlackSnapshot, 'commands' | 'shortcuts'>,
  now: string,
): SlackSnapshot {
  const { modals, home } = slack.as(me.id);
  return {
    me,
    people: PEOPLE_VIEWS,
    userGroups: SEED_USER_GROUPS.map(({ id, handle }) => ({ id, handle })),
    conversations: conversationsOf(slack, me.id),
    modals: [...modals],
    ...(home && { home }),
    ...offered,
    now,
  };
}

/** The conversations that a person sees, with what is in them for this person. */
export function conversationsOf(slack: Slack, personId: string): ConversationView[] {
  const ephemerals = slack.as(personId).ephemerals;
  const channels = SEED_CHANNELS.filter(({ id }) => CHANNEL_MEMBERS[id]?.includes(personId));
  const direct = slack.directChannel(personId);
  return [
    ...channels.map(({ id, name }) => conversation(id, name, 'channel', slack.messages(id), ephemerals)),
    conversation(direct, APP_NAME, 'direct', slack.directMessages(personId), ephemerals),
  ];
}

function conversation(
  id: string,
  name: string,
  kind: ConversationView['kind'],
  posted: readonly PostedMessage[],
  ephemerals: readonly EphemeralMessage[],
): ConversationView {
  const own = ephemerals.filter(({ channel }) => channel === id).map(({ via: _, ...message }) => message);
  const messages = [...posted.map((one) => viewOf(one, false)), ...own.map((one) => viewOf(one, true))];
  return { id, name, kind, messages: messages.sort((one, other) => Number(one.ts) - Number(other.ts)) };
}

function viewOf(message: PostedMessage, ephemeral: boolean): MessageView {
  const { text, blocks } = message;
  const about = JSON.stringify([text, blocks]).match(/\b(?:REQ|GRANT)-\d+\b/g) ?? [];
  return { ...message, ephemeral, about: [...new Set(about)] };
}

function personView({ id, realName, tz }: Person): PersonView {
  const workivaUsername = WORKIVA_ACCOUNTS[id];
  return { id, name: realName, role: ROLES[id] ?? '', tz, ...(workivaUsername !== undefined && { workivaUsername }) };
}

const PEOPLE_VIEWS: PersonView[] = SEED_PEOPLE.map(personView);
