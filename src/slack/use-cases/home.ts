import { DAY } from '../../domain/duration.ts';
import type { Preferences } from '../../domain/preferences.ts';
import type { AccessRequest, Grant } from '../../domain/records.ts';
import { type Authority, deciders } from '../../domain/stages.ts';
import type { Logger } from '../../observability/log.ts';
import { type Policy, removesUsers } from '../../policy/schema.ts';
import type { Page } from '../../store/lists.ts';
import { authorityFor, ownGroups } from './authority.ts';
import { type HomePlace, type ListName, PAGE_SIZES } from './home-place.ts';
import { type LastUses, lastUsesOf } from './last-use.ts';
import type { UseCaseParts } from './parts.ts';
import { preferencesFor } from './preferences.ts';

/** How many days ahead admins see what expires. */
export const EXPIRING_DAYS = 30;

/** The most requests of a group, and the most places of a search, that are looked at for one opening. */
const MOST_WAITING = 50;
const MOST_FOUND = 200;

/** What the Home tab works with. */
export type HomeParts = UseCaseParts & { log: Logger };

/** What only admins see. `found` is there while they look for something; `more` when not all was looked at. */
export type AdminFacts = {
  tasks: Page<{ request: AccessRequest; grant: Grant | undefined }>;
  failures: Page<AccessRequest>;
  /** Grants whose integration user has to be suspended, or activated, by hand. */
  stops: Page<Grant>;
  expiring: Page<Grant>;
  found: (Page<Grant> & { text: string; more: boolean }) | undefined;
  /** Whether the policy wants an integration user removed that nothing uses any more. */
  removesUser: boolean;
};

/** What the Home tab of one person is rendered from. */
export type HomeFacts = {
  now: Date;
  channels: Policy['channels'];
  grants: Page<Grant>;
  /** When they were last used. */
  uses: LastUses;
  /** How many of their grants have ended. */
  ended: number;
  requests: Page<AccessRequest>;
  preferences: Preferences;
  /** Slack could not say who is in which group, so that nothing below is known. */
  isUnsure: boolean;
  /** What somebody may decide on now; nothing for those who never decide. `more`: not all that waits was looked at. */
  waiting: (Page<AccessRequest> & { more: boolean }) | undefined;
  admin: AdminFacts | undefined;
  isAuditor: boolean;
};

/** Reads what the Home tab of one person shows. How much is read depends on its pages, not on what is stored. */
export async function homeFacts(person: string, place: HomePlace, parts: HomeParts): Promise<HomeFacts> {
  const { store, policy, clock } = parts;
  const now = clock.now();
  const [grants, ended, requests, preferences, roles] = await Promise.all([
    store.lists.grantsByExpiry(person, wanted('grants', place)),
    store.lists.endedOf(person),
    store.lists.requestsByStanding(person, wanted('requests', place)),
    preferencesFor(person, store),
    rolesOf(person, parts),
  ]);
  const [waiting, admin] = await Promise.all([
    roles && waitingFor(person, place, roles, parts),
    roles?.isAdmin ? adminFacts(now, place, parts) : undefined,
  ]);
  const { channels } = policy().policy;
  const isAuditor = roles?.isAuditor ?? false;
  const own = { grants, uses: await lastUsesOf(grants.items, store), ended, requests, preferences };
  return { now, channels, ...own, isUnsure: roles === undefined, waiting, admin, isAuditor };
}

type Roles = { isApprover: boolean; deciding: string[]; authority: Authority; isAdmin: boolean; isAuditor: boolean };

/** What somebody is by the policy, the user groups and those who have handed over to them; nothing when Slack cannot say. */
async function rolesOf(person: string, parts: HomeParts): Promise<Roles | undefined> {
  const { directory, policy, log } = parts;
  const { policy: rules } = policy();
  const auditors = rules.auditors.flatMap((name) => rules.groups[name] ?? [name]);
  try {
    const [authority, own, auditing] = await Promise.all([
      authorityFor(Object.keys(rules.groups), parts),
      ownGroups(person, parts),
      directory.peopleIn(['auditors'], { ...rules, groups: { auditors } }),
    ]);
    const groupsWith = (people: readonly string[]) =>
      Object.keys(authority.groups).filter((name) => people.some((one) => authority.groups[name]?.includes(one)));
    const absent = authority.delegations.filter(({ to }) => to === person).map(({ from }) => from);
    return {
      isApprover: own.length > 0,
      deciding: groupsWith([person, ...absent]),
      authority,
      isAdmin: groupsWith([person]).some((name) => rules.admins.includes(name)),
      isAuditor: auditing.includes(person),
    };
  } catch (err) {
    log.warn({ err }, 'Slack cannot say who is in which group, so a Home tab is shown without their work');
    return undefined;
  }
}

async function waitingFor(
  person: string,
  place: HomePlace,
  { isApprover, deciding, authority }: Roles,
  { store }: UseCaseParts,
): Promise<HomeFacts['waiting']> {
  if (deciding.length === 0) return undefined;
  const candidates = await store.lists.waitingFor(deciding, MOST_WAITING);
  const mine = candidates.filter((request) => deciders(request, authority).some((right) => right.person === person));
  if (!isApprover && mine.length === 0) return undefined;
  return { ...paged(mine, wanted('waiting', place)), more: candidates.length >= MOST_WAITING };
}

async function adminFacts(now: Date, place: HomePlace, { store, policy }: UseCaseParts): Promise<AdminFacts> {
  const { lists } = store;
  const until = new Date(now.getTime() + EXPIRING_DAYS * DAY);
  const [tasks, failures, stops, expiring, found] = await Promise.all([
    lists.requestsIn('awaiting_admin', wanted('tasks', place)),
    lists.requestsIn('failed', wanted('failures', place)),
    lists.stopsByHand(wanted('stops', place)),
    lists.expiringBefore(until, wanted('expiring', place)),
    place.search === '' ? undefined : lists.search(place.search, MOST_FOUND),
  ]);
  const withGrants = tasks.items.map(async (request) => ({
    request,
    grant: request.grant === undefined ? undefined : (await store.grant(request.grant))?.record,
  }));
  return {
    tasks: { ...tasks, items: await Promise.all(withGrants) },
    failures,
    stops,
    expiring,
    found: found && { ...paged(found.grants, wanted('found', place)), text: place.search, more: found.more },
    removesUser: removesUsers(policy().policy),
  };
}

const wanted = (list: ListName, { pages }: HomePlace) => ({ number: pages[list] ?? 0, size: PAGE_SIZES[list] });

function paged<T>(all: readonly T[], { number, size }: { number: number; size: number }): Page<T> {
  const at = Math.min(number, Math.max(0, Math.ceil(all.length / size) - 1));
  return { items: all.slice(at * size, (at + 1) * size), number: at, size, total: all.length };
}
