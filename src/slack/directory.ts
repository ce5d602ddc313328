import type { WebClient } from '@slack/web-api';
import type { Clock } from '../domain/clock.ts';
import { isUserGroup, type Policy } from '../policy/schema.ts';

/** How long, in ms, the members of a user group are believed: authority is checked at the moment of the action. */
const FRESH_MS = 60_000;

/** Who is who in Slack. */
export type Directory = {
  /** The people in named groups of the policy, user groups resolved. Throws when Slack cannot say. */
  peopleIn(groups: readonly string[], policy: Policy): Promise<string[]>;
};

type Cached = { members: Promise<string[]>; at: number };

/** Makes a directory that asks Slack at most once a minute for each user group. */
export function createDirectory(client: WebClient, clock: Clock): Directory {
  const cache = new Map<string, Cached>();

  const membersOf = (group: string): Promise<string[]> => {
    const known = cache.get(group);
    const now = clock.now().getTime();
    if (known && Math.abs(now - known.at) < FRESH_MS) return known.members;
    const members = client.usergroups.users.list({ usergroup: group }).then((answer) => answer.users ?? []);
    cache.set(group, { members, at: now });
    members.catch(() => cache.delete(group));
    return members;
  };

  return {
    async peopleIn(groups, policy) {
      const principals = groups.flatMap((name) => policy.groups[name] ?? []);
      const people = await Promise.all(principals.map((id) => (isUserGroup(id) ? membersOf(id) : [id])));
      return [...new Set(people.flat())];
    },
  };
}
