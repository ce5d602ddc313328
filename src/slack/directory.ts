import type { WebClient } from '@slack/web-api';
import type { Clock } from '../domain/clock.ts';
import type { Logger } from '../observability/log.ts';
import { isUserGroup, type Policy } from '../policy/schema.ts';
import { createAnswerCache } from './answer-cache.ts';
import { slackFault } from './faults.ts';
import { type Person, personOf, type Standing, stranger } from './person.ts';

/** How long, in ms, the members of a user group are believed: authority is checked at the moment of the action. */
const GROUP_FRESH_MS = 60_000;

/** How long, in ms, what is known of a person is believed, unless Slack tells of a change before. */
const PERSON_FRESH_MS = 5 * 60_000;

/** What `people.allow` of the policy calls those who are no members. */
const ALLOWED_AS: Partial<Record<Standing, Policy['people']['allow'][number]>> = {
  bot: 'bots',
  guest: 'guests',
  other_workspace: 'other_workspaces',
};

/** Who is who in Slack. All of it throws when Slack cannot say and nothing recent is known. */
export type Directory = {
  /** The people in named groups of the policy, user groups resolved. */
  peopleIn(groups: readonly string[], policy: Policy): Promise<string[]>;
  /** The members of a Slack user group, and how old, in ms, that knowledge is. */
  membersOf(userGroup: string): Promise<{ members: string[]; ageMs: number }>;
  /** Somebody, as Slack knows them; `left` when Slack does not. */
  person(id: string): Promise<Person>;
  /** Those of these people who may take part by the policy. */
  takingPart(people: readonly string[], policy: Policy): Promise<string[]>;
  /** Asks Slack again when this person is next looked at. */
  forget(id: string): void;
  /** The user groups, of those given, that somebody is in. */
  groupsOf(person: string, userGroups: readonly string[]): Promise<string[]>;
};

export type DirectoryParts = {
  client: WebClient;
  clock: Clock;
  /** The workspace in which the app is installed. */
  teamId: string;
  log: Pick<Logger, 'warn'>;
};

/** Makes a directory that asks Slack at most once a minute for each user group, and every five for each person. */
export function createDirectory({ client, clock, teamId, log }: DirectoryParts): Directory {
  const onStale = (id: string, ageMs: number, err: unknown) =>
    log.warn({ id, ageMs, err }, 'Slack cannot say who this is; its earlier answer serves for up to ten minutes more');
  const groups = createAnswerCache({
    ask: async (usergroup) => (await client.usergroups.users.list({ usergroup })).users ?? [],
    ...{ freshMs: GROUP_FRESH_MS, clock, onStale },
  });
  const people = createAnswerCache({
    ask: (id) => askPerson(client, id, teamId),
    ...{ freshMs: PERSON_FRESH_MS, clock, onStale },
  });

  const membersOf = async (userGroup: string) => {
    const { value, ageMs } = await groups.get(userGroup);
    return { members: value, ageMs };
  };
  const person = async (id: string) => (await people.get(id)).value;
  const isMemberOf = async (id: string, userGroup: string) => (await membersOf(userGroup)).members.includes(id);

  return {
    membersOf,
    person,
    forget: people.forget,
    async peopleIn(names, policy) {
      const principals = names.flatMap((name) => policy.groups[name] ?? []);
      const found = await Promise.all(
        principals.map(async (id) => (isUserGroup(id) ? (await membersOf(id)).members : [id])),
      );
      return [...new Set(found.flat())];
    },
    async takingPart(ids, policy) {
      const found = await Promise.all(ids.map(person));
      return found.filter(({ standing }) => mayTakePart(standing, policy)).map(({ id }) => id);
    },
    async groupsOf(id, userGroups) {
      const isIn = await Promise.all(userGroups.map((group) => isMemberOf(id, group)));
      return userGroups.filter((_, at) => isIn[at]);
    },
  };
}

function mayTakePart(standing: Standing, { people }: Policy): boolean {
  if (standing === 'member') return true;
  const word = ALLOWED_AS[standing];
  return word !== undefined && people.allow.includes(word);
}

async function askPerson(client: WebClient, id: string, teamId: string): Promise<Person> {
  try {
    const { user } = await client.users.info({ user: id });
    return user ? personOf(id, user, teamId) : stranger(id);
  } catch (error) {
    const code = slackFault(error, '')?.code;
    if (code === 'user_not_found' || code === 'user_not_visible') return stranger(id);
    throw error;
  }
}
