import { APP, TEAM } from './identity.ts';
import type { Json } from './json.ts';
import type { Person, UserGroup } from './types.ts';

/** A person in the form of `users.info`; the address only where the scope for it was granted. */
export function userOutput(person: Person, withEmail: boolean): Json {
  const { id, name, realName, tz, tzOffset, teamId = TEAM.id } = person;
  return {
    id,
    team_id: teamId,
    name,
    deleted: person.deleted ?? false,
    real_name: realName,
    // Slack keeps no time zone of somebody who has left.
    ...(!person.deleted && { tz, tz_label: tz, tz_offset: tzOffset }),
    profile: {
      real_name: realName,
      display_name: name,
      team: teamId,
      ...(withEmail && person.email && { email: person.email }),
      ...(id === APP.botUserId && { bot_id: APP.botId, api_app_id: APP.id }),
    },
    is_admin: false,
    is_owner: false,
    is_restricted: person.isRestricted ?? false,
    is_ultra_restricted: person.isUltraRestricted ?? false,
    is_bot: person.isBot ?? false,
    is_app_user: false,
    updated: 0,
    // Slack leaves it out for those whom it does not make strangers.
    ...(person.isStranger && { is_stranger: true }),
  };
}

/** A user group in the form of `usergroups.list`. */
export function groupOutput({ id, handle, name, users }: UserGroup, withUsers: boolean): Json {
  const base = { id, team_id: TEAM.id, is_usergroup: true, handle, name, date_delete: 0, user_count: users.length };
  return withUsers ? { ...base, users } : base;
}
