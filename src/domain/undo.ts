import { stepNamed } from './provisioning-steps.ts';
import type { AccessRequest, Case, Grant } from './records.ts';
import { sameName } from './same-name.ts';
import type { Step, Undo } from './step-records.ts';
import type { Terms } from './terms.ts';
import type { Moved } from './transition.ts';

/**
 * What a request has done in Workiva so far, as far as it can be taken back: what it gave, not what it took. A step that
 * was begun counts, because nobody may have heard that it took hold. What an admin did by hand counts only where the
 * user is new: an existing one may have had it before.
 */
export function doneBy(request: AccessRequest): Undo | undefined {
  const { id, kind, terms, provisioning } = request;
  if (!provisioning || kind === 'revoke' || kind === 'renew') return undefined;
  const isNew = terms.user.kind === 'new';
  const isMade = (step: Step | undefined) =>
    step?.changed ? step.changed.length > 0 : step?.begun === true || (isNew && step?.state === 'done');
  const user = isNew && isMade(stepNamed(request, 'user'));
  const membership = isMade(stepNamed(request, 'membership'));
  const given = stepNamed(request, 'roles');
  const roles = given?.changed ?? (isMade(given) ? terms.roles : []);
  if (!user && !membership && roles.length === 0) return undefined;
  const { userId } = provisioning;
  return { request: id, roles, membership, user, ...(userId === undefined ? {} : { userId }) };
}

/**
 * What of it can be taken back while other live grants act as the same integration user: they keep the user, their
 * workspace's membership, and the roles that they name.
 */
export function withoutNeeded(undo: Undo, { workspace }: Terms, others: readonly Grant[]): Undo {
  const there = others.filter(({ terms }) => sameName(terms.workspace, workspace));
  const needed = new Set(there.flatMap(({ terms }) => terms.roles.map((name) => name.toLowerCase())));
  return {
    ...undo,
    user: undo.user && others.length === 0,
    membership: undo.membership && there.length === 0,
    roles: undo.roles.filter((name) => !needed.has(name.toLowerCase())),
  };
}

/** Keeps that only these roles are still to be taken back: the others are other grants' from now on. */
export function leaveToOthers({ request, grant }: Case, { roles }: Undo): Moved {
  const undoes = request.undoes && { ...request.undoes, roles };
  return { ok: true, request: { ...request, undoes }, grant, events: [], effects: [] };
}

const rolesInWords = (roles: readonly string[]): string =>
  roles.length === 1 ? `the role ${roles.join()} is` : `the roles ${roles.join(', ')} are`;

/** Who was there before is not to be suspended for the sake of a workspace that this request added it to. */
const STAYS_ACTIVE = ', and activated again if Workiva suspends it for leaving its last workspace';

/** What is taken back, for people, latest first. */
export function undoWords({ roles, membership, user }: Undo, { workspace, user: { username } }: Terms): string[] {
  return [
    ...(roles.length === 0 ? [] : [`${rolesInWords(roles)} taken from ${username}`]),
    ...(membership ? [`${username} is removed from ${workspace}${user ? '' : STAYS_ACTIVE}`] : []),
    ...(user ? [`the user ${username} is removed`] : []),
  ];
}
