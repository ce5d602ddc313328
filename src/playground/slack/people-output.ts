import { APP, TEAM } from './identity.ts';
import type { Json } from './json.ts';
import type { Person, UserGroup } from './types.ts';

/** A person in the form of `users.info`; the address only where the scope for it was granted. */
export function userOutput(person: Person, withEmail: boolean): Json {
  const { id, name, realName, tz, tzOffset } = person;
  return {
    id,
    team_id: TEAM.id,
    name,
    deleted: person.deleted ?? false,
    real_name: realName,
    tz,
    tz_label: tz,
    tz_offset: tzOffset,
    profile: {
      real_name: realName,
      display_name: name,
      team: TEAM.id,
      ...(withEmail && person.email && { email: person.email }),
      ...(id === APP.botUserId && { bot_id: APP.botId, api_app_id: APP.id }),
    },
    is_admin: false,
    is_owner: false,
    is_restricted: person.isRestricted ?? false,
    is_ultra_restricted: false,
    is_bot: person.isBot ?? false,
    is_app_user: false,
    updated: 0,
  };
}

/** A user group in the form of `usergroups.list`. */
export function groupOutput({ id, handle, name, users }: UserGroup, withUsers: boolean): Json {
  const base = { id, team_id: TEAM.id, is_usergroup: true, handle, name, date_delete: 0, user_count: users.length };
  return withUsers ? { ...base, users } : base;
}
