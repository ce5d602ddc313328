import { APP, TEAM, VERIFICATION_TOKEN } from './identity.ts';
import type { Json } from './json.ts';
import type { State } from './state.ts';
import type { EphemeralMessage, Person, PostedMessage } from './types.ts';
import { type OpenView, viewOutput } from './views.ts';

/** What every interaction payload says about where it comes from and who did it. */
export function envelope(type: string, person: Person): Json {
  return {
    type,
    team: { id: TEAM.id, domain: TEAM.domain },
    user: { id: person.id, username: person.name, name: person.name, team_id: TEAM.id },
    api_app_id: APP.id,
    token: VERIFICATION_TOKEN,
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Where an interaction with a message took place. */
export function messagePlace(state: State, message: PostedMessage | EphemeralMessage): Json {
  const isEphemeral = 'via' in message;
  const thread = message.threadTs ? { thread_ts: message.threadTs } : {};
  const place = {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: isEphemeral,
      ...thread,
    },
    channel: { id: message.channel, name: state.nameOf(message.channel) },
  };
  return isEphemeral ? place : { ...place, message: messageOutput(message) };
}

/** A message in the form in which Slack sends and answers it. */
export function messageOutput(message: PostedMessage): Json {
  return {
    type: 'message',
    user: APP.botUserId,
    ts: message.ts,
    bot_id: APP.botId,
    app_id: APP.id,
    team: TEAM.id,
    text: message.text,
    blocks: message.blocks,
    ...(message.threadTs && { thread_ts: message.threadTs }),
    ...(message.edited && { edited: { user: APP.botId, ts: message.ts } }),
  };
}

/** Where an interaction with a modal or Home tab took place. */
export function viewPlace(view: OpenView): Json {
  return { container: { type: 'view', view_id: view.id }, view: viewOutput(view) };
}

/** A slash command, as the fields of its form. */
export function commandForm(
  person: Person,
  channel: { id: string; name: string },
  text: string,
): Record<string, string> {
  const [, command = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  return {
    token: VERIFICATION_TOKEN,
    team_id: TEAM.id,
    team_domain: TEAM.domain,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: person.id,
    user_name: person.name,
    command,
    text: rest.trim(),
    api_app_id: APP.id,
    is_enterprise_install: 'false',
  };
}

/** An event in the envelope of the Events API. */
export function eventEnvelope(event: Json, id: string, seconds: number): Json {
  return {
    token: VERIFICATION_TOKEN,
    team_id: TEAM.id,
    api_app_id: APP.id,
    event,
    type: 'event_callback',
    event_id: id,
    event_time: seconds,
    authorizations: [
      { enterprise_id: null, team_id: TEAM.id, user_id: APP.botUserId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}
