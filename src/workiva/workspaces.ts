import type { Clock } from '../domain/clock.ts';
import { sameName } from '../domain/same-name.ts';
import { check } from './answers.ts';
import { type Api, collect, ORGANIZATION, rolesAt } from './api.ts';
import { type OperationRef, operationOf } from './operations.ts';
import { WorkivaMembership, type WorkivaRole, WorkivaWorkspace } from './schemas.ts';
import { type Find, quoted } from './search.ts';

const WORKSPACE = `${ORGANIZATION}/workspaces/{workspace}`;

/** The calls about workspaces. They need `organization:read`. */
export type WorkspaceCalls = {
  workspaces(): Promise<WorkivaWorkspace[]>;
  /** The workspace of exactly this name; else the only one that differs in capitals alone. */
  findWorkspace(name: string): Promise<WorkivaWorkspace | undefined>;
  workspaceRoles(workspaceId: string): Promise<WorkivaRole[]>;
};

/** The calls about members of workspaces. They need `organization:read`, those that change one `organization:write`. */
export type MemberCalls = {
  /** All members of a workspace, page by page as they are read. */
  memberships(workspaceId: string): AsyncIterable<WorkivaMembership>;
  findMembership(workspaceId: string, userId: string): Promise<WorkivaMembership | undefined>;
  /** @throws WorkivaError `conflict` when the user is a member already */
  addMember(
    workspaceId: string,
    userId: string,
    options: { notifyNewMember: boolean; sendWelcomeEmail: boolean },
  ): Promise<WorkivaMembership>;
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
};

/** Makes the calls about workspaces for one organization. */
export function workspaceCalls(api: Api, organization: string): WorkspaceCalls {
  const workspaces = () =>
    collect(api.list({ path: `${ORGANIZATION}/workspaces`, ids: { organization } }, WorkivaWorkspace));
  return {
    workspaces,
    async findWorkspace(name) {
      const all = await workspaces();
      const exact = all.find((workspace) => workspace.name === name);
      if (exact) return exact;
      const alike = all.filter((workspace) => sameName(workspace.name, name));
      return alike.length === 1 ? alike[0] : undefined;
    },
    workspaceRoles: (workspace) => rolesAt(api, `${WORKSPACE}/roles`, { organization, workspace }),
  };
}

/** Makes the calls about members for one organization. */
export function memberCalls(api: Api, find: Find, organization: string, clock: Clock): MemberCalls {
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
    memberships: (workspace) => api.list({ path, ids: { organization, workspace } }, WorkivaMembership),
    findMembership: (workspace, user) =>
      find({
        path,
        ids: { organization, workspace },
        item: WorkivaMembership,
        filter: `user/id eq ${quoted(user)}`,
        fits: (membership) => membership.user === user,
      }),
    async addMember(workspace, user, { notifyNewMember, sendWelcomeEmail }) {
      const json = { user, options: { notifyNewMember, sendWelcomeEmail } };
      const ids = { organization, workspace };
      const answer = await api.call({ method: 'POST', path: `${path}/membershipCreation`, ids, json });
      return check(answer, WorkivaMembership);
    },
    memberRoles: (workspace, membership) =>
      rolesAt(api, `${path}/{membership}/roles`, { organization, workspace, membership }),
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
