import { ApiError } from './errors.ts';
import { APP, TEAM } from './identity.ts';
import type { Json } from './json.ts';
import { contentFrom, viewFrom } from './messages.ts';
import { messageOutput } from './payloads.ts';
import { groupOutput, userOutput } from './people-output.ts';
import type { Tier } from './rates.ts';
import type { State } from './state.ts';
import type { Triggers } from './tickets.ts';
import { type Views, viewOutput } from './views.ts';

const DEFAULT_PAGE = 200;

/** What the methods work on. */
export type Backstage = {
  state: State;
  views: Views;
  triggers: Triggers;
  hasScope(scope: string): boolean;
  /** A fresh address for Socket Mode. */
  socketUrl(): string;
};

export type Method = {
  /** `app` for methods that take the app-level token. */
  token?: 'app';
  scope?: string;
  /** `post` is the rate of chat.postMessage, by channel and for the whole workspace. */
  rate?: Tier | 'post';
  run(args: Json, backstage: Backstage): Json;
};

/** The methods that the stand-in knows; scopes and rates from https://docs.slack.dev/reference/methods. */
export const METHODS: Readonly<Record<string, Method>> = {
  'auth.test': { run: () => identity() },
  'apps.connections.open': { token: 'app', run: (_args, { socketUrl }) => ({ url: socketUrl() }) },

  'chat.postMessage': { scope: 'chat:write', rate: 'post', run: postMessage },
  'chat.update': { scope: 'chat:write', rate: 'tier3', run: updateMessage },
  'chat.delete': { scope: 'chat:write', rate: 'tier3', run: deleteMessage },
  'chat.postEphemeral': { scope: 'chat:write', rate: 'tier4', run: postEphemeral },
  'chat.getPermalink': { run: permalink },

  'conversations.open': { scope: 'im:write', rate: 'tier3', run: openConversation },
  'conversations.info': { scope: 'channels:read', rate: 'tier3', run: conversationInfo },

  'views.open': { rate: 'tier4', run: openView },
  'views.push': { rate: 'tier4', run: pushView },
  'views.update': { rate: 'tier4', run: updateView },
  'views.publish': { rate: 'tier4', run: publishView },

  'users.info': { scope: 'users:read', rate: 'tier4', run: userInfo },
  'users.list': { scope: 'users:read', rate: 'tier2', run: listUsers },
  'users.lookupByEmail': { scope: 'users:read.email', rate: 'tier3', run: lookupByEmail },
  'usergroups.list': { scope: 'usergroups:read', rate: 'tier2', run: listGroups },
  'usergroups.users.list': { scope: 'usergroups:read', rate: 'tier2', run: listGroupUsers },
};

function identity(): Json {
  const url = `https://${TEAM.domain}.slack.com/`;
  const { botUserId, botId, name } = APP;
  return {
    url,
    team: TEAM.name,
    user: name,
    team_id: TEAM.id,
    user_id: botUserId,
    bot_id: botId,
    is_enterprise_install: false,
  };
}

function postMessage(args: Json, { state }: Backstage): Json {
  const channel = state.conversation(args.channel);
  const content = contentFrom(args, state.known);
  const message = state.post(channel, content);
  return { channel, ts: message.ts, message: messageOutput(message) };
}

function updateMessage(args: Json, { state }: Backstage): Json {
  const channel = state.conversation(args.channel);
  const message = state.messageAt(channel, args.ts);
  // Blocks that are not mentioned stay; an empty list removes them: https://docs.slack.dev/reference/methods/chat.update
  const content = contentFrom({ ...args, blocks: args.blocks ?? message.blocks }, state.known);
  state.rewrite(message, content);
  return { channel, ts: message.ts, text: message.text, message: messageOutput(message) };
}

function deleteMessage(args: Json, { state }: Backstage): Json {
  const channel = state.conversation(args.channel);
  const message = state.messageAt(channel, args.ts);
  state.remove(message);
  return { channel, ts: message.ts };
}

function postEphemeral(args: Json, { state }: Backstage): Json {
  const channel = state.conversation(args.channel);
  const userId = String(args.user ?? '');
  if (!state.people.has(userId)) throw new ApiError('user_not_in_channel');
  const message = state.postEphemeral(userId, channel, contentFrom(args, state.known), 'chat.postEphemeral');
  return { message_ts: message.ts };
}

function permalink(args: Json, { state }: Backstage): Json {
  const channel = state.conversation(args.channel);
  const { ts } = state.messageAt(channel, args.message_ts);
  return { channel, permalink: `https://${TEAM.domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}` };
}

function openConversation(args: Json, { state }: Backstage): Json {
  const [userId, ...others] = String(args.users ?? '')
    .split(',')
    .filter(Boolean);
  if (!userId || others.length > 0) throw new ApiError('users_list_not_supplied');
  return { channel: { id: state.directWith(userId).id } };
}

function conversationInfo(args: Json, { state }: Backstage): Json {
  const channel = state.channels.get(String(args.channel));
  if (channel) {
    const { id, name, botIsMember = true } = channel;
    return { channel: { id, name, is_channel: true, is_private: false, is_archived: false, is_member: botIsMember } };
  }
  const id = state.conversation(args.channel);
  return { channel: { id, is_im: true, user: state.personOf(id) } };
}

function openView(args: Json, { state, views, triggers }: Backstage): Json {
  const view = viewFrom(args.view, 'modal', state.known);
  const trigger = triggers.exchange(args.trigger_id);
  const isInModal = trigger.rootViewId !== undefined && views.top(trigger.userId)?.rootId === trigger.rootViewId;
  return { view: viewOutput(isInModal ? views.push(trigger.userId, view) : views.open(trigger.userId, view)) };
}

function pushView(args: Json, { state, views, triggers }: Backstage): Json {
  const view = viewFrom(args.view, 'modal', state.known);
  const trigger = triggers.exchange(args.trigger_id);
  if (trigger.rootViewId === undefined || !views.top(trigger.userId)) throw new ApiError('not_found');
  return { view: viewOutput(views.push(trigger.userId, view)) };
}

function updateView(args: Json, { state, views }: Backstage): Json {
  if (!args.view_id && !args.external_id) throw new ApiError('invalid_arguments');
  const found = views.find({ id: args.view_id, externalId: args.external_id, hash: args.hash });
  const view = viewFrom(args.view, found.view.type === 'home' ? 'home' : 'modal', state.known);
  return { view: viewOutput(views.update(found, view)) };
}

function publishView(args: Json, { state, views }: Backstage): Json {
  const userId = String(args.user_id ?? '');
  if (!state.people.has(userId)) throw new ApiError('user_not_found');
  return { view: viewOutput(views.publish(userId, viewFrom(args.view, 'home', state.known), args.hash)) };
}

function userInfo(args: Json, { state, hasScope }: Backstage): Json {
  const person = state.people.get(String(args.user));
  if (!person) throw new ApiError('user_not_found');
  return { user: userOutput(person, hasScope('users:read.email')) };
}

function listUsers(args: Json, { state, hasScope }: Backstage): Json {
  const all = [...state.people.values()];
  const from = args.cursor ? Number(Buffer.from(String(args.cursor), 'base64url').toString()) : 0;
  if (Number.isNaN(from)) throw new ApiError('invalid_cursor');
  const to = from + Number(args.limit || DEFAULT_PAGE);
  const next = to < all.length ? Buffer.from(String(to)).toString('base64url') : '';
  const members = all.slice(from, to).map((person) => userOutput(person, hasScope('users:read.email')));
  return { members, response_metadata: { next_cursor: next } };
}

function lookupByEmail(args: Json, { state }: Backstage): Json {
  const person = [...state.people.values()].find(({ email, deleted }) => email && email === args.email && !deleted);
  if (!person) throw new ApiError('users_not_found');
  return { user: userOutput(person, true) };
}

function listGroups(args: Json, { state }: Backstage): Json {
  return { usergroups: [...state.groups.values()].map((group) => groupOutput(group, isTrue(args.include_users))) };
}

function listGroupUsers(args: Json, { state }: Backstage): Json {
  const group = state.groups.get(String(args.usergroup));
  if (!group) throw new ApiError('no_such_subteam');
  return { users: group.users };
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === '1' || value === 1;
}
