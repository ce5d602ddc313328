import type { Acting } from './acting.ts';
import type { StepName } from './effects.ts';
import type { AccessRequest, Grant } from './records.ts';
import { sameName } from './same-name.ts';
import type { Leftover } from './step-records.ts';
import { withoutNeeded } from './undo.ts';

const CLEAN_UP: readonly StepName[] = ['roles_removal', 'membership_removal', 'user_suspension', 'user_removal'];

/** Whether a step takes away rather than gives. */
export const isCleanUp = (step: StepName): boolean => CLEAN_UP.includes(step);

/** The grants other than that of the request, of those that act as its integration user or are to. */
function othersOf({ grant, undoes }: AccessRequest, ofUser: readonly Acting[]): Acting[] {
  // A grant that is taken away or changed gives up its own. One whose change is undone keeps what it has.
  return undoes ? [...ofUser] : ofUser.filter(({ id }) => id !== grant);
}

/** The grants for whose sake a step takes nothing away. */
export function keepers(request: AccessRequest, step: StepName, ofUser: readonly Acting[]): Acting[] {
  if (!isCleanUp(step)) return [];
  const others = othersOf(request, ofUser);
  if (!request.undoes || step === 'user_removal') return others;
  const there = others.filter(({ terms }) => sameName(terms.workspace, request.terms.workspace));
  if (step !== 'roles_removal') return there;
  // Roles are looked at one by one: only where all of them are needed is there nothing to take.
  const isLeft = sparing(request, ofUser).undoes?.roles.length === 0;
  return isLeft ? there.filter((grant) => request.undoes?.roles.some((role) => names(grant, role))) : [];
}

/** Those to whom a step leaves what they need, all of them still being made; and what that is, where it is not everything. */
export type Inheritance = { heirs: Acting[]; left?: Leftover };

/**
 * What a step leaves to grants that are still being made, and to no other: when nothing comes of them, nobody else would
 * take it away. Of an undone request it is only what that has given: the user may have been there before.
 */
export function inheritance(request: AccessRequest, step: StepName, ofUser: readonly Acting[]): Inheritance {
  const { undoes, terms } = request;
  if (undoes && step === 'roles_removal') return rolesInherited(request, othersOf(request, ofUser));
  const kept = keepers(request, step, ofUser);
  if (kept.length === 0 || !kept.every(isBeingMade)) return { heirs: [] };
  if (!undoes) return { heirs: kept };
  const what = { roles: [], membership: step === 'membership_removal', user: step === 'user_removal' };
  return { heirs: kept, left: { ...terms, undo: { ...undoes, ...what } } };
}

function rolesInherited({ terms, undoes }: AccessRequest, others: readonly Acting[]): Inheritance {
  const there = others.filter((grant) => sameName(grant.terms.workspace, terms.workspace));
  const needing = (role: string) => there.filter((grant) => names(grant, role));
  const roles = (undoes?.roles ?? []).filter((role) => needing(role).length > 0 && needing(role).every(isBeingMade));
  if (!undoes || roles.length === 0) return { heirs: [] };
  const heirs = there.filter((grant) => roles.some((role) => names(grant, role)));
  return { heirs, left: { ...terms, undo: { ...undoes, roles, membership: false, user: false } } };
}

const isBeingMade = ({ state, wantedBy }: Acting) => wantedBy !== undefined || state === 'provisioning';

const names = ({ terms: { roles } }: Grant, role: string) => roles.some((name) => sameName(name, role));

/** The request without what it would take back although other live grants need it. */
export function sparing(request: AccessRequest, ofUser: readonly Acting[]): AccessRequest {
  if (!request.undoes) return request;
  return { ...request, undoes: withoutNeeded(request.undoes, request.terms, othersOf(request, ofUser)) };
}

/** Says why an integration user keeps what it has. */
export const keptWords = ({ terms }: AccessRequest, kept: readonly Grant[]): string =>
  `Left as it is, because ${[...new Set(kept.map(({ id }) => id))].join(', ')} acts as ${terms.user.username} too`;
