import type { UsersInfoResponse } from '@slack/web-api';

/** What somebody is to the workspace in which Grantdesk is installed. */
export type Standing = 'member' | 'left' | 'bot' | 'guest' | 'other_workspace';

/** Somebody in Slack. `tz` is an IANA name; `email` is there where Slack shows it. */
export type Person = { id: string; name: string; tz: string; email?: string; standing: Standing };

export type SlackUser = NonNullable<UsersInfoResponse['user']>;

/** Reads a person from an answer of `users.info`. `teamId` is the workspace of the app. */
export function personOf(id: string, user: SlackUser, teamId: string): Person {
  const email = user.profile?.email;
  return {
    id,
    name: user.profile?.display_name || user.real_name || user.name || id,
    tz: knownZone(user.tz),
    ...(email === undefined ? {} : { email }),
    standing: standingOf(id, user, teamId),
  };
}

/** Somebody whom Slack does not know, or no longer. */
export const stranger = (id: string): Person => ({ id, name: id, tz: UTC, standing: 'left' });

const UTC = 'Etc/UTC';

/** A time zone that Node.js does not know, such as one that is newer, must not keep everybody from being reminded. */
function knownZone(tz = UTC): string {
  try {
    new Date().toLocaleString('en', { timeZone: tz });
    return tz;
  } catch (error) {
    if (error instanceof RangeError) return UTC;
    throw error;
  }
}

/** A guest of another workspace counts as of another workspace, so that allowing guests lets in one's own only. */
function standingOf(id: string, user: SlackUser, teamId: string): Standing {
  // In an Enterprise organization a person may belong to this workspace and have another as their first.
  const teams = [user.team_id, ...(user.enterprise_user?.teams ?? [])];
  if (user.deleted) return 'left';
  if (user.is_bot || id === 'USLACKBOT') return 'bot';
  if (user.is_stranger || !teams.includes(teamId)) return 'other_workspace';
  if (user.is_restricted || user.is_ultra_restricted) return 'guest';
  return 'member';
}
