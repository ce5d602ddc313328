import type { PersonView, WorkivaSnapshot } from '../../server/contract.ts';
import type { StandInUser } from '../../workiva/types.ts';

/** Who is signed in, and whether the Organization Admin is open to them. */
export type Session = { user: StandInUser; isAdmin: boolean };

/** A heading of the list of people who can sign in, and the users under it. */
export type UserGroup = { label: string; users: StandInUser[] };

/** Signs a user in; nobody when the user is not there (any more), is suspended or belongs to no organization. */
export function sessionOf(snapshot: WorkivaSnapshot, username: string | undefined): Session | undefined {
  const user = snapshot.users.find((one) => one.username === username);
  if (!user || !canSignIn(user)) return undefined;
  return { user, isAdmin: snapshot.admins.includes(user.username) };
}

/** Everybody who can sign in: admins first, then the users that only integrations use, then the others. */
export function signInGroups({ users, admins }: WorkivaSnapshot, people: readonly PersonView[]): UserGroup[] {
  const ofPeople = people.map(({ workivaUsername }) => workivaUsername);
  const kindOf = ({ username }: StandInUser) => {
    if (admins.includes(username)) return 'Org Security Admins';
    return ofPeople.includes(username) ? 'People' : 'Integration users';
  };
  const able = users.filter(canSignIn);
  return ['Org Security Admins', 'Integration users', 'People']
    .map((label) => ({ label, users: able.filter((user) => kindOf(user) === label) }))
    .filter((group) => group.users.length > 0);
}

const canSignIn = (user: StandInUser) => user.inOrganization && user.status === 'active';
