import { check, checkStatus } from './answers.ts';
import { type Api, ORGANIZATION, rolesAt } from './api.ts';
import { hasCode } from './errors.ts';
import { type WorkivaRole, WorkivaUser } from './schemas.ts';
import { type Find, quoted } from './search.ts';

/** A user to create. Usernames carry no spaces and no capitals. */
export type NewWorkivaUser = { username: string; givenName: string; familyName: string; email: string };

/** The calls about users of the organization. They need `organization:read`, those that change one `organization:write`. */
export type UserCalls = {
  /** All users of the organization. The next page is asked for only when the reader gets there. */
  users(): AsyncIterable<WorkivaUser>;
  /** The user of this id; undefined when Workiva knows no such user in the organization. */
  user(id: string): Promise<WorkivaUser | undefined>;
  /** Looks for the username, whatever its capitals. */
  findUser(username: string): Promise<WorkivaUser | undefined>;
  /** @throws WorkivaError `conflict` when the username is taken, in this organization or elsewhere in Workiva */
  createUser(user: NewWorkivaUser): Promise<WorkivaUser>;
  /** @throws WorkivaError `unexpected_answer` when Workiva takes the change, but the user is as before */
  setUserStatus(userId: string, status: 'active' | 'suspended'): Promise<void>;
  /** @throws WorkivaError `not_found` when there is no such user any more */
  removeUser(userId: string): Promise<void>;
  /** A user's roles in the organization. */
  userRoles(userId: string): Promise<WorkivaRole[]>;
};

/** Makes them for one organization. */
export function userCalls(api: Api, find: Find, organization: string): UserCalls {
  const path = `${ORGANIZATION}/users`;
  return {
    users: () => api.list({ path, ids: { organization } }, WorkivaUser),
    async user(user) {
      try {
        const answer = await api.call({ method: 'GET', path: `${path}/{user}`, ids: { organization, user } });
        return check(answer, WorkivaUser);
      } catch (error) {
        if (hasCode(error, 'not_found')) return undefined;
        throw error;
      }
    },
    userRoles: (user) => rolesAt(api, `${path}/{user}/roles`, { organization, user }),
    findUser(username) {
      const wanted = username.trim().toLowerCase();
      return find({
        path,
        ids: { organization },
        item: WorkivaUser,
        filter: `username eq ${quoted(wanted)}`,
        fits: (user) => user.username.toLowerCase() === wanted,
      });
    },
    async createUser({ username, givenName, familyName, email }) {
      const json = { username, givenName, familyName, email };
      return check(await api.call({ method: 'POST', path, ids: { organization }, json }), WorkivaUser);
    },
    async setUserStatus(user, status) {
      const json = [{ op: 'replace', path: '/status', value: status }];
      const answer = await api.call({ method: 'PATCH', path: `${path}/{user}`, ids: { organization, user }, json });
      checkStatus(answer, status);
    },
    async removeUser(user) {
      await api.call({ method: 'DELETE', path: `${path}/{user}`, ids: { organization, user } });
    },
  };
}
