import { compare, type Finding, type Observed, type Place, type Recorded } from '../domain/drift.ts';
import { recordedOf, type UserRecords } from '../domain/drift-recorded.ts';
import { sameName } from '../domain/same-name.ts';
import type { WorkivaClient } from './client.ts';
import type { WorkivaUser, WorkivaWorkspace } from './schemas.ts';

/** The calls that looking needs. */
export type Looking = Pick<
  WorkivaClient,
  'findUser' | 'user' | 'users' | 'workspaces' | 'memberships' | 'findMembership' | 'memberRoles'
>;

/** Looks at integration users as they are in Workiva. */
export type Observer = (recorded: Recorded) => Promise<Observed>;

/** What was found about one integration user, and what it was held against. */
export type Inspected = { recorded: Recorded; findings: Finding[] };

/** Where somebody is a member: ids, and the workspace's name. */
type Seat = { workspace: WorkivaWorkspace; membership: string };

/** Users and memberships, one by one or from lists that were read before. */
type Sight = {
  workspaces(): Promise<WorkivaWorkspace[]>;
  named(username: string): Promise<WorkivaUser | undefined>;
  withId(id: string): Promise<WorkivaUser | undefined>;
  seats(user: string, workspaces: readonly WorkivaWorkspace[]): Promise<Seat[]>;
};

/** Makes an observer that asks Workiva about each user: for few users, and to be sure. The workspaces are asked once. */
export function observeOneByOne(workiva: Looking): Observer {
  const workspaces = once(() => workiva.workspaces());
  return observer(workiva, {
    workspaces,
    named: (username) => workiva.findUser(username),
    withId: (id) => workiva.user(id),
    async seats(user, among) {
      const seats: Seat[] = [];
      for (const workspace of among) {
        const membership = await workiva.findMembership(workspace.id, user);
        if (membership) seats.push({ workspace, membership: membership.id });
      }
      return seats;
    },
  });
}

/**
 * Makes an observer that reads all users and memberships once, at the first look: for many users. What it sees gets old,
 * so what differs is to be looked at again.
 */
export function observeAll(workiva: Looking): Observer {
  const workspaces = once(() => workiva.workspaces());
  const users = once(async () => {
    const byName = new Map<string, WorkivaUser>();
    const byId = new Map<string, WorkivaUser>();
    for await (const user of workiva.users()) {
      byName.set(user.username.toLowerCase(), user);
      byId.set(user.id, user);
    }
    return { byName, byId };
  });
  const seats = once(async () => {
    const byUser = new Map<string, Seat[]>();
    for (const workspace of await workspaces()) {
      for await (const { user, id } of workiva.memberships(workspace.id)) {
        byUser.set(user, [...(byUser.get(user) ?? []), { workspace, membership: id }]);
      }
    }
    return byUser;
  });
  return observer(workiva, {
    workspaces,
    named: async (username) => (await users()).byName.get(username.toLowerCase()),
    withId: async (id) => (await users()).byId.get(id),
    async seats(user, among) {
      const all = (await seats()).get(user) ?? [];
      return all.filter(({ workspace }) => among.some(({ id }) => id === workspace.id));
    },
  });
}

function observer(workiva: Looking, sight: Sight): Observer {
  return async (recorded) => {
    const user = await sight.named(recorded.username);
    if (!user) return { ...NOWHERE, renamedTo: await newNameOf(recorded, sight) };
    const seen = { id: user.id, username: user.username, status: statusOf(user), email: user.email ?? undefined };
    if (recorded.must.length === 0) return { ...NOWHERE, user: seen };
    const workspaces = await sight.workspaces();
    const among = recorded.made ? workspaces : workspaces.filter((one) => isNamed(one, recorded.must));
    const unseen = recorded.must.filter(({ workspace }) => !workspaces.some((one) => isNamed(one, [{ workspace }])));
    return {
      user: seen,
      places: await placesOf(await sight.seats(user.id, among), recorded, workiva),
      unseen: unseen.map(({ workspace }) => workspace),
    };
  };
}

const NOWHERE: Observed = { user: undefined, places: [], unseen: [] };

const statusOf = ({ status }: WorkivaUser) => (status === 'suspended' ? ('suspended' as const) : ('active' as const));

const isNamed = ({ name }: WorkivaWorkspace, places: readonly Pick<Place, 'workspace'>[]) =>
  places.some(({ workspace }) => sameName(workspace, name));

async function newNameOf({ userId }: Recorded, sight: Sight): Promise<string | undefined> {
  return userId === undefined ? undefined : (await sight.withId(userId))?.username;
}

/** Where no grant names the workspace, being a member is too much already: the roles need not be known. */
async function placesOf(seats: readonly Seat[], { must, may }: Recorded, workiva: Looking): Promise<Place[]> {
  const places: Place[] = [];
  for (const { workspace, membership } of seats) {
    const isAllowed = isNamed(workspace, [...must, ...may]);
    const roles = isAllowed ? await workiva.memberRoles(workspace.id, membership) : [];
    places.push({ workspace: workspace.name, roles: roles.map(({ name }) => name) });
  }
  return places;
}

/** Asks when it is needed, and at the next need again where that failed. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask().catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    return asked;
  };
}

/** Compares what is recorded about one integration user with what is there. `known` reads the records. */
export async function inspect(
  username: string,
  known: (username: string) => Promise<UserRecords>,
  observe: Observer,
): Promise<Inspected> {
  const recorded = recordedOf(username, await known(username));
  const isUnderWay = recorded.status === undefined && recorded.must.length === 0;
  return { recorded, findings: isUnderWay ? [] : compare(recorded, await observe(recorded)) };
}

/** From so many integration users on, one pass through all users and members costs less than to ask for each. */
const MANY = 10;

/** Makes the observer that costs the fewest calls for the integration users of an installation. */
export async function observerFor(users: AsyncIterable<string>, workiva: Looking): Promise<Observer> {
  let count = 0;
  for await (const _username of users) {
    count += 1;
    if (count >= MANY) return observeAll(workiva);
  }
  return observeOneByOne(workiva);
}
