import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, systemClock } from '../domain/clock.ts';
import { check } from './answers.ts';
import { type Api, createApi } from './api.ts';
import { createSend } from './http.ts';
import { follow, lookAt, type OperationRef, type OperationStatus, operationOf, type Wait } from './operations.ts';
import { WorkivaMembership, WorkivaOrganization, WorkivaRole, WorkivaUser, WorkivaWorkspace } from './schemas.ts';
import { createFind, type Find, quoted } from './search.ts';
import { createSecrets } from './secrets.ts';
import { createTokenKeeper } from './token.ts';

export type { OperationRef, OperationStatus } from './operations.ts';
export type { WorkivaMembership, WorkivaOrganization, WorkivaRole, WorkivaUser, WorkivaWorkspace } from './schemas.ts';

/** Where Workiva is and who we are there. */
export type WorkivaOptions = {
  /** The host, e.g. `https://api.app.wdesk.com`. */
  apiUrl: string;
  clientId: string;
  clientSecret: string;
  /** A UUID. */
  organizationId: string;
  /** Milliseconds that one request may take; Workiva itself ends requests after 29 s (the default). */
  attemptTimeoutMs?: number;
  /** OAuth scopes to ask for. By default none is named, and Workiva gives all that the grant has. */
  scopes?: readonly string[];
  /** Milliseconds after which `followOperation` stops waiting. Default: 5 minutes. */
  followForMs?: number;
  clock?: Clock;
  /** How to let time pass between two looks at an operation. */
  wait?: Wait;
};

/** A user to create. Usernames carry no spaces and no capitals. */
export type NewWorkivaUser = { username: string; givenName: string; familyName: string; email: string };

/**
 * The calls that Grantdesk makes. None is retried here: each either answers or throws a `WorkivaError` whose
 * `transient` says whether trying later makes sense. Ids are opaque strings.
 */
export type WorkivaClient = {
  /** Looks for the username, whatever its capitals. */
  findUser(username: string): Promise<WorkivaUser | undefined>;
  /** @throws WorkivaError `conflict` when the username is taken, in this organization or elsewhere in Workiva */
  createUser(user: NewWorkivaUser): Promise<WorkivaUser>;
  workspaces(): Promise<WorkivaWorkspace[]>;
  /** The workspace of exactly this name; else the only one that differs in capitals alone. */
  findWorkspace(name: string): Promise<WorkivaWorkspace | undefined>;
  findMembership(workspaceId: string, userId: string): Promise<WorkivaMembership | undefined>;
  /** @throws WorkivaError `conflict` when the user is a member already */
  addMember(
    workspaceId: string,
    userId: string,
    options: { notifyNewMember: boolean; sendWelcomeEmail: boolean },
  ): Promise<WorkivaMembership>;
  workspaceRoles(workspaceId: string): Promise<WorkivaRole[]>;
  memberRoles(workspaceId: string, membershipId: string): Promise<WorkivaRole[]>;
  /** Gives all of the roles or none. Answers the work to follow; undefined when there is none to wait for. */
  giveMemberRoles(
    workspaceId: string,
    membershipId: string,
    roleIds: readonly string[],
  ): Promise<OperationRef | undefined>;
  /** Takes all of the roles or none. Answers the work to follow; undefined when there is none to wait for. */
  takeMemberRoles(
    workspaceId: string,
    membershipId: string,
    roleIds: readonly string[],
  ): Promise<OperationRef | undefined>;
  /** @throws WorkivaError `not_found` when there is no such membership any more */
  removeMember(workspaceId: string, membershipId: string): Promise<void>;
  /** One look at long work, e.g. after a restart. Looking more than once a second is refused (`rate_limited`). */
  operation(ref: OperationRef): Promise<OperationStatus>;
  /** Waits until long work has ended. @throws WorkivaError `operation_failed` or `timeout` */
  followOperation(ref: OperationRef): Promise<void>;
  setUserStatus(userId: string, status: 'active' | 'suspended'): Promise<void>;
  /** @throws WorkivaError `not_found` when there is no such user any more */
  removeUser(userId: string): Promise<void>;
  organization(): Promise<WorkivaOrganization>;
  /** The OAuth scopes that Workiva gave, which may be fewer than were asked for. */
  scopes(): Promise<readonly string[]>;
};

const ATTEMPT_TIMEOUT_MS = 29_000;
const FOLLOW_FOR_MS = 5 * 60_000;
const ORGANIZATION = '/organizations/{organization}';
const WORKSPACE = `${ORGANIZATION}/workspaces/{workspace}`;

/** Makes a client with its own access token. Nothing is sent before the first call. */
export function createWorkivaClient(options: WorkivaOptions): WorkivaClient {
  const { clientId, clientSecret, scopes, clock = systemClock, wait = sleep, followForMs = FOLLOW_FOR_MS } = options;
  const apiUrl = options.apiUrl.replace(/\/+$/, '');
  const secrets = createSecrets(clientSecret);
  const send = createSend({ attemptTimeoutMs: options.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS, secrets });
  const tokens = createTokenKeeper({ apiUrl, clientId, clientSecret, scopes, send, secrets, clock });
  const api = createApi({ apiUrl, send, tokens, clock });
  const find = createFind(api);
  const organization = options.organizationId;

  return {
    ...userCalls(api, find, organization),
    ...workspaceCalls(api, organization),
    ...memberCalls(api, find, organization, clock),
    operation: (ref) => lookAt(ref, { api, clock }),
    followOperation: (ref) => follow(ref, { api, clock, wait, followForMs }),
    async organization() {
      const answer = await api.call({ method: 'GET', path: ORGANIZATION, ids: { organization } });
      return check(answer, WorkivaOrganization);
    },
    scopes: async () => (await tokens.current()).scopes,
  };
}

function userCalls(
  api: Api,
  find: Find,
  organization: string,
): Pick<WorkivaClient, 'findUser' | 'createUser' | 'setUserStatus' | 'removeUser'> {
  const path = `${ORGANIZATION}/users`;
  return {
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
      await api.call({ method: 'PATCH', path: `${path}/{user}`, ids: { organization, user }, json });
    },
    async removeUser(user) {
      await api.call({ method: 'DELETE', path: `${path}/{user}`, ids: { organization, user } });
    },
  };
}

function workspaceCalls(
  api: Api,
  organization: string,
): Pick<WorkivaClient, 'workspaces' | 'findWorkspace' | 'workspaceRoles'> {
  const workspaces = () =>
    collect(api.list({ path: `${ORGANIZATION}/workspaces`, ids: { organization } }, WorkivaWorkspace));
  return {
    workspaces,
    async findWorkspace(name) {
      const all = await workspaces();
      const exact = all.find((workspace) => workspace.name === name);
      if (exact) return exact;
      const alike = all.filter((workspace) => workspace.name.toLowerCase() === name.toLowerCase());
      return alike.length === 1 ? alike[0] : undefined;
    },
    workspaceRoles: (workspace) =>
      collect(api.list({ path: `${WORKSPACE}/roles`, ids: { organization, workspace } }, WorkivaRole)),
  };
}

function memberCalls(
  api: Api,
  find: Find,
  organization: string,
  clock: Clock,
): Pick<
  WorkivaClient,
  'findMembership' | 'addMember' | 'removeMember' | 'memberRoles' | 'giveMemberRoles' | 'takeMemberRoles'
> {
  const path = `${WORKSPACE}/memberships`;
  const changeRoles = async (
    what: 'assignment' | 'revocation',
    ids: Record<string, string>,
    json: readonly string[],
  ) => {
    if (json.length === 0) return undefined;
    const answer = await api.call({ method: 'POST', path: `${path}/{membership}/roles/${what}`, ids, json });
    return operationOf(answer, clock);
  };
  return {
    findMembership: (workspace, user) =>
      find({
        path,
        ids: { organization, workspace },
        item: WorkivaMembership,
        filter: `user eq ${quoted(user)}`,
        fits: (membership) => membership.user === user,
      }),
    async addMember(workspace, user, { notifyNewMember, sendWelcomeEmail }) {
      const json = { user, options: { notifyNewMember, sendWelcomeEmail } };
      const ids = { organization, workspace };
      const answer = await api.call({ method: 'POST', path: `${path}/membershipCreation`, ids, json });
      return check(answer, WorkivaMembership);
    },
    memberRoles: (workspace, membership) =>
      collect(
        api.list({ path: `${path}/{membership}/roles`, ids: { organization, workspace, membership } }, WorkivaRole),
      ),
    giveMemberRoles: (workspace, membership, roleIds) =>
      changeRoles('assignment', { organization, workspace, membership }, roleIds),
    takeMemberRoles: (workspace, membership, roleIds) =>
      changeRoles('revocation', { organization, workspace, membership }, roleIds),
    async removeMember(workspace, membership) {
      await api.call({
        method: 'DELETE',
        path: `${path}/{membership}`,
        ids: { organization, workspace, membership },
      });
    },
  };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
