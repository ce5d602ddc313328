import { sameUsername } from './change.ts';
import { type Finding, type Place, placeIn, type Recorded } from './drift.ts';
import type { UserRecords } from './drift-recorded.ts';
import { stepNamed } from './provisioning-steps.ts';
import type { AccessRequest } from './records.ts';
import { sameName } from './same-name.ts';
import type { Step } from './step-records.ts';

/** One difference of a user, all that differs about that user, adopted or not, and what it was held against. */
export type Judged = { finding: Finding; all: readonly Finding[]; recorded: Recorded; records: UserRecords };

/**
 * Says why a finding must not be reverted before a person has said so; nothing where it may be. What takes away waits
 * for nobody. What gives back must have been done by a step of Grantdesk's own, for a grant that is still live, and the
 * user must be active: somebody may have stopped it in Workiva itself, for a reason that is recorded nowhere.
 */
export function whyAsk({ finding, all, recorded, records }: Judged): string | undefined {
  const { kind, username, workspace = '', role = '' } = finding;
  if (kind === 'user_suspended') return 'Somebody has suspended it, maybe for a reason that is not recorded here.';
  if (kind !== 'membership_missing' && kind !== 'role_missing') return undefined;
  if (recorded.status !== 'active') return 'A grant of it is stopped, or is just being stopped or reinstated.';
  if (all.some((one) => one.kind === 'user_suspended')) return 'Its user is suspended in Workiva.';
  const given = givenAt(workspace, username, records);
  const roles = kind === 'role_missing' ? [role] : (placeIn(recorded.must, workspace)?.roles ?? []);
  const isProven = (kind === 'role_missing' || given.member) && roles.every((name) => has(given.roles, name));
  return isProven
    ? undefined
    : 'No step of Grantdesk’s has given it: only an import, or an admin, says that it was so.';
}

type Given = { member: boolean; roles: readonly string[] };

/** What Grantdesk's own steps have given a user in a workspace, for grants that are live. */
function givenAt(workspace: string, username: string, { requests, grants }: UserRecords): Given {
  const live = grants.filter(
    ({ state, terms }) => (state === 'active' || state === 'suspended') && sameName(terms.user.username, username),
  );
  const own = requests.filter(
    ({ state, grant, terms }) =>
      state === 'fulfilled' && live.some(({ id }) => id === grant) && sameName(terms.workspace, workspace),
  );
  return {
    member: own.some((request) => isOwn(stepNamed(request, 'membership'))),
    roles: own.filter((request) => isOwn(stepNamed(request, 'roles'))).flatMap(rolesGiven),
  };
}

/** A change gives what its grant did not have before; to another user it gives all. */
function rolesGiven({ terms, previous }: AccessRequest): string[] {
  if (!previous || !sameUsername(terms, previous)) return terms.roles;
  return terms.roles.filter((role) => !has(previous.roles, role));
}

/** Done, and not by an admin. */
const isOwn = (step: Step | undefined): boolean => step?.state === 'done' && step.by === undefined;

const has = (roles: Place['roles'], role: string): boolean => roles.some((one) => sameName(one, role));
